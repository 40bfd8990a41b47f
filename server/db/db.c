#include "db/db.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/text.h"
#include "db/connection.h"
#include "db/transaction.sql.h"

#define PARAMS_MAX 40
/* One plan serves for all parameters, so it must not outlive the tables that it was made for. */
#define PLANS_LAST_MS 60000

const char db_end[] = "";

static struct pool *pools[DB_ROLES];

void db_open(const struct db_settings *settings)
{
	for (int role = 0; role < DB_ROLES; role++)
		pools[role] = pool_new((enum db_role)role, settings);
}

void db_close(void)
{
	for (int role = 0; role < DB_ROLES; role++) {
		pool_free(pools[role]);
		pools[role] = NULL;
	}
}

void db_load(enum db_role role, struct db_load *load) { pool_load(pools[role], load); }

bool db_begin(struct work *w, enum db_role role, enum db_mode mode)
{
	if (w->db)
		BUG("a transaction inside a transaction");
	w->db = pool_take(w, pools[role]);
	if (!w->db)
		return false;
	w->db->is_write = mode == DB_WRITE;
	w->db->failed_at = NULL;
	if (!db_send(w,
		     mode == DB_READ ? &transaction_begin_read_sql : &transaction_begin_write_sql))
		return false;
	if (clock_monotonic_ms() - w->db->planned_at_ms > PLANS_LAST_MS) {
		w->db->planned_at_ms = clock_monotonic_ms();
		if (!db_send(w, &transaction_plans_sql))
			return false;
	}
	return !w->tenant || db_send(w, &transaction_tenant_sql, w->tenant, db_time(w, w->now));
}

/* The answer to the end of a transaction is not waited for where nobody depends on it. */
static void end_quietly(struct work *w)
{
	struct db *db = w->db;

	w->db = NULL;
	pool_give(pools[db->role], db);
}

static const char *tag_of(const struct db_rows *rows)
{
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): libpq's parameter lacks its const */
	return PQcmdStatus((PGresult *)(uintptr_t)rows);
}

/* What failed before the commit was not committed; else only its answer would have told. */
static void tell_lost_commit(struct work *w, const struct db *db)
{
	bool is_undone = db->failed_at && db->failed_at != &transaction_commit_sql;

	w->may_retry = is_undone || !db->is_write;
	if (!w->may_retry)
		w->problem.detail =
			"The database went away, and whether this was done is not known; "
			"look before you try again.";
}

/* What goes with every change of a unit of work goes with its first. */
static bool run_at_commit(struct work *w)
{
	bool (*at_commit)(struct work * w) = w->at_commit;

	if (!at_commit || !w->db->is_write || w->db->role != DB_APP)
		return true;
	w->at_commit = NULL;
	return at_commit(w);
}

bool db_commit(struct work *w)
{
	const struct db_rows *last = NULL;
	struct db *db = w->db;
	bool ok;

	/* What is wrong with a statement's rows has to be known before it is committed. */
	if (db->is_failed || !run_at_commit(w) || (connection_has_checks(db) && !db_flush(w))) {
		db_rollback(w);
		return false;
	}
	ok = db_send(w, &transaction_commit_sql) && connection_sync(w, db) &&
	     connection_receive(w, db, &last);
	if (db->is_lost) {
		tell_lost_commit(w, db);
	} else if (!ok) {
		db_rollback(w);
		return false;
	} else if (strcmp(tag_of(last), "COMMIT") != 0) {
		/* Committing a failed transaction "succeeds" with the tag ROLLBACK. */
		ok = broken(w, "the commit was answered with a rollback");
	}
	end_quietly(w);
	return ok;
}

/* What is still queued was never asked for; a pipeline that failed skips all up to the sync. */
void db_rollback(struct work *w)
{
	struct problem problem = w->problem;
	struct db *db = w->db;
	bool may_retry;

	if (!db)
		return;
	may_retry = db->may_retry;
	if (!db->is_lost && connection_sync(w, db))
		db->is_failed |= !connection_receive(w, db, NULL);
	if (!db->is_lost && (!connection_send(w, db, (struct expectation){ NULL, NULL },
					      &transaction_rollback_sql, NULL) ||
			     !connection_sync(w, db) || !connection_receive(w, db, NULL)))
		db->is_lost = true;
	end_quietly(w);
	w->problem = problem;
	w->may_retry = may_retry;
}

bool db_may_retry(const struct work *w) { return w->db ? w->db->may_retry : w->may_retry; }

static int read_params(const struct db_stmt *stmt, va_list ap, const char *params[PARAMS_MAX])
{
	int nr = 0;

	for (;;) {
		const char *param = va_arg(ap, const char *);

		if (param == db_end)
			break;
		if (nr == PARAMS_MAX)
			BUG("%s has more than %d parameters", stmt->name, PARAMS_MAX);
		params[nr++] = param;
	}
	if (nr != stmt->params)
		BUG("%s takes %d parameters and was given %d", stmt->name, stmt->params, nr);
	return nr;
}

/* The statement's parameters are read from ap. */
static bool queue(struct work *w, struct expectation expected, const struct db_stmt *stmt,
		  va_list ap)
{
	const char *params[PARAMS_MAX];

	read_params(stmt, ap, params);
	if (!w->db)
		BUG("%s outside of a transaction", stmt->name);
	return !w->db->is_failed && connection_send(w, w->db, expected, stmt, params);
}

bool db_send_until(struct work *w, db_check *check, const struct db_stmt *stmt, ...)
{
	va_list ap;
	bool ok;

	va_start(ap, stmt);
	ok = queue(w, (struct expectation){ check, NULL }, stmt, ap);
	va_end(ap);
	return ok;
}

bool db_ask_until(struct work *w, const struct db_rows **rows, const struct db_stmt *stmt, ...)
{
	va_list ap;
	bool ok;

	*rows = NULL;
	va_start(ap, stmt);
	ok = queue(w, (struct expectation){ NULL, rows }, stmt, ap);
	va_end(ap);
	return ok;
}

bool db_flush(struct work *w)
{
	return !w->db->is_failed && connection_sync(w, w->db) && connection_receive(w, w->db, NULL);
}

const struct db_rows *db_query_until(struct work *w, const struct db_stmt *stmt, ...)
{
	const struct db_rows *rows = NULL;
	va_list ap;
	bool ok;

	va_start(ap, stmt);
	ok = queue(w, (struct expectation){ NULL, NULL }, stmt, ap);
	va_end(ap);
	if (!ok || !connection_sync(w, w->db) || !connection_receive(w, w->db, &rows))
		return NULL;
	return rows;
}

void db_put_off(struct work *failed, const struct db_stmt *stmt, const char *id, int64_t ms)
{
	struct work w;

	db_rollback(failed);
	work_init(&w, failed->now);
	w.tenant = failed->tenant;
	if (!db_begin(&w, DB_APP, DB_WRITE) ||
	    !db_send(&w, stmt, w.tenant, id, db_time(&w, w.now + ms)) || !db_commit(&w))
		db_rollback(&w);
	work_release(&w);
}

static const PGresult *result_of(const struct db_rows *rows) { return (const PGresult *)rows; }

/* Our columns are named as they are asked for: PQfnumber() would fold a copy of the name first. */
static int column_of(const struct db_rows *rows, const char *column)
{
	const PGresult *result = result_of(rows);
	int nr = PQnfields(result);

	for (int number = 0; number < nr; number++)
		if (!strcmp(PQfname(result, number), column))
			return number;
	BUG("there is no column %s", column);
}

size_t db_count(const struct db_rows *rows) { return (size_t)PQntuples(result_of(rows)); }

const char *db_text(const struct db_rows *rows, size_t row, const char *column)
{
	int number = column_of(rows, column);

	if (PQgetisnull(result_of(rows), (int)row, number))
		return NULL;
	return PQgetvalue(result_of(rows), (int)row, number);
}

bool db_is_null(const struct db_rows *rows, size_t row, const char *column)
{
	return !db_text(rows, row, column);
}

int64_t db_integer(const struct db_rows *rows, size_t row, const char *column)
{
	const char *s = db_text(rows, row, column);

	return s ? strtoll(s, NULL, 10) : 0;
}

bool db_boolean(const struct db_rows *rows, size_t row, const char *column)
{
	const char *s = db_text(rows, row, column);

	return s && *s == 't';
}

const char *db_number(struct work *w, int64_t n)
{
	return arena_printf(&w->mem, "%lld", (long long)n);
}

const char *db_time(struct work *w, int64_t ms) { return ms ? clock_text(&w->mem, ms) : NULL; }

const char *db_bool(bool b) { return b ? "true" : "false"; }

const char *db_array(struct work *w, const char *const *items, size_t n)
{
	struct text t;

	text_init(&t, &w->mem);
	text_add_char(&t, '{');
	for (size_t i = 0; i < n; i++) {
		text_add(&t, i ? "," : "");
		if (!items[i]) {
			text_add(&t, "null");
			continue;
		}
		text_add_char(&t, '"');
		for (const char *c = items[i]; *c; c++) {
			if (*c == '"' || *c == '\\')
				text_add_char(&t, '\\');
			text_add_char(&t, *c);
		}
		text_add_char(&t, '"');
	}
	text_add_char(&t, '}');
	return text_take(&t);
}
