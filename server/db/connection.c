#include "db/connection.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"

/* What a statement may take beside waiting for locks. */
#define STATEMENT_S 10

static const char *const role_names[DB_ROLES] = { "gemba_app", "gemba_system" };

static void drop_notice(void *data, const PGresult *result)
{
	(void)data;
	(void)result;
}

const char *connection_error(struct work *w, const PGconn *pg)
{
	char *said = arena_strdup(&w->mem, PQerrorMessage(pg));
	size_t len = strlen(said);

	while (len && isspace((unsigned char)said[len - 1]))
		said[--len] = '\0';
	for (char *at = said; (at = strpbrk(at, "\n\t"));)
		*at = ' ';
	return said;
}

struct db *connection_open(struct work *w, enum db_role role, const struct db_settings *settings)
{
	const char *options = arena_printf(
		&w->mem,
		"-c timezone=UTC -c plan_cache_mode=force_generic_plan -c statement_timeout=%ds"
		" -c lock_timeout=%ds -c idle_in_transaction_session_timeout=60s -c jit=off"
		" -c search_path=public",
		settings->lock_s + STATEMENT_S, settings->lock_s);
	const char *const names[] = { "dbname",          "user", "options", "application_name",
				      "connect_timeout", NULL };
	const char *const values[] = {
		settings->conninfo, role_names[role], options, "gemba", "5", NULL
	};
	PGconn *pg = PQconnectdbParams(names, values, 1);
	struct db *db;

	if (PQstatus(pg) != CONNECTION_OK || !PQenterPipelineMode(pg)) {
		refuse(w, PROBLEM_busy, "The database cannot be reached; try again.");
		w->problem.cause = connection_error(w, pg);
		w->problem.retry_after_s = 5;
		PQfinish(pg);
		return NULL;
	}

	db = calloc(1, sizeof(*db));
	if (!db)
		BUG("out of memory: a connection");
	PQsetNoticeReceiver(pg, drop_notice, NULL);
	db->role = role;
	db->planned_at_ms = clock_monotonic_ms();
	db->pg = pg;
	return db;
}

void connection_close(struct db *db)
{
	if (!db)
		return;
	PQfinish(db->pg);
	free(db);
}

static bool lost(struct work *w, struct db *db)
{
	db->is_lost = true;
	db->is_failed = true;
	db->may_retry = true;
	refuse(w, PROBLEM_busy, "The database went away; try again.");
	w->problem.cause = connection_error(w, db->pg);
	w->problem.retry_after_s = 5;
	return false;
}

static size_t prepared_slot(const struct db *db, const struct db_stmt *stmt)
{
	size_t slot = ((uintptr_t)stmt >> 4) * 2654435761U % DB_PREPARED_SLOTS;

	while (db->prepared[slot] && db->prepared[slot] != stmt)
		slot = (slot + 1) % DB_PREPARED_SLOTS;
	return slot;
}

/* A hole in the table would hide what was put behind it, so it is filled anew. */
static void forget_prepared(struct db *db, const struct db_stmt *stmt)
{
	const struct db_stmt *all[DB_PREPARED_SLOTS];

	memcpy(all, db->prepared, sizeof(all));
	memset(db->prepared, 0, sizeof(db->prepared));
	for (size_t i = 0; i < DB_PREPARED_SLOTS; i++)
		if (all[i] && all[i] != stmt)
			db->prepared[prepared_slot(db, all[i])] = all[i];
}

static void add_pending(struct db *db, enum pending_kind kind, const struct db_stmt *stmt,
			struct expectation expected)
{
	size_t at = (db->pending_from + db->pending_nr) % DB_PENDING_MAX;

	if (db->pending_nr == DB_PENDING_MAX)
		BUG("more than %d statements in one pipeline", DB_PENDING_MAX);
	db->pending[at] = (struct pending){ kind, stmt, expected.check, expected.into };
	db->pending_nr++;
}

static bool prepare(struct work *w, struct db *db, const struct db_stmt *stmt)
{
	size_t slot = prepared_slot(db, stmt);

	if (db->prepared[slot])
		return true;
	if (!PQsendPrepare(db->pg, stmt->name, stmt->sql, stmt->params, NULL))
		return lost(w, db);
	db->prepared[slot] = stmt;
	add_pending(db, PENDING_PREPARE, stmt, (struct expectation){ NULL, NULL });
	return true;
}

bool connection_send(struct work *w, struct db *db, struct expectation expected,
		     const struct db_stmt *stmt, const char *const *params)
{
	/* The server answers while we still write; beyond this both could wait for each other. */
	if (db->pending_nr > DB_PENDING_MAX - 8 &&
	    (!connection_sync(w, db) || !connection_receive(w, db, NULL)))
		return false;
	if (!prepare(w, db, stmt))
		return false;
	if (!PQsendQueryPrepared(db->pg, stmt->name, stmt->params, params, NULL, NULL, 0))
		return lost(w, db);
	add_pending(db, PENDING_STATEMENT, stmt, expected);
	return true;
}

bool connection_has_checks(const struct db *db)
{
	for (size_t i = 0; i < db->pending_nr; i++)
		if (db->pending[(db->pending_from + i) % DB_PENDING_MAX].check)
			return true;
	return false;
}

bool connection_sync(struct work *w, struct db *db)
{
	if (!PQpipelineSync(db->pg))
		return lost(w, db);
	add_pending(db, PENDING_SYNC, NULL, (struct expectation){ NULL, NULL });
	return true;
}

static void clear_result(void *result) { PQclear(result); }

/* The server is told to end this connection, or is not up yet. */
static bool is_farewell(const char *state) { return state && !strncmp(state, "57P", 3); }

static bool take_error(struct work *w, struct db *db, const struct pending *p,
		       const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (p->kind == PENDING_PREPARE)
		forget_prepared(db, p->stmt);
	if (state && !db->failed_at)
		db->failed_at = p->stmt;
	if (PQstatus(db->pg) != CONNECTION_OK || is_farewell(state))
		return lost(w, db);
	/* What follows a failed statement is only skipped: the first problem is the one to tell. */
	if (db->is_failed || PQresultStatus(result) == PGRES_PIPELINE_ABORTED)
		return false;
	db->is_failed = true;
	return problem_of_result(w, db, result, p->stmt);
}

/* One result of the pipeline. A statement's is followed by a NULL, a sync's is not. */
static bool receive_one(struct work *w, struct db *db, const struct db_rows **last)
{
	struct pending *p = &db->pending[db->pending_from];
	PGresult *result = PQgetResult(db->pg);
	ExecStatusType status = result ? PQresultStatus(result) : PGRES_FATAL_ERROR;
	bool ok = true;

	if (!result)
		return lost(w, db);
	db->pending_from = (db->pending_from + 1) % DB_PENDING_MAX;
	db->pending_nr--;
	arena_defer(&w->mem, clear_result, result);
	if (p->kind != PENDING_SYNC)
		PQgetResult(db->pg);

	if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK &&
	    status != PGRES_PIPELINE_SYNC)
		return take_error(w, db, p, result);
	if (p->kind != PENDING_STATEMENT)
		return true;
	if (last)
		*last = (const struct db_rows *)result;
	if (p->into)
		*p->into = (const struct db_rows *)result;
	if (p->check && !db->is_failed)
		ok = p->check(w, (const struct db_rows *)result);
	db->is_failed |= !ok;
	return ok;
}

bool connection_receive(struct work *w, struct db *db, const struct db_rows **last)
{
	bool ok = true;

	while (db->pending_nr && !db->is_lost)
		ok &= receive_one(w, db, last);
	return ok && !db->is_lost;
}

static bool is_retryable(const char *state)
{
	return !strcmp(state, "40001") || !strcmp(state, "40P01");
}

static bool is_passing(const char *state)
{
	return !strncmp(state, "08", 2) || !strncmp(state, "40", 2) || !strncmp(state, "53", 2) ||
	       !strncmp(state, "57", 2) || !strcmp(state, "55P03");
}

bool problem_of_result(struct work *w, struct db *db, const PGresult *result,
		       const struct db_stmt *stmt)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	enum problem_kind kind = constraint ? problem_by_name(constraint) : PROBLEM_none;

	if (!state)
		return lost(w, db);
	if (kind != PROBLEM_none) {
		/* GB001: raised by a trigger of ours, whose message is for the client */
		const char *detail = !strcmp(state, "GB001") ? message : problem_title(kind);

		return refuse(w, kind, "%s", detail);
	}
	if (is_passing(state)) {
		db->may_retry = is_retryable(state);
		refuse(w, PROBLEM_busy, "The database is busy; try again.");
		w->problem.retry_after_s = 1;
		w->problem.cause = arena_printf(&w->mem, "%s %s", state, message);
		return false;
	}
	return broken(w, "%s: %s %s%s%s", stmt ? stmt->name : "transaction", state, message,
		      constraint ? " constraint " : "", constraint ? constraint : "");
}
