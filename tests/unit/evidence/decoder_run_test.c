#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "evidence/decoder_run.h"

static struct arena mem;
static int stop_fd;

static int begin(void **state)
{
	(void)state;
	stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return stop_fd < 0;
}

static int end(void **state)
{
	(void)state;
	close(stop_fd);
	arena_reset(&mem);
	return 0;
}

static struct run run_for(const char *script, int timeout_ms)
{
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };
	struct run run;

	decoder_run(&mem, argv, timeout_ms, stop_fd, &run);
	return run;
}

static struct run run(const char *script) { return run_for(script, 30000); }

static void what_it_says_and_its_code_are_kept(void **state)
{
	struct run r = run("echo one; echo two; echo sorry >&2; echo more >&2; exit 3");

	(void)state;
	assert_int_equal(r.end, RUN_EXITED);
	assert_int_equal(r.code, 3);
	assert_string_equal(r.said, "one\ntwo\n");
	assert_string_equal(r.cause, "sorry");
}

static void a_signal_is_told(void **state)
{
	struct run r = run("echo half; kill -SEGV $$");

	(void)state;
	assert_int_equal(r.end, RUN_DIED);
	assert_non_null(strstr(r.cause, "signal 11"));
}

static void what_takes_too_long_is_killed(void **state)
{
	int64_t began;
	struct run r = { 0 };

	(void)state;
	/* Where the machine is busy, the shell has not come to its first word by then. */
	for (int timeout_ms = 100; timeout_ms < 20000 && (!r.said || !*r.said); timeout_ms *= 3) {
		began = clock_monotonic_ms();
		r = run_for("echo $$; exec sleep 60", timeout_ms);
		assert_int_equal(r.end, RUN_LATE);
		assert_string_equal(r.cause, "it took too long");
		assert_true(clock_monotonic_ms() - began < 50000);
	}
	assert_true(r.said && *r.said);
	/* It is gone, and nobody's child any more. */
	assert_int_equal(kill((pid_t)strtol(r.said, NULL, 10), 0), -1);
}

static void what_closes_its_outputs_and_stays_is_killed(void **state)
{
	struct run r = run_for("exec >/dev/null 2>&1; exec sleep 60", 100);

	(void)state;
	assert_int_equal(r.end, RUN_LATE);
	assert_string_equal(r.cause, "it took too long");
}

static void what_says_too_much_is_killed(void **state)
{
	struct run r = run("while :; do echo 0123456789012345678901234567890123456789; done");

	(void)state;
	assert_int_equal(r.end, RUN_DIED);
	assert_string_equal(r.cause, "it said too much");
}

static void complaints_without_end_do_not_fill_the_memory(void **state)
{
	struct run r = run("i=0; while [ $i -lt 2000 ]; do echo 0123456789 >&2; i=$((i+1)); done; "
			   "echo done");

	(void)state;
	assert_int_equal(r.end, RUN_EXITED);
	assert_int_equal(r.code, 0);
	assert_string_equal(r.said, "done\n");
	assert_string_equal(r.cause, "0123456789");
}

static void it_stops_when_told_to(void **state)
{
	static const uint64_t one = 1;
	struct run r;

	(void)state;
	assert_int_equal(write(stop_fd, &one, sizeof(one)), sizeof(one));
	r = run("exec sleep 60");
	assert_int_equal(r.end, RUN_STOPPED);
}

static void a_missing_program_is_told(void **state)
{
	const char *const argv[] = { "/nowhere/gemba-photo", NULL };
	struct run r;

	(void)state;
	decoder_run(&mem, argv, 1000, stop_fd, &r);
	assert_int_equal(r.end, RUN_NOT_STARTED);
	assert_string_equal(r.cause,
			    "/nowhere/gemba-photo cannot be started: No such file or directory");
}

static void it_begins_like_any_program(void **state)
{
	sigset_t blocked, before;
	struct run r;

	(void)state;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	r = run("kill -TERM $$; echo still here");
	sigprocmask(SIG_SETMASK, &before, NULL);
	assert_int_equal(r.end, RUN_DIED);
	assert_string_equal(r.said, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_it_says_and_its_code_are_kept, begin, end),
		cmocka_unit_test_setup_teardown(a_signal_is_told, begin, end),
		cmocka_unit_test_setup_teardown(what_takes_too_long_is_killed, begin, end),
		cmocka_unit_test_setup_teardown(what_closes_its_outputs_and_stays_is_killed, begin,
						end),
		cmocka_unit_test_setup_teardown(what_says_too_much_is_killed, begin, end),
		cmocka_unit_test_setup_teardown(complaints_without_end_do_not_fill_the_memory,
						begin, end),
		cmocka_unit_test_setup_teardown(it_stops_when_told_to, begin, end),
		cmocka_unit_test_setup_teardown(a_missing_program_is_told, begin, end),
		cmocka_unit_test_setup_teardown(it_begins_like_any_program, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
