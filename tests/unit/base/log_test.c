#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char *logged;
static size_t logged_size;
static FILE *real;

static int begin(void **state)
{
	(void)state;
	real = stderr;
	stderr = open_memstream(&logged, &logged_size);
	return !stderr;
}

static int end(void **state)
{
	(void)state;
	fclose(stderr);
	stderr = real;
	free(logged);
	return 0;
}

/* The line without its time, which is looked at by its form. */
static const char *line(void)
{
	const char *rest;

	fflush(stderr);
	assert_memory_equal(logged, "time=20", 7);
	assert_int_equal(logged[strlen(logged) - 1], '\n');
	rest = strchr(logged, ' ');
	assert_non_null(rest);
	assert_int_equal(rest[-1], 'Z');
	return rest + 1;
}

static void writes_pairs_on_one_line(void **state)
{
	(void)state;
	log_info("event", "listening", "address", "127.0.0.1:8080");
	assert_string_equal(line(), "level=info event=listening address=127.0.0.1:8080\n");
}

static void names_its_level(void **state)
{
	(void)state;
	log_warn("a", "b");
	assert_string_equal(line(), "level=warn a=b\n");
}

static void says_errors(void **state)
{
	(void)state;
	log_error("a", "b");
	assert_string_equal(line(), "level=error a=b\n");
}

static void leaves_out_what_there_is_not(void **state)
{
	(void)state;
	log_info("a", NULL, "b", "c", "d", NULL);
	assert_string_equal(line(), "level=info b=c\n");
}

static void quotes_what_is_not_one_plain_word(void **state)
{
	(void)state;
	log_info("a", "two words", "b", "", "c", "x=y", "d", "say \"so\"", "e", "back\\slash", "f",
		 "中文");
	assert_string_equal(line(), "level=info a=\"two words\" b=\"\" c=\"x=y\" "
				    "d=\"say \\\"so\\\"\" e=\"back\\\\slash\" f=中文\n");
}

static void lets_no_value_end_the_line(void **state)
{
	(void)state;
	log_info("a", "one\nlevel=error b=c", "d", "\r", "e", "\x1b[31m", "f", "\x7f");
	assert_string_equal(line(), "level=info a=\"one\\nlevel=error b=c\" d=\"\\r\" "
				    "e=\"\\u001b[31m\" f=\"\x7f\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(writes_pairs_on_one_line, begin, end),
		cmocka_unit_test_setup_teardown(names_its_level, begin, end),
		cmocka_unit_test_setup_teardown(says_errors, begin, end),
		cmocka_unit_test_setup_teardown(leaves_out_what_there_is_not, begin, end),
		cmocka_unit_test_setup_teardown(quotes_what_is_not_one_plain_word, begin, end),
		cmocka_unit_test_setup_teardown(lets_no_value_end_the_line, begin, end),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
