/* Numbers as a spreadsheet shows them. */
#include "tables/book_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena mem;

static int end(void **state)
{
	(void)state;
	arena_reset(&mem);
	return 0;
}

static const char *shown(const char *digits, enum book_style style, bool from_1904)
{
	struct text t;

	text_init(&t, &mem);
	book_number(&t, digits, style, from_1904);
	return text_take(&t);
}

static void keeps_what_people_typed(void **state)
{
	(void)state;
	assert_string_equal("0.1", shown("0.1", STYLE_PLAIN, false));
	assert_string_equal("0.3", shown("0.30000000000000004", STYLE_PLAIN, false));
	assert_string_equal("0", shown("-0", STYLE_PLAIN, false));
	assert_string_equal("123456789012345", shown("123456789012345", STYLE_PLAIN, false));
	/* what would need an exponent, and what is no number, stay as they are */
	assert_string_equal("1234567890123456789",
			    shown("1234567890123456789", STYLE_PLAIN, false));
	assert_string_equal("#N/A", shown("#N/A", STYLE_DATE, false));
	assert_string_equal("inf", shown("inf", STYLE_PLAIN, false));
	assert_string_equal("12.5%", shown("0.125", STYLE_PERCENT, false));
}

static void shows_days_and_times(void **state)
{
	(void)state;
	assert_string_equal("2026-11-21", shown("46347", STYLE_DATE, false));
	assert_string_equal("2026-11-21T08:30", shown("46347.354166666664", STYLE_DATE, false));
	assert_string_equal("2026-11-21T08:30:15",
			    shown("46347.354340277778", STYLE_DATE_TIME, false));
	assert_string_equal("18:00", shown("0.75", STYLE_TIME, false));
	/* half a second before midnight is the next day, not 24:00 */
	assert_string_equal("2026-11-22", shown("46347.999999999", STYLE_DATE, false));
	assert_string_equal("9999-12-31", shown("2958465", STYLE_DATE, false));
	assert_string_equal("2958466", shown("2958466", STYLE_DATE, false));
	assert_string_equal("-1", shown("-1", STYLE_DATE, false));
}

static void knows_both_calendars_of_spreadsheets(void **state)
{
	(void)state;
	assert_string_equal("2026-11-21", shown("44885", STYLE_DATE, true));
	/* before the day that never was */
	assert_string_equal("1900-01-01", shown("1", STYLE_DATE, false));
	assert_string_equal("1900-02-28", shown("59", STYLE_DATE, false));
	assert_string_equal("1900-03-01", shown("61", STYLE_DATE, false));
}

static void knows_formats_by_what_they_show(void **state)
{
	static const struct {
		const char *format;
		enum book_style style;
	} formats[] = {
		{ "General", STYLE_PLAIN },
		{ "0.00", STYLE_PLAIN },
		{ "0.0%", STYLE_PERCENT },
		{ "yyyy-mm-dd", STYLE_DATE },
		{ "yyyy\"年\"m\"月\"d\"日\"", STYLE_DATE },
		{ "[$-804]aaaa;@", STYLE_PLAIN },
		{ "[Red]0.0", STYLE_PLAIN },
		{ "[h]:mm", STYLE_TIME },
		{ "hh:mm AM/PM", STYLE_TIME },
		{ "dd/mm/yyyy hh:mm", STYLE_DATE_TIME },
		{ "0\" days\"", STYLE_PLAIN },
		{ "0\\d", STYLE_PLAIN },
		{ "0;yyyy", STYLE_PLAIN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		assert_int_equal(formats[i].style, book_style_of(formats[i].format));
	assert_int_equal(STYLE_DATE, book_style_built_in(14));
	assert_int_equal(STYLE_TIME, book_style_built_in(20));
	assert_int_equal(STYLE_DATE_TIME, book_style_built_in(22));
	assert_int_equal(STYLE_PERCENT, book_style_built_in(10));
	assert_int_equal(STYLE_PLAIN, book_style_built_in(49));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(keeps_what_people_typed, end),
		cmocka_unit_test_teardown(shows_days_and_times, end),
		cmocka_unit_test_teardown(knows_both_calendars_of_spreadsheets, end),
		cmocka_unit_test_teardown(knows_formats_by_what_they_show, end),
	};

	return cmocka_run_group_tests_name("tables/book_number", tests, NULL, NULL);
}
