#include "http/rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/crypt.h"

static int begin(void **state)
{
	(void)state;
	crypt_init();
	return 0;
}

static int taken(enum rate rate, const char *who, int64_t now_ms, int most)
{
	int nr = 0;

	while (nr < most && !rate_take(rate, who, now_ms))
		nr++;
	return nr;
}

static void lets_a_burst_pass_and_then_the_rate(void **state)
{
	(void)state;
	rate_set(RATE_PERSON, 10);
	assert_int_equal(taken(RATE_PERSON, "a", 5000, 1000), 10 * RATE_BURST_S);
	assert_int_equal(rate_take(RATE_PERSON, "a", 5000), 1);
	assert_int_equal(taken(RATE_PERSON, "a", 5100, 1000), 1);
	assert_int_equal(taken(RATE_PERSON, "a", 6100, 1000), 10);
	assert_int_equal(taken(RATE_PERSON, "a", 1000000, 1000), 10 * RATE_BURST_S);
}

static void counts_each_for_itself(void **state)
{
	(void)state;
	rate_set(RATE_PERSON, 1);
	rate_set(RATE_ADDRESS, 2);
	assert_int_equal(taken(RATE_PERSON, "b", 9000, 1000), RATE_BURST_S);
	assert_int_equal(taken(RATE_PERSON, "c", 9000, 1000), RATE_BURST_S);
	assert_int_equal(taken(RATE_ADDRESS, "b", 9000, 1000), 2 * RATE_BURST_S);
}

static void zero_is_no_limit(void **state)
{
	(void)state;
	rate_set(RATE_PERSON, 0);
	assert_int_equal(taken(RATE_PERSON, "d", 9000, 100000), 100000);
}

static void tells_when_the_next_one_may(void **state)
{
	(void)state;
	rate_set(RATE_PERSON, 60000);
	assert_int_equal(taken(RATE_PERSON, "e", 0, 2000000),
			 60000 * RATE_BURST_S + RATE_BURST_S * 2500);
	rate_set(RATE_PERSON, 1);
	assert_in_range(rate_take(RATE_PERSON, "e", 0), 1, 2);
}

static void remembers_who_asks_much_among_very_many(void **state)
{
	char who[32];

	(void)state;
	rate_set(RATE_PERSON, 1);
	assert_int_equal(taken(RATE_PERSON, "much", 50000, 1000), RATE_BURST_S);
	for (int i = 0; i < 3 * RATE_PLACES; i++) {
		snprintf(who, sizeof(who), "somebody %d", i);
		rate_take(RATE_PERSON, who, 50000);
	}
	assert_int_equal(taken(RATE_PERSON, "much", 50000, 1000), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lets_a_burst_pass_and_then_the_rate),
		cmocka_unit_test(counts_each_for_itself),
		cmocka_unit_test(zero_is_no_limit),
		cmocka_unit_test(tells_when_the_next_one_may),
		cmocka_unit_test(remembers_who_asks_much_among_very_many),
	};

	return cmocka_run_group_tests_name("http/rate", tests, begin, NULL);
}
