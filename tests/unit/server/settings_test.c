#include "settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ARGS_MAX 8

static const char *const variables[] = {
	"GEMBA_DATABASE",       "GEMBA_LISTEN",
	"GEMBA_PHOTOS",         "GEMBA_KEYS",
	"GEMBA_AUDIT_KEY",      "GEMBA_PHOTO_PROGRAM",
	"GEMBA_CONNECTIONS",    "GEMBA_THREADS",
	"GEMBA_DECODERS",       "GEMBA_TRUSTED_PROXIES",
	"GEMBA_METRICS",        "GEMBA_LOG",
	"GEMBA_RATE_PERSON",    "GEMBA_RATE_ADDRESS",
	"GEMBA_QUEUE_SECONDS",  "GEMBA_LOCK_SECONDS",
	"GEMBA_DECODE_SECONDS",
};

static struct settings settings;
static char *args[ARGS_MAX];
static int args_nr;
static char *said;

static int begin(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		unsetenv(variables[i]);
	args_nr = 0;
	args[args_nr++] = (char *)(uintptr_t) "gemba";
	args[args_nr] = NULL;
	said = NULL;
	return 0;
}

static int end(void **state)
{
	(void)state;
	free(said);
	return 0;
}

static void add(const char *arg)
{
	args[args_nr++] = (char *)(uintptr_t)arg;
	args[args_nr] = NULL;
}

/* Reads the settings and keeps what is said about them. */
static bool reads(void)
{
	FILE *real = stderr;
	size_t size;
	bool ok;

	free(said);
	stderr = open_memstream(&said, &size);
	ok = settings_read(&settings, &args_nr, args);
	fclose(stderr);
	stderr = real;
	return ok;
}

/* One sentence: it names the setting, ends with a full stop and a new line, and there is no other.
 */
static void refused(const char *variable, const char *value)
{
	setenv(variable, value, 1);
	if (reads())
		fail_msg("%s=%s is taken", variable, value);
	if (!strstr(said, variable) || memcmp(said, "gemba: ", 7) != 0)
		fail_msg("%s=%s: %s", variable, value, said);
	assert_string_equal(strchr(said, '\n'), "\n");
	assert_int_equal(said[strlen(said) - 2], '.');
	unsetenv(variable);
}

static void has_a_default_for_everything(void **state)
{
	(void)state;
	assert_true(reads());
	assert_string_equal(said, "");
	assert_string_equal(settings.database, "dbname=gemba user=gemba");
	assert_string_equal(settings.listen, "127.0.0.1:8080");
	assert_int_equal(settings.connections, 8);
	assert_int_equal(settings.queue_seconds, 1);
	assert_int_equal(settings.lock_seconds, 5);
	assert_int_equal(settings.threads, 1024);
	assert_non_null(strstr(settings.photo_program, "/gemba-photo"));
}

static void takes_the_environment_over_the_default_and_a_flag_over_both(void **state)
{
	(void)state;
	setenv("GEMBA_LISTEN", "0.0.0.0:1", 1);
	setenv("GEMBA_THREADS", "8", 1);
	add("--listen=localhost:65535");
	assert_true(reads());
	assert_string_equal(settings.listen, "localhost:65535");
	assert_int_equal(settings.threads, 8);
}

static void leaves_the_arguments_that_are_no_settings(void **state)
{
	(void)state;
	add("person");
	add("--threads");
	add("9");
	add("--name");
	add("--keys=k");
	add("x");
	assert_true(reads());
	assert_int_equal(args_nr, 4);
	assert_string_equal(args[1], "person");
	assert_string_equal(args[2], "--name");
	assert_string_equal(args[3], "x");
	assert_null(args[4]);
	assert_int_equal(settings.threads, 9);
	assert_string_equal(settings.keys, "k");
}

static void knows_a_flag_by_its_whole_name(void **state)
{
	(void)state;
	add("--thread");
	add("--threadss=1");
	add("-threads");
	assert_true(reads());
	assert_int_equal(args_nr, 4);
}

static void refuses_a_flag_without_a_value(void **state)
{
	(void)state;
	add("--keys");
	assert_false(reads());
	assert_string_equal(said, "gemba: --keys needs a value: the file of the token keys.\n");
}

static void refuses_numbers_that_are_none_or_out_of_range(void **state)
{
	static const char *const numbers[] = {
		"", "0", "-1", "abc", "9x", " 9", "+9", "9 ", "1e2", "99999999999999999999", "101 ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		refused("GEMBA_CONNECTIONS", numbers[i]);
		refused("GEMBA_THREADS", numbers[i]);
		refused("GEMBA_DECODERS", numbers[i]);
		refused("GEMBA_DECODE_SECONDS", numbers[i]);
		refused("GEMBA_QUEUE_SECONDS", numbers[i]);
		refused("GEMBA_LOCK_SECONDS", numbers[i]);
	}
	refused("GEMBA_CONNECTIONS", "101");
	refused("GEMBA_THREADS", "7");
	refused("GEMBA_THREADS", "10001");
	refused("GEMBA_DECODERS", "65");
	refused("GEMBA_DECODE_SECONDS", "601");
	refused("GEMBA_QUEUE_SECONDS", "61");
	refused("GEMBA_LOCK_SECONDS", "61");
}

static void refuses_addresses_that_are_none(void **state)
{
	static const char *const addresses[] = {
		"",
		"8080",
		":8080",
		"127.0.0.1",
		"127.0.0.1:",
		"127.0.0.1:0",
		"127.0.0.1:65536",
		"127.0.0.1:http",
		"127.0.0.1:8080s",
		"127.0.0.1:8080,1.2.3.4:80",
		"127.0.0.1:08080",
		"127.0.0.1:-1",
		"127.0.0.1:+1",
		"[::1]:8080",
		"a b:80",
		"127.0.0.1:8080r",
		"a:b:80",
		"127.0.0.1:999999",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++)
		refused("GEMBA_LISTEN", addresses[i]);
}

static void refuses_connection_strings_that_are_none_and_does_not_repeat_them(void **state)
{
	(void)state;
	refused("GEMBA_DATABASE", "");
	refused("GEMBA_DATABASE", "geheim");
	assert_null(strstr(said, "geheim"));
	refused("GEMBA_DATABASE", "password=geheim nonsense=1");
	assert_null(strstr(said, "geheim"));
	refused("GEMBA_DATABASE", "postgresql://u:geheim@[::1/x");
	assert_null(strstr(said, "geheim"));
}

static void refuses_empty_paths(void **state)
{
	(void)state;
	refused("GEMBA_PHOTOS", "");
	refused("GEMBA_KEYS", "");
}

/* What `gemba config` prints for a connection string. */
static char *shown(const char *database)
{
	FILE *real = stdout;
	char *text = NULL;
	size_t size;

	setenv("GEMBA_DATABASE", database, 1);
	assert_true(reads());
	stdout = open_memstream(&text, &size);
	settings_print(&settings);
	fclose(stdout);
	stdout = real;
	return text;
}

static void prints_what_can_be_read_again(void **state)
{
	char *text = shown("dbname=x host='/a b'");

	(void)state;
	assert_non_null(strstr(text, "\nGEMBA_DATABASE=dbname=x host='/a b'\n"));
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		assert_non_null(strstr(text, variables[i]));
	free(text);
}

static void prints_no_password_however_it_is_written(void **state)
{
	static const char *const strings[] = {
		"dbname=x password=geheim",
		"password=geheim dbname=x",
		"password = geheim dbname=x",
		"password='geheim' dbname=x",
		"password='ge\\'heim geheim' dbname=x",
		"password=ge\\ geheim dbname=x",
		"sslpassword=geheim dbname=x",
		"password=other password=geheim dbname=x",
		"postgresql://u:geheim@host/x",
		"postgres://u:geheim@host/x",
		"postgresql://u:ge%40geheim@host/x",
		"postgresql://u:g@host/x?password=geheim",
		"postgresql://host/x?user=u&pass%77ord=geheim",
		"postgresql://host/x?sslpassword=geheim",
		"postgresql:///x?host=%2Fa&password=geheim",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(strings) / sizeof(*strings); i++) {
		char *text = shown(strings[i]);

		if (strstr(text, "geheim") || !strstr(text, "password=…"))
			fail_msg("%s: %s", strings[i], text);
		assert_non_null(strstr(text, "dbname=x"));
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(has_a_default_for_everything, begin, end),
		cmocka_unit_test_setup_teardown(
			takes_the_environment_over_the_default_and_a_flag_over_both, begin, end),
		cmocka_unit_test_setup_teardown(leaves_the_arguments_that_are_no_settings, begin,
						end),
		cmocka_unit_test_setup_teardown(knows_a_flag_by_its_whole_name, begin, end),
		cmocka_unit_test_setup_teardown(refuses_a_flag_without_a_value, begin, end),
		cmocka_unit_test_setup_teardown(refuses_numbers_that_are_none_or_out_of_range,
						begin, end),
		cmocka_unit_test_setup_teardown(refuses_addresses_that_are_none, begin, end),
		cmocka_unit_test_setup_teardown(
			refuses_connection_strings_that_are_none_and_does_not_repeat_them, begin,
			end),
		cmocka_unit_test_setup_teardown(refuses_empty_paths, begin, end),
		cmocka_unit_test_setup_teardown(prints_what_can_be_read_again, begin, end),
		cmocka_unit_test_setup_teardown(prints_no_password_however_it_is_written, begin,
						end),
	};

	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
