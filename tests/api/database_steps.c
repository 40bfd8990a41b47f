/*
 * What no request can bring about by itself: the steps of a transaction that go wrong. Run by
 * database.test.js, which makes the table "scratch" and names the database in GEMBA_DATABASE.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "db/connection.h"

static const struct db_stmt put = { "put", 2,
				    "insert into scratch (id, text) values ($1::integer, $2)" };
static const struct db_stmt change = { "change", 2,
				       "update scratch set text = $2 where id = $1::integer" };
static const struct db_stmt get = { "get", 1, "select text from scratch where id = $1::integer" };
static const struct db_stmt count = { "count", 0, "select count(*)::integer as nr from scratch" };
static const struct db_stmt empty = { "empty", 0, "delete from scratch" };
static const struct db_stmt nonsense = { "nonsense", 0, "select nonsense from scratch" };
static const struct db_stmt fails = { "fails", 0, "select 1 / 0" };
static const struct db_stmt late = { "late", 0, "select 7 as seven" };
static const struct db_stmt prepared = {
	"prepared", 1, "select count(*)::integer as nr from pg_prepared_statements where name = $1"
};
static const struct db_stmt strict = { "strict", 0,
				       "set transaction isolation level serializable" };
static const struct db_stmt die = { "die", 0, "select pg_terminate_backend(pg_backend_pid())" };
static const struct db_stmt much = { "much", 0, "select repeat('x', 50000) as much" };
static const struct db_stmt split = {
	"split", 1, "select t from unnest($1::text[]) with ordinality as u (t, nr) order by nr"
};
static const struct db_stmt pid = { "pid", 0, "select pg_backend_pid() as pid" };

static const char *conninfo;
static struct work w;
static struct work other;

static void open_with(int connections)
{
	struct db_settings settings = {
		.conninfo = conninfo, .connections = connections, .queue_s = 1, .lock_s = 5
	};

	db_open(&settings);
	work_init(&w, clock_now());
	work_init(&other, clock_now());
}

static int begin_with_one(void **state)
{
	(void)state;
	open_with(1);
	return 0;
}

static int begin_with_two(void **state)
{
	(void)state;
	open_with(2);
	return 0;
}

static int end(void **state)
{
	(void)state;
	db_rollback(&other);
	db_rollback(&w);
	work_forgive(&w);
	if (!db_begin(&w, DB_APP, DB_WRITE) || !db_query(&w, &empty) || !db_commit(&w))
		return 1;
	work_release(&w);
	work_release(&other);
	db_close();
	return 0;
}

static void begin(struct work *of)
{
	if (!db_begin(of, DB_APP, DB_WRITE))
		fail_msg("%s", of->problem.cause ? of->problem.cause : of->problem.detail);
}

static void commit(struct work *of)
{
	if (!db_commit(of))
		fail_msg("%s", of->problem.cause ? of->problem.cause : of->problem.detail);
}

static int64_t rows_nr(void)
{
	const struct db_rows *rows = db_query(&w, &count);

	assert_non_null(rows);
	return db_integer(rows, 0, "nr");
}

static void keeps_what_is_committed_and_nothing_else(void **state)
{
	(void)state;
	begin(&w);
	assert_true(db_send(&w, &put, "1", "one"));
	db_rollback(&w);
	begin(&w);
	assert_int_equal(rows_nr(), 0);
	assert_true(db_send(&w, &put, "1", "one"));
	commit(&w);
	begin(&w);
	assert_int_equal(rows_nr(), 1);
}

static void keeps_prepared_statements_through_a_rollback(void **state)
{
	(void)state;
	begin(&w);
	assert_non_null(db_query(&w, &get, "1"));
	db_rollback(&w);
	begin(&w);
	assert_int_equal(db_integer(db_query(&w, &prepared, "get"), 0, "nr"), 1);
	assert_non_null(db_query(&w, &get, "1"));
	commit(&w);
}

static void prepares_anew_what_was_skipped_behind_a_failure(void **state)
{
	(void)state;
	begin(&w);
	assert_true(db_send(&w, &fails));
	assert_null(db_query(&w, &late));
	assert_non_null(strstr(w.problem.cause, "fails: 22012"));
	db_rollback(&w);
	work_forgive(&w);
	begin(&w);
	assert_int_equal(db_integer(db_query(&w, &late), 0, "seven"), 7);
	commit(&w);
}

static void goes_on_after_a_statement_that_cannot_be_prepared(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		begin(&w);
		assert_null(db_query(&w, &nonsense));
		assert_int_equal(w.problem.kind, PROBLEM_internal);
		assert_null(db_query(&w, &count));
		assert_false(db_commit(&w));
		assert_null(w.db);
		work_forgive(&w);
	}
	begin(&w);
	assert_int_equal(rows_nr(), 0);
}

static void tells_the_first_problem_and_does_nothing_behind_it(void **state)
{
	(void)state;
	begin(&w);
	assert_true(db_send(&w, &put, "1", "one"));
	assert_true(db_send(&w, &put, "1", "again"));
	assert_true(db_send(&w, &fails));
	assert_true(db_send(&w, &put, "2", "two"));
	assert_false(db_commit(&w));
	assert_int_equal(w.problem.kind, PROBLEM_id_is_taken);
	work_forgive(&w);
	begin(&w);
	assert_int_equal(rows_nr(), 0);
}

static void takes_a_rollback_for_no_commit(void **state)
{
	(void)state;
	begin(&w);
	assert_true(db_send(&w, &put, "1", "one"));
	assert_null(db_query(&w, &fails));
	/* As if somebody had not noticed. */
	w.db->is_failed = false;
	work_forgive(&w);
	assert_false(db_commit(&w));
	assert_int_equal(w.problem.kind, PROBLEM_internal);
	assert_string_equal(w.problem.cause, "the commit was answered with a rollback");
	work_forgive(&w);
	begin(&w);
	assert_int_equal(rows_nr(), 0);
}

static void sends_more_than_a_pipeline_holds(void **state)
{
	(void)state;
	begin(&w);
	for (int i = 0; i < 2000; i++)
		assert_true(db_send(&w, &put, db_number(&w, i), "x"));
	assert_int_equal(rows_nr(), 2000);
	commit(&w);
}

static void waits_for_no_one_who_waits_for_it(void **state)
{
	char *text = arena_alloc(&w.mem, 50001);

	(void)state;
	memset(text, 'x', 50000);
	begin(&w);
	for (int i = 0; i < 400; i++) {
		assert_true(db_send(&w, &much));
		assert_true(db_send(&w, &put, db_number(&w, i), text));
	}
	assert_int_equal(rows_nr(), 400);
}

static void runs_a_lost_update_again(void **state)
{
	(void)state;
	begin(&w);
	assert_true(db_send(&w, &put, "1", "one"));
	commit(&w);

	begin(&w);
	begin(&other);
	assert_true(db_send(&w, &strict) && db_send(&other, &strict));
	assert_non_null(db_query(&w, &get, "1"));
	assert_non_null(db_query(&other, &get, "1"));
	assert_non_null(db_query(&w, &change, "1", "mine"));
	commit(&w);
	assert_null(db_query(&other, &change, "1", "theirs"));
	assert_int_equal(other.problem.kind, PROBLEM_busy);
	assert_true(db_may_retry(&other));
	db_rollback(&other);
	assert_true(db_may_retry(&other));
	assert_int_equal(other.problem.kind, PROBLEM_busy);
}

static pthread_barrier_t both;

/* Changes the first row, then, when somebody else has changed the second, that one. */
static bool cross(struct work *of, const char *first, const char *second)
{
	bool ok;

	begin(of);
	ok = db_query(of, &change, first, "mine");
	pthread_barrier_wait(&both);
	return ok && db_query(of, &change, second, "mine") && db_commit(of);
}

static void *cross_over(void *ok)
{
	*(bool *)ok = cross(&other, "2", "1");
	return NULL;
}

static void runs_the_victim_of_a_deadlock_again(void **state)
{
	bool theirs = false;
	bool mine;
	pthread_t thread;
	struct work *victim;

	(void)state;
	begin(&w);
	assert_true(db_send(&w, &put, "1", "one") && db_send(&w, &put, "2", "two"));
	commit(&w);

	pthread_barrier_init(&both, NULL, 2);
	assert_int_equal(pthread_create(&thread, NULL, cross_over, &theirs), 0);
	mine = cross(&w, "1", "2");
	/* The victim still has its transaction; the other one may be waiting for it. */
	if (!mine)
		db_rollback(&w);
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&both);

	assert_true(mine != theirs);
	victim = mine ? &other : &w;
	assert_int_equal(victim->problem.kind, PROBLEM_busy);
	assert_true(db_may_retry(victim));
	assert_non_null(strstr(victim->problem.cause, "40P01"));
}

static void gets_a_new_connection_for_a_lost_one(void **state)
{
	int64_t before;

	(void)state;
	begin(&w);
	before = db_integer(db_query(&w, &pid), 0, "pid");
	assert_true(db_send(&w, &put, "1", "one"));
	assert_null(db_query(&w, &die));
	assert_int_equal(w.problem.kind, PROBLEM_busy);
	assert_true(w.problem.retry_after_s > 0);
	assert_true(db_may_retry(&w));
	db_rollback(&w);
	assert_true(db_may_retry(&w));

	work_forgive(&w);
	begin(&w);
	assert_int_equal(rows_nr(), 0);
	assert_true(db_integer(db_query(&w, &pid), 0, "pid") != before);
}

static void lets_nobody_wait_for_a_place_for_long(void **state)
{
	int64_t began = clock_monotonic_ms();
	int64_t took;

	(void)state;
	begin(&w);
	assert_false(db_begin(&other, DB_APP, DB_READ));
	took = clock_monotonic_ms() - began;
	assert_true(took >= 900 && took < 5000);
	assert_int_equal(other.problem.kind, PROBLEM_busy);
	assert_int_equal(other.problem.retry_after_s, 1);
	db_rollback(&w);
	work_forgive(&other);
	assert_true(db_begin(&other, DB_APP, DB_READ));
}

#define WAITERS 20

static void *wait_and_work(void *ok)
{
	struct work mine;

	work_init(&mine, clock_now());
	*(bool *)ok =
		db_begin(&mine, DB_APP, DB_READ) && db_query(&mine, &count) && db_commit(&mine);
	db_rollback(&mine);
	work_release(&mine);
	return NULL;
}

static void lets_everybody_in_who_waits(void **state)
{
	pthread_t threads[WAITERS];
	bool ok[WAITERS] = { false };

	(void)state;
	begin(&w);
	for (int i = 0; i < WAITERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, wait_and_work, &ok[i]), 0);
	db_rollback(&w);
	for (int i = 0; i < WAITERS; i++) {
		pthread_join(threads[i], NULL);
		assert_true(ok[i]);
	}
}

static void changes_nothing_where_it_only_reads(void **state)
{
	(void)state;
	assert_true(db_begin(&w, DB_APP, DB_READ));
	assert_null(db_query(&w, &put, "1", "one"));
	assert_int_equal(w.problem.kind, PROBLEM_internal);
	assert_non_null(strstr(w.problem.cause, "25006"));
	assert_false(db_may_retry(&w));
}

static void writes_arrays_of_any_texts(void **state)
{
	const char *const texts[] = { "",    "a",    "a,b",  "{}",       "\"", "\\",     "NULL",
				      " a ", "a\nb", "中文", "\\\"\\\\", "'",  "{\"a\"}" };
	size_t nr = sizeof(texts) / sizeof(*texts);
	const struct db_rows *rows;

	(void)state;
	begin(&w);
	rows = db_query(&w, &split, db_array(&w, texts, nr));
	assert_non_null(rows);
	assert_int_equal(db_count(rows), nr);
	for (size_t i = 0; i < nr; i++)
		assert_string_equal(db_text(rows, i, "t"), texts[i]);
	assert_int_equal(db_count(db_query(&w, &split, db_array(&w, NULL, 0))), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(keeps_what_is_committed_and_nothing_else,
						begin_with_one, end),
		cmocka_unit_test_setup_teardown(keeps_prepared_statements_through_a_rollback,
						begin_with_one, end),
		cmocka_unit_test_setup_teardown(prepares_anew_what_was_skipped_behind_a_failure,
						begin_with_one, end),
		cmocka_unit_test_setup_teardown(goes_on_after_a_statement_that_cannot_be_prepared,
						begin_with_one, end),
		cmocka_unit_test_setup_teardown(tells_the_first_problem_and_does_nothing_behind_it,
						begin_with_one, end),
		cmocka_unit_test_setup_teardown(takes_a_rollback_for_no_commit, begin_with_one,
						end),
		cmocka_unit_test_setup_teardown(sends_more_than_a_pipeline_holds, begin_with_one,
						end),
		cmocka_unit_test_setup_teardown(waits_for_no_one_who_waits_for_it, begin_with_one,
						end),
		cmocka_unit_test_setup_teardown(runs_a_lost_update_again, begin_with_two, end),
		cmocka_unit_test_setup_teardown(runs_the_victim_of_a_deadlock_again, begin_with_two,
						end),
		cmocka_unit_test_setup_teardown(gets_a_new_connection_for_a_lost_one,
						begin_with_one, end),
		cmocka_unit_test_setup_teardown(lets_nobody_wait_for_a_place_for_long,
						begin_with_one, end),
		cmocka_unit_test_setup_teardown(lets_everybody_in_who_waits, begin_with_one, end),
		cmocka_unit_test_setup_teardown(changes_nothing_where_it_only_reads, begin_with_one,
						end),
		cmocka_unit_test_setup_teardown(writes_arrays_of_any_texts, begin_with_one, end),
	};

	conninfo = getenv("GEMBA_DATABASE");
	if (!conninfo) {
		fputs("GEMBA_DATABASE names no database.\n", stderr);
		return 1;
	}
	crypt_init();
	return cmocka_run_group_tests_name("database", tests, NULL, NULL);
}
