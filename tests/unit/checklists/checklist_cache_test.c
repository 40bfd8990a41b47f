#include "checklists/checklist_cache.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/uuid.h"

#define TENANT "10000000-0000-4000-8000-000000000000"
#define OTHER "20000000-0000-4000-8000-000000000000"

static _Atomic int freed;

static void count(void *data)
{
	(void)data;
	freed++;
}

/* The n-th id; two with the same n are equal and not the same text. */
static char *id_of(struct arena *mem, int n)
{
	return arena_printf(mem, "%08x-0000-7000-8000-000000000000", (unsigned int)n);
}

/* A version in memory of its own, put into the cache and taken. */
static const struct checklist_version *put(const char *tenant, int n, size_t size)
{
	struct arena mem = { 0 };
	struct checklist_version version = {
		.id = id_of(&mem, n),
		.number = n,
		.document_size = size,
	};
	const struct checklist_version *kept;

	arena_defer(&mem, count, NULL);
	kept = checklist_cache_put(tenant, &version, &mem);
	assert_null(mem.blocks);
	return kept;
}

static const struct checklist_version *take(const char *tenant, int n)
{
	struct arena mem = { 0 };
	const struct checklist_version *version = checklist_cache_take(tenant, id_of(&mem, n));

	arena_reset(&mem);
	return version;
}

static bool is_kept(const char *tenant, int n)
{
	const struct checklist_version *version = take(tenant, n);

	if (version)
		checklist_cache_give(version);
	return version;
}

static int begin(void **state)
{
	(void)state;
	freed = 0;
	return 0;
}

static int end(void **state)
{
	(void)state;
	checklist_cache_forget();
	return 0;
}

static void gives_what_was_put_to_its_tenant_alone(void **state)
{
	const struct checklist_version *version = put(TENANT, 1, 100);

	(void)state;
	assert_int_equal(version->number, 1);
	assert_ptr_equal(take(TENANT, 1), version);
	assert_null(take(OTHER, 1));
	assert_null(take(TENANT, 2));
	checklist_cache_give(version);
	checklist_cache_give(version);
	assert_true(is_kept(TENANT, 1));
	assert_int_equal(freed, 0);
}

static void keeps_the_first_of_two_and_frees_the_second(void **state)
{
	const struct checklist_version *first = put(TENANT, 1, 100);
	const struct checklist_version *second = put(TENANT, 1, 100);
	const struct checklist_version *other = put(OTHER, 1, 100);

	(void)state;
	assert_ptr_equal(first, second);
	assert_ptr_not_equal(first, other);
	assert_int_equal(freed, 1);
	checklist_cache_give(first);
	checklist_cache_give(second);
	checklist_cache_give(other);
	assert_int_equal(freed, 1);
}

static void drops_what_was_used_longest_ago_when_there_are_too_many(void **state)
{
	(void)state;
	for (int n = 0; n < CHECKLIST_CACHE_ENTRIES; n++)
		checklist_cache_give(put(TENANT, n, 1));
	assert_true(is_kept(TENANT, 0));
	checklist_cache_give(put(TENANT, CHECKLIST_CACHE_ENTRIES, 1));
	checklist_cache_give(put(TENANT, CHECKLIST_CACHE_ENTRIES + 1, 1));
	assert_int_equal(freed, 2);
	assert_true(is_kept(TENANT, 0));
	assert_false(is_kept(TENANT, 1));
	assert_false(is_kept(TENANT, 2));
	for (int n = 3; n < CHECKLIST_CACHE_ENTRIES + 2; n++)
		assert_true(is_kept(TENANT, n));
}

static void drops_what_was_used_longest_ago_when_it_is_too_much(void **state)
{
	(void)state;
	for (int n = 0; n < 4; n++)
		checklist_cache_give(put(TENANT, n, CHECKLIST_CACHE_BYTES / 4));
	assert_int_equal(freed, 0);
	checklist_cache_give(put(TENANT, 4, CHECKLIST_CACHE_BYTES / 4 + 1));
	assert_int_equal(freed, 2);
	assert_false(is_kept(TENANT, 0));
	assert_false(is_kept(TENANT, 1));
	assert_true(is_kept(TENANT, 2));
	assert_true(is_kept(TENANT, 4));
}

static void leaves_a_version_to_whoever_has_taken_it(void **state)
{
	const struct checklist_version *version = put(TENANT, 1, 1);

	(void)state;
	assert_ptr_equal(take(TENANT, 1), version);
	for (int n = 2; n < CHECKLIST_CACHE_ENTRIES + 2; n++)
		checklist_cache_give(put(TENANT, n, 1));
	assert_null(take(TENANT, 1));
	assert_int_equal(freed, 0);
	assert_string_equal(version->id, "00000001-0000-7000-8000-000000000000");
	checklist_cache_give(version);
	assert_int_equal(freed, 0);
	checklist_cache_give(version);
	assert_int_equal(freed, 1);
}

static void hands_out_what_is_larger_than_the_cache_and_keeps_nothing(void **state)
{
	const struct checklist_version *version = put(TENANT, 1, CHECKLIST_CACHE_BYTES + 1);

	(void)state;
	assert_int_equal(version->number, 1);
	assert_false(is_kept(TENANT, 1));
	assert_int_equal(freed, 0);
	checklist_cache_give(version);
	assert_int_equal(freed, 1);
	checklist_cache_give(put(TENANT, 2, CHECKLIST_CACHE_BYTES));
	assert_true(is_kept(TENANT, 2));
}

static void forgets_everything_that_nobody_has(void **state)
{
	const struct checklist_version *taken = put(TENANT, 1, 1);

	(void)state;
	checklist_cache_give(put(TENANT, 2, 1));
	checklist_cache_forget();
	assert_int_equal(freed, 1);
	assert_null(take(TENANT, 1));
	checklist_cache_give(taken);
	assert_int_equal(freed, 2);
}

#define THREADS 8
#define VERSIONS (CHECKLIST_CACHE_ENTRIES + 32)
#define TURNS 20000

/* Every thread walks through more versions than there is room for, in an order of its own. */
static void *use(void *data)
{
	unsigned int turn = *(unsigned int *)data;

	for (int i = 0; i < TURNS; i++) {
		int n = (int)((turn = turn * 1103515245U + 12345U) >> 16) % VERSIONS;
		const struct checklist_version *version = take(TENANT, n);

		if (!version)
			version = put(TENANT, n, 1);
		if (version->number != n)
			*(unsigned int *)data = 0;
		checklist_cache_give(version);
	}
	return NULL;
}

static void serves_many_threads_at_once(void **state)
{
	unsigned int seeds[THREADS];
	pthread_t threads[THREADS];
	int kept = 0;

	(void)state;
	for (unsigned int i = 0; i < THREADS; i++) {
		seeds[i] = i + 1;
		assert_int_equal(pthread_create(&threads[i], NULL, use, &seeds[i]), 0);
	}
	for (unsigned int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(seeds[i], i + 1);
	}
	for (int n = 0; n < VERSIONS; n++)
		kept += is_kept(TENANT, n);
	assert_int_equal(kept, CHECKLIST_CACHE_ENTRIES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(gives_what_was_put_to_its_tenant_alone, begin, end),
		cmocka_unit_test_setup_teardown(keeps_the_first_of_two_and_frees_the_second, begin,
						end),
		cmocka_unit_test_setup_teardown(
			drops_what_was_used_longest_ago_when_there_are_too_many, begin, end),
		cmocka_unit_test_setup_teardown(drops_what_was_used_longest_ago_when_it_is_too_much,
						begin, end),
		cmocka_unit_test_setup_teardown(leaves_a_version_to_whoever_has_taken_it, begin,
						end),
		cmocka_unit_test_setup_teardown(
			hands_out_what_is_larger_than_the_cache_and_keeps_nothing, begin, end),
		cmocka_unit_test_setup_teardown(forgets_everything_that_nobody_has, begin, end),
		cmocka_unit_test_setup_teardown(serves_many_threads_at_once, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
