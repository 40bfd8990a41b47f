#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct arena mem;

static int end(void **state)
{
	(void)state;
	arena_reset(&mem);
	return 0;
}

static void grows_and_is_always_ended(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, &mem);
	assert_string_equal(text_take(&t), "");
	for (int i = 0; i < 10000; i++) {
		text_add_char(&t, (char)('a' + i % 26));
		assert_int_equal(t.s[t.len], '\0');
	}
	assert_int_equal(t.len, 10000);
	assert_int_equal(strlen(t.s), 10000);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(t.s[i], 'a' + i % 26);
}

static void keeps_bytes_as_they_are(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, &mem);
	text_add_bytes(&t, "a\0b", 3);
	text_add(&t, "c");
	text_printf(&t, "%d%%", 7);
	assert_int_equal(t.len, 6);
	assert_memory_equal(t.s, "a\0bc7%", 7);
}

static void writes_whole_numbers_of_any_size(void **state)
{
	static const int64_t numbers[] = { 0, 7, -1, 10, 1234567890, INT64_MAX, INT64_MIN };
	char expected[32];
	struct text t;

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		text_init(&t, &mem);
		text_add_number(&t, numbers[i]);
		snprintf(expected, sizeof(expected), "%lld", (long long)numbers[i]);
		assert_string_equal(text_take(&t), expected);
	}
}

static void takes_an_addition_that_just_fits_and_one_that_does_not(void **state)
{
	(void)state;
	for (size_t size = 250; size < 260; size++) {
		char *much = arena_alloc(&mem, size + 1);
		struct text t;

		memset(much, 'x', size);
		text_init(&t, &mem);
		text_add(&t, much);
		assert_string_equal(text_take(&t), much);
	}
}

static const char *json_of(const char *s, size_t n)
{
	struct text t;

	text_init(&t, &mem);
	text_json_bytes(&t, s, n);
	return text_take(&t);
}

static void writes_json_strings(void **state)
{
	(void)state;
	assert_string_equal(json_of("", 0), "\"\"");
	assert_string_equal(json_of("a\"b\\c/d", 7), "\"a\\\"b\\\\c/d\"");
	assert_string_equal(json_of("\b\t\n\f\r", 5), "\"\\b\\t\\n\\f\\r\"");
	assert_string_equal(json_of("\0\x01\x1f\x7f", 4), "\"\\u0000\\u0001\\u001f\x7f\"");
	assert_string_equal(json_of("中文 \xf0\x9f\x98\x80", 11), "\"中文 \xf0\x9f\x98\x80\"");
	assert_string_equal(json_of("\"\"", 2), "\"\\\"\\\"\"");
}

static void writes_no_control_character_bare(void **state)
{
	(void)state;
	for (int c = 0; c < 0x20; c++) {
		char letter = (char)c;
		const char *json = json_of(&letter, 1);

		assert_int_equal(json[1], '\\');
		for (const char *at = json; *at; at++)
			assert_true((unsigned char)*at >= 0x20);
	}
}

static void tells_utf8_from_other_bytes(void **state)
{
	static const char *const valid[] = {
		"",
		"a",
		"\x7f",
		"\xc2\x80",
		"\xdf\xbf",
		"\xe0\xa0\x80",
		"\xed\x9f\xbf",
		"\xee\x80\x80",
		"\xef\xbf\xbf",
		"\xf0\x90\x80\x80",
		"\xf4\x8f\xbf\xbf",
		"中文",
	};
	static const char *const others[] = {
		"\x80", /* goes on from nothing */
		"\xbf",
		"\xc2", /* ends too early */
		"\xe4\xb8",
		"\xf0\x9f\x98",
		"\xc2"
		"a",
		"\xe4\xb8"
		"a",
		"\xc0\xaf", /* overlong */
		"\xc1\xbf",
		"\xe0\x80\xaf",
		"\xe0\x9f\xbf",
		"\xf0\x80\x80\xaf",
		"\xf0\x8f\xbf\xbf",
		"\xed\xa0\x80", /* surrogates */
		"\xed\xbf\xbf",
		"\xf4\x90\x80\x80", /* above U+10FFFF */
		"\xf5\x80\x80\x80",
		"\xf8\x88\x80\x80\x80",
		"\xfe",
		"\xff",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(valid) / sizeof(*valid); i++)
		assert_true(utf8_is_valid(valid[i], strlen(valid[i])));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		assert_false(utf8_is_valid(others[i], strlen(others[i])));
		assert_false(utf8_is_valid(arena_printf(&mem, "ok%sok", others[i]),
					   strlen(others[i]) + 4));
	}
	assert_true(utf8_is_valid("a\0b", 3));
}

static void takes_every_code_point_and_nothing_else(void **state)
{
	(void)state;
	for (uint32_t c = 0x800; c < 0x110000; c += 0x3f) {
		unsigned char s[4] = { (unsigned char)(0xf0 | c >> 18),
				       (unsigned char)(0x80 | (c >> 12 & 0x3f)),
				       (unsigned char)(0x80 | (c >> 6 & 0x3f)),
				       (unsigned char)(0x80 | (c & 0x3f)) };
		bool is_short = c < 0x10000;

		if (is_short)
			s[1] = (unsigned char)(0xe0 | c >> 12);
		assert_int_equal(utf8_is_valid((char *)s + is_short, 4 - is_short),
				 c < 0xd800 || c > 0xdfff);
	}
}

static void counts_code_points(void **state)
{
	(void)state;
	assert_int_equal(utf8_length(""), 0);
	assert_int_equal(utf8_length("abc"), 3);
	assert_int_equal(utf8_length("中文"), 2);
	assert_int_equal(utf8_length("\xf0\x9f\x98\x80!"), 2);
}

static void knows_how_a_text_begins(void **state)
{
	(void)state;
	assert_true(text_begins("abc", "ab"));
	assert_true(text_begins("abc", ""));
	assert_true(text_begins("", ""));
	assert_false(text_begins("abc", "b"));
	assert_false(text_begins("ab", "abc"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(grows_and_is_always_ended, end),
		cmocka_unit_test_teardown(keeps_bytes_as_they_are, end),
		cmocka_unit_test_teardown(writes_whole_numbers_of_any_size, end),
		cmocka_unit_test_teardown(takes_an_addition_that_just_fits_and_one_that_does_not,
					  end),
		cmocka_unit_test_teardown(writes_json_strings, end),
		cmocka_unit_test_teardown(writes_no_control_character_bare, end),
		cmocka_unit_test_teardown(tells_utf8_from_other_bytes, end),
		cmocka_unit_test_teardown(takes_every_code_point_and_nothing_else, end),
		cmocka_unit_test_teardown(counts_code_points, end),
		cmocka_unit_test_teardown(knows_how_a_text_begins, end),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
