#include "json/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define KEY_64 "a123456789b123456789c123456789d123456789e123456789f123456789g123"

static void keys_are_lower_case_and_short(void **state)
{
	static const char *const good[] = { "a", "0", "a.b", "a-b_c.9", KEY_64 };
	static const char *const bad[] = {
		"", "A", ".a", "-a", "_a", "a b", "a/b", "é", KEY_64 "4"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(json_is_key(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(json_is_key(bad[i]));
}

static void language_tags_have_two_or_three_letters_and_subtags(void **state)
{
	static const char *const good[] = { "en", "zh-CN", "zh-Hans-CN", "yue", "de-1996", "EN" };
	static const char *const bad[] = { "",      "e",  "engl",   "en-",   "en-U", "en-123456789",
					   "en_US", "e1", "en--US", "zh-CN-" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(json_is_language(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(json_is_language(bad[i]));
}

static void blank_is_what_a_person_sees_nothing_of(void **state)
{
	(void)state;
	assert_true(json_is_blank(""));
	assert_true(json_is_blank(" \t\n\xc2\xa0\xe3\x80\x80 "));
	assert_false(json_is_blank("\r"));
	assert_false(json_is_blank(" \xe3\x80\x81"));
	assert_false(json_is_blank("\xc2\xa0."));
}

static void unseen_is_what_has_no_shape(void **state)
{
	static const char *const unseen[] = { "",
					      " \t\n",
					      "\xc2\x85",
					      "\xe2\x80\x8b\xef\xbb\xbf",
					      "\xe3\x85\xa4 \xe2\xa0\x80",
					      "\xe2\x80\xae\xe2\x80\xac",
					      "\xf3\xa0\x84\x80\xcd\x8f" };
	static const char *const seen[] = { ".",
					    "\xe2\x80\x8b.",
					    "\xc3\xa9",
					    "\xe5\xba\x97",
					    "\xf0\x9f\x8f\xa8\xef\xb8\x8f",
					    "e\xcc\x81",
					    "\xe2\x80\xaf\x30" };

	(void)state;
	for (size_t i = 0; i < sizeof(unseen) / sizeof(*unseen); i++)
		assert_true(json_is_unseen(unseen[i]));
	for (size_t i = 0; i < sizeof(seen) / sizeof(*seen); i++)
		assert_false(json_is_unseen(seen[i]));
}

static void an_end_that_nobody_sees_is_found(void **state)
{
	static const char *const bad[] = { " x", "x ", "x\xc2\xa0", "\xef\xbb\xbfx", " " };
	static const char *const good[] = { "", "x", "a b", "\xe5\xba\x97 1" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_true(json_has_unseen_end(bad[i]));
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_false(json_has_unseen_end(good[i]));
}

static void hashes_are_lower_case_hex(void **state)
{
	(void)state;
	assert_true(json_is_hex("09af", 4));
	assert_false(json_is_hex("09a", 4));
	assert_false(json_is_hex("09aff", 4));
	assert_false(json_is_hex("09aF", 4));
	assert_false(json_is_hex("09ag", 4));
}

static void pointers_escape_tilde_and_slash(void **state)
{
	struct arena mem = { 0 };

	(void)state;
	assert_string_equal(json_pointer(&mem, "", "a/b~c"), "/a~1b~0c");
	assert_string_equal(json_pointer(&mem, "/x", ""), "/x/");
	assert_string_equal(json_pointer_item(&mem, "/x", 12), "/x/12");
	arena_reset(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_lower_case_and_short),
		cmocka_unit_test(language_tags_have_two_or_three_letters_and_subtags),
		cmocka_unit_test(blank_is_what_a_person_sees_nothing_of),
		cmocka_unit_test(unseen_is_what_has_no_shape),
		cmocka_unit_test(an_end_that_nobody_sees_is_found),
		cmocka_unit_test(hashes_are_lower_case_hex),
		cmocka_unit_test(pointers_escape_tilde_and_slash),
	};

	return cmocka_run_group_tests_name("json_rules", tests, NULL, NULL);
}
