#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena mem;

static int end(void **state)
{
	(void)state;
	arena_reset(&mem);
	return 0;
}

static void gives_memory_that_is_zeroed_and_aligned(void **state)
{
	(void)state;
	for (size_t size = 0; size < 20000; size = size * 2 + 1) {
		unsigned char *p = arena_alloc(&mem, size);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
	}
}

static void gives_no_two_allocations_the_same_bytes(void **state)
{
	unsigned char *all[500];

	(void)state;
	for (size_t i = 0; i < 500; i++) {
		all[i] = arena_alloc(&mem, i);
		memset(all[i], (int)(i % 251), i);
	}
	for (size_t i = 0; i < 500; i++)
		for (size_t at = 0; at < i; at++)
			assert_int_equal(all[i][at], i % 251);
}

static void gives_an_address_even_for_nothing(void **state)
{
	struct arena fresh = { 0 };

	(void)state;
	assert_non_null(arena_alloc(&fresh, 0));
	assert_non_null(arena_array(&fresh, 0, 8));
	assert_non_null(arena_copy(&fresh, NULL, 0));
	assert_string_equal(arena_strndup(&fresh, "", 0), "");
	arena_reset(&fresh);
}

static void copies_strings_and_ends_them(void **state)
{
	char *cut = arena_strndup(&mem, "abcdef", 3);
	const int numbers[] = { 1, 2, 3 };

	(void)state;
	assert_string_equal(cut, "abc");
	assert_string_equal(arena_strdup(&mem, "中文"), "中文");
	assert_memory_equal(arena_copy(&mem, numbers, sizeof(numbers)), numbers, sizeof(numbers));
}

static void prints_texts_of_any_length(void **state)
{
	char *s = arena_printf(&mem, "%s-%d-%050000d", "a", 7, 1);

	(void)state;
	assert_int_equal(strlen(s), 50004);
	assert_memory_equal(s, "a-7-0", 5);
	assert_string_equal(arena_printf(&mem, "%s", ""), "");
}

static char order[8];

static void note(void *letter)
{
	size_t len = strlen(order);

	order[len] = *(char *)letter;
	order[len + 1] = '\0';
}

static void note_again(void *letter)
{
	note(letter);
	arena_defer(&mem, note, letter);
}

static void runs_what_was_deferred_newest_first_and_once(void **state)
{
	static char a = 'a';
	static char b = 'b';

	(void)state;
	*order = '\0';
	arena_defer(&mem, note, &a);
	arena_defer(&mem, note, &b);
	arena_reset(&mem);
	assert_string_equal(order, "ba");
	arena_reset(&mem);
	assert_string_equal(order, "ba");
}

static void runs_what_is_deferred_during_the_reset(void **state)
{
	static char a = 'a';

	(void)state;
	*order = '\0';
	arena_defer(&mem, note_again, &a);
	arena_reset(&mem);
	assert_string_equal(order, "aa");
}

static void can_be_used_again_after_a_reset(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		char *s = arena_alloc(&mem, 100);

		assert_int_equal(s[99], 0);
		s[99] = 'x';
		arena_reset(&mem);
	}
}

/* How a child ends that does what must not be done. */
static int death_by(void (*deed)(void))
{
	int status = 0;
	pid_t child;

	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(0);
		deed();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static volatile size_t too_much = SIZE_MAX / 2;

static void asks_for_half_of_all_memory(void) { arena_alloc(&mem, too_much + 1); }

static void asks_for_more_than_can_be_counted(void) { arena_array(&mem, too_much, 3); }

static void stops_the_process_that_asks_for_too_much(void **state)
{
	(void)state;
	assert_int_not_equal(death_by(asks_for_half_of_all_memory), 0);
	assert_int_not_equal(death_by(asks_for_more_than_can_be_counted), 0);
}

#if defined(__SANITIZE_ADDRESS__)
static volatile size_t one_too_far = 5;

static void writes_one_byte_too_far(void)
{
	char *s = arena_strdup(&mem, "four");

	s[one_too_far] = 'x';
}

static void reads_after_the_reset(void)
{
	volatile char *s = arena_strdup(&mem, "four");

	arena_reset(&mem);
	_exit(s[0] & 0);
}

static void hides_no_overrun_from_the_sanitizer(void **state)
{
	(void)state;
	assert_int_not_equal(death_by(writes_one_byte_too_far), 0);
	assert_int_not_equal(death_by(reads_after_the_reset), 0);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(gives_memory_that_is_zeroed_and_aligned, end),
		cmocka_unit_test_teardown(gives_no_two_allocations_the_same_bytes, end),
		cmocka_unit_test_teardown(gives_an_address_even_for_nothing, end),
		cmocka_unit_test_teardown(copies_strings_and_ends_them, end),
		cmocka_unit_test_teardown(prints_texts_of_any_length, end),
		cmocka_unit_test_teardown(runs_what_was_deferred_newest_first_and_once, end),
		cmocka_unit_test_teardown(runs_what_is_deferred_during_the_reset, end),
		cmocka_unit_test_teardown(can_be_used_again_after_a_reset, end),
		cmocka_unit_test_teardown(stops_the_process_that_asks_for_too_much, end),
#if defined(__SANITIZE_ADDRESS__)
		cmocka_unit_test_teardown(hides_no_overrun_from_the_sanitizer, end),
#endif
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
