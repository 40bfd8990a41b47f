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

static void dates_are_real_ones(void **state)
{
	static const char *const good[] = { "2026-11-21", "2000-02-29", "2024-02-29", "0001-01-01",
					    "9999-12-31" };
	static const char *const bad[] = { "",           "2026-11-31", "1900-02-29",
					   "2023-02-29", "2026-00-10", "2026-13-10",
					   "2026-01-00", "2026-1-1",   "2026-11-21 ",
					   "2026/11/21", "20261121",   "2026-11-2a",
					   "-026-11-21", "0000-01-01" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(json_is_date(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(json_is_date(bad[i]));
}

static void times_carry_their_offset(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-01t00:00:00.001z", 1 },
		{ "1969-12-31T23:59:59.999Z", -1 },
		{ "2000-03-01T00:00:00Z", 951868800000 },
		{ "2000-02-29T23:59:60Z", 951868800000 },
		{ "2026-11-21T08:30:00.25+08:00", 1795221000250 },
		{ "2026-11-20T20:30:00.2509999-04:00", 1795221000250 },
		{ "1600-02-29T12:00:00Z", -11670955200000 },
		{ "0001-01-01T00:00:00Z", -62135596800000 },
		{ "9999-12-31T23:59:59-23:59", 253402387139000 },
	};
	static const char *const bad[] = {
		"2026-11-21",
		"2026-11-21T08:30:00",
		"2026-11-21 08:30:00Z",
		"2026-11-21T24:00:00Z",
		"2026-11-21T08:60:00Z",
		"2026-11-21T08:30:61Z",
		"2026-11-21T08:30Z",
		"2026-11-21T08:30:00.Z",
		"2026-11-21T08:30:00Zz",
		"2026-11-21T08:30:00+0800",
		"2026-11-21T08:30:00+24:00",
		"2026-11-21T08:30:00+08:60",
		"2026-02-30T08:30:00Z",
		"2026-11-21T0a:30:00Z",
		"2026-11-21T08:30:00,5Z",
		"2026-11-21T08.30:00Z",
		"2026-11-21T08:30:00+08:000",
		"2026-11-21T08:30:00+8:00",
		"2026-11-21T08:30:00+0a:00",
	};
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(json_time(good[i].text, &ms));
		assert_true(ms == good[i].ms);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(json_time(bad[i], &ms));
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
		cmocka_unit_test(dates_are_real_ones),
		cmocka_unit_test(times_carry_their_offset),
		cmocka_unit_test(pointers_escape_tilde_and_slash),
	};

	return cmocka_run_group_tests_name("json_rules", tests, NULL, NULL);
}
