#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena mem;

static int end(void **state)
{
	(void)state;
	arena_reset(&mem);
	return 0;
}

static void reads_moments(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} moments[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-01T00:00:00.001Z", 1 },
		{ "2026-11-21T08:00:00Z", 1795248000000 },
		{ "2026-11-21T08:00:00.000Z", 1795248000000 },
		{ "2026-11-21t08:00:00z", 1795248000000 },
		{ "2026-11-21T16:00:00+08:00", 1795248000000 },
		{ "2026-11-21T03:00:00-05:00", 1795248000000 },
		{ "2026-11-21T13:30:00+05:30", 1795248000000 },
		{ "2026-11-22T07:59:00+23:59", 1795248000000 },
		{ "2026-11-21T08:00:00-00:00", 1795248000000 },
		{ "2000-02-29T00:00:00Z", 951782400000 },
		{ "2024-02-29T23:59:59Z", 1709251199000 },
		{ "2400-02-29T00:00:00Z", 13574563200000 },
		{ "9999-12-31T23:59:59.999Z", 253402300799999 },
		/* fractions are cut below the millisecond, never rounded up */
		{ "1970-01-01T00:00:01.9Z", 1900 },
		{ "1970-01-01T00:00:01.99Z", 1990 },
		{ "1970-01-01T00:00:01.9999Z", 1999 },
		{ "1970-01-01T00:00:01.123456789012345678901234567890Z", 1123 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(moments) / sizeof(*moments); i++) {
		int64_t ms = -1;

		if (!clock_parse(moments[i].text, &ms))
			fail_msg("%s is not read", moments[i].text);
		if (ms != moments[i].ms)
			fail_msg("%s is read as %lld", moments[i].text, (long long)ms);
	}
}

static void refuses_what_is_no_moment(void **state)
{
	static const char *const others[] = {
		"",
		"now",
		"2026-11-21",
		"2026-11-21T08:00Z",
		"2026-11-21T08:00:00", /* no offset */
		"2026-11-21 08:00:00Z",
		"2026-11-21T08:00:00 Z",
		" 2026-11-21T08:00:00Z",
		"2026-11-21T08:00:00Z ",
		"2026-11-21T08:00:00ZZ",
		"2026-11-21T08:00:00.Z",
		"2026-11-21T08:00:00,5Z",
		"2026-11-21T24:00:00Z",
		"2026-11-21T23:59:60Z",
		"2026-11-21T08:60:00Z",
		"2026-11-21T8:00:00Z",
		"2026-11-21T08:00:00+8:00",
		"2026-11-21T08:00:00+0800",
		"2026-11-21T08:00:00+08",
		"2026-11-21T08:00:00+24:00",
		"2026-11-21T08:00:00+08:60",
		"2026-00-21T08:00:00Z",
		"2026-13-21T08:00:00Z",
		"2026-11-00T08:00:00Z",
		"2026-11-31T08:00:00Z",
		"2026-02-29T08:00:00Z",
		"2023-02-29T08:00:00Z",
		"2100-02-29T08:00:00Z",
		"26-11-21T08:00:00Z",
		"02026-11-21T08:00:00Z",
		"-026-11-21T08:00:00Z",
		"+026-11-21T08:00:00Z",
		"1969-12-31T23:59:59.999Z",
		"1970-01-01T00:00:00+00:01", /* before 1970 in UTC */
		"9999-12-31T23:59:59-00:01", /* after 9999 in UTC */
		"２026-11-21T08:00:00Z",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		int64_t ms;

		if (clock_parse(others[i], &ms))
			fail_msg("%s is read as %lld", others[i], (long long)ms);
	}
}

static void writes_what_it_reads(void **state)
{
	static const int64_t moments[] = {
		0, 1, 999, 1000, 951782399999, 951782400000, 1795248000123, 253402300799999,
	};

	(void)state;
	assert_string_equal(clock_text(&mem, 1795248000123), "2026-11-21T08:00:00.123Z");
	assert_string_equal(clock_text(&mem, 0), "1970-01-01T00:00:00.000Z");
	for (size_t i = 0; i < sizeof(moments) / sizeof(*moments); i++) {
		int64_t ms = -1;

		assert_true(clock_parse(clock_text(&mem, moments[i]), &ms));
		assert_int_equal(ms, moments[i]);
	}
}

static void knows_the_days_of_the_calendar(void **state)
{
	(void)state;
	assert_true(clock_is_date("2026-11-21"));
	assert_true(clock_is_date("2024-02-29"));
	assert_true(clock_is_date("2000-02-29"));
	assert_false(clock_is_date("2026-02-29"));
	assert_false(clock_is_date("1900-02-29"));
	assert_false(clock_is_date("2026-04-31"));
	assert_false(clock_is_date("2026-11-21T00:00:00Z"));
	assert_false(clock_is_date("2026-11-2"));
	assert_false(clock_is_date("2026/11/21"));
	assert_false(clock_is_date(""));
}

static void tells_durations_that_run_forward(void **state)
{
	int64_t before = clock_monotonic_ms();

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t now = clock_monotonic_ms();

		assert_true(now >= before);
		before = now;
	}
}

static void tells_the_time_of_the_file_from_then_on(void **state)
{
	static char path[] = "/tmp/gemba-clock-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(clock_now() > 1700000000000);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "1795248000123\n", 14), 14);
	clock_use_file(path);
	assert_int_equal(clock_now(), 1795248000123);
	assert_int_equal(pwrite(fd, "1795248000124\n", 14, 0), 14);
	assert_int_equal(clock_now(), 1795248000124);
	clock_use_file(NULL);
	assert_true(clock_now() != 1795248000124);
	close(fd);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(reads_moments, end),
		cmocka_unit_test_teardown(refuses_what_is_no_moment, end),
		cmocka_unit_test_teardown(writes_what_it_reads, end),
		cmocka_unit_test_teardown(knows_the_days_of_the_calendar, end),
		cmocka_unit_test_teardown(tells_durations_that_run_forward, end),
		cmocka_unit_test_teardown(tells_the_time_of_the_file_from_then_on, end),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
