#include "scoring/scoring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void rounds_half_away_from_zero(void **state)
{
	(void)state;
	assert_true(scoring_divide(5, 10) == 1);
	assert_true(scoring_divide(-5, 10) == -1);
	assert_true(scoring_divide(4, 10) == 0);
	assert_true(scoring_divide(-4, 10) == 0);
	assert_true(scoring_divide(15, 10) == 2);
	assert_true(scoring_divide(7, 3) == 2);
	assert_true(scoring_divide(-8, 3) == -3);
	assert_true(scoring_divide(INT64_MIN, 1) == INT64_MIN);
}

static void divides_beyond_64_bits(void **state)
{
	const scoring_wide large = (scoring_wide)INT64_MAX * 1000000000;

	(void)state;
	assert_true(scoring_divide(large + 500000000, 1000000000) == (scoring_wide)INT64_MAX + 1);
	assert_true(scoring_divide(large + 499999999, 1000000000) == INT64_MAX);
	assert_true(scoring_divide(-large - 500000000, 1000000000) == -(scoring_wide)INT64_MAX - 1);
	assert_true(scoring_divide(1, large) == 0);
	assert_true(scoring_divide(large / 2 + 1, large) == 1);
}

static void prints(scoring_wide n, int places, bool is_trimmed, const char *expected)
{
	char text[SCORING_TEXT];

	assert_int_equal(scoring_print(text, n, places, is_trimmed), strlen(expected));
	assert_string_equal(text, expected);
}

static void prints_without_zeros_that_say_nothing(void **state)
{
	(void)state;
	prints(0, 3, true, "0");
	prints(5500, 3, true, "5.5");
	prints(-5500, 3, true, "-5.5");
	prints(1000, 3, true, "1");
	prints(100000, 3, true, "100");
	prints(1, 3, true, "0.001");
	prints(-120, 3, true, "-0.12");
	prints(10, 0, true, "10");
}

static void prints_as_many_places_as_asked_for(void **state)
{
	(void)state;
	prints(0, 2, false, "0.00");
	prints(4231, 2, false, "42.31");
	prints(-5, 2, false, "-0.05");
	prints(10000, 2, false, "100.00");
}

static void prints_every_number_there_is(void **state)
{
	const scoring_wide largest = (((scoring_wide)1 << 126) - 1) * 2 + 1;

	(void)state;
	prints(largest, 3, true, "170141183460469231731687303715884105.727");
	prints(-largest - 1, 3, true, "-170141183460469231731687303715884105.728");
	prints(INT64_MIN, 0, true, "-9223372036854775808");
	prints((scoring_wide)INT64_MAX * 10, 1, true, "9223372036854775807");
}

static void points_have_three_places_and_percents_two(void **state)
{
	struct scoring_percent percent = { .num = 200000, .den = 3 };
	char text[SCORING_TEXT];

	(void)state;
	scoring_print_points(text, 7500000000);
	assert_string_equal(text, "7.5");
	scoring_print_points(text, 499999);
	assert_string_equal(text, "0");
	scoring_print_points(text, -499999);
	assert_string_equal(text, "0");
	scoring_print_points(text, 500000);
	assert_string_equal(text, "0.001");
	scoring_print_percent(text, &percent);
	assert_string_equal(text, "66.67");
	percent.num = -14;
	scoring_print_percent(text, &percent);
	assert_string_equal(text, "0.00");
	percent.num = -15;
	scoring_print_percent(text, &percent);
	assert_string_equal(text, "-0.01");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rounds_half_away_from_zero),
		cmocka_unit_test(divides_beyond_64_bits),
		cmocka_unit_test(prints_without_zeros_that_say_nothing),
		cmocka_unit_test(prints_as_many_places_as_asked_for),
		cmocka_unit_test(prints_every_number_there_is),
		cmocka_unit_test(points_have_three_places_and_percents_two),
	};

	return cmocka_run_group_tests_name("scoring_text", tests, NULL, NULL);
}
