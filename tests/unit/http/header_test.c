#include "http/header.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void finds_a_word_in_a_list(void **state)
{
	(void)state;
	assert_true(header_lists("close", "close"));
	assert_true(header_lists("Close", "close"));
	assert_true(header_lists("keep-alive, Upgrade", "upgrade"));
	assert_true(header_lists(" a ,\tb , c", "b"));
	assert_true(header_lists(",,a", "a"));
	assert_false(header_lists("closed", "close"));
	assert_false(header_lists("clos", "close"));
	assert_false(header_lists("not close", "close"));
	assert_false(header_lists("", "close"));
	assert_false(header_lists(" , ,", "close"));
}

static void sends_gzip_to_whoever_takes_it(void **state)
{
	(void)state;
	assert_true(header_takes_gzip("gzip"));
	assert_true(header_takes_gzip("GZIP"));
	assert_true(header_takes_gzip("br, gzip"));
	assert_true(header_takes_gzip("deflate, gzip;q=1.0, *;q=0.5"));
	assert_true(header_takes_gzip("gzip ; q=0.001"));
	assert_true(header_takes_gzip("*"));
	assert_true(header_takes_gzip("br, *;q=0.1"));
}

static void sends_no_gzip_to_anybody_else(void **state)
{
	(void)state;
	assert_false(header_takes_gzip(""));
	assert_false(header_takes_gzip("identity"));
	assert_false(header_takes_gzip("br, deflate"));
	assert_false(header_takes_gzip("gzipped"));
	assert_false(header_takes_gzip("notgzip"));
	assert_false(header_takes_gzip("gzip;q=0"));
	assert_false(header_takes_gzip("gzip; q=0.000"));
	assert_false(header_takes_gzip("gzip;Q=0.0, br"));
	assert_false(header_takes_gzip("gzip;q=0, *"));
	assert_false(header_takes_gzip("*, gzip;q=0"));
	assert_false(header_takes_gzip("*;q=0"));
}

static void finds_the_exact_etag_in_a_list(void **state)
{
	(void)state;
	assert_true(header_has_etag("\"1.1\"", "\"1.1\""));
	assert_true(header_has_etag("W/\"1.1\"", "\"1.1\""));
	assert_true(header_has_etag("\"a\", \"1.1\"", "\"1.1\""));
	assert_true(header_has_etag("\"a\" , W/\"1.1\" , \"b\"", "\"1.1\""));
	assert_true(header_has_etag("\"a,b\",\"1.1\"", "\"1.1\""));
	assert_true(header_has_etag("\"a,b\"", "\"a,b\""));
	assert_true(header_has_etag("*", "\"1.1\""));
	assert_true(header_has_etag(" * ", "\"1.1\""));
	assert_true(header_has_etag("\"\"", "\"\""));
}

static void takes_no_other_etag_for_it(void **state)
{
	(void)state;
	assert_false(header_has_etag("\"1.10\"", "\"1.1\""));
	assert_false(header_has_etag("\"11.1\"", "\"1.1\""));
	assert_false(header_has_etag("1.1", "\"1.1\""));
	assert_false(header_has_etag("\"x\"1.1\"", "\"1.1\""));
	assert_false(header_has_etag("\"a, \"1.1\"", "\"1.1\""));
	assert_false(header_has_etag("\"1.1", "\"1.1\""));
	assert_false(header_has_etag("w/\"1.1\"", "\"1.1\""));
	assert_false(header_has_etag("", "\"1.1\""));
	assert_false(header_has_etag("**", "\"1.1\""));
	assert_false(header_has_etag("\"a\", *", "\"1.1\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_a_word_in_a_list),
		cmocka_unit_test(sends_gzip_to_whoever_takes_it),
		cmocka_unit_test(sends_no_gzip_to_anybody_else),
		cmocka_unit_test(finds_the_exact_etag_in_a_list),
		cmocka_unit_test(takes_no_other_etag_for_it),
	};

	return cmocka_run_group_tests_name("header", tests, NULL, NULL);
}
