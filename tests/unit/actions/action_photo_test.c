#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "actions/action_own.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void expect_faults(const char *const *items, size_t nr, const char *const *pointers)
{
	const struct json_texts photos = { items, nr };
	const struct fault *f;
	struct work w;

	work_init(&w, 1);
	action_photos_fault(&w, &photos);
	f = w.problem.faults;
	for (; *pointers; pointers++, f = f->next) {
		assert_non_null(f);
		assert_string_equal(f->pointer, *pointers);
	}
	assert_null(f);
	work_release(&w);
}

static void hashes_that_differ_are_fine(void **state)
{
	const char *const items[] = { A, B };

	(void)state;
	expect_faults(items, 2, (const char *const[]){ NULL });
	expect_faults(NULL, 0, (const char *const[]){ NULL });
}

static void a_hash_that_is_there_twice_is_faulted_the_second_time(void **state)
{
	const char *const items[] = { A, B, A, B, A };

	(void)state;
	expect_faults(items, 5,
		      (const char *const[]){ "/photos/2", "/photos/3", "/photos/4", NULL });
}

static void what_is_no_hash_is_faulted(void **state)
{
	const char *const items[] = {
		"", "x", A "a", B,
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	};

	(void)state;
	expect_faults(
		items, 5,
		(const char *const[]){ "/photos/0", "/photos/1", "/photos/2", "/photos/4", NULL });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_that_differ_are_fine),
		cmocka_unit_test(a_hash_that_is_there_twice_is_faulted_the_second_time),
		cmocka_unit_test(what_is_no_hash_is_faulted),
	};

	return cmocka_run_group_tests_name("action_photo", tests, NULL, NULL);
}
