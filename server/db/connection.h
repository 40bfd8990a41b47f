/*
 * connection: one libpq connection in pipeline mode, and what is still to be read from it.
 */
#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H

#include <libpq-fe.h>

#include "db/db.h"

#define DB_PENDING_MAX 512
#define DB_PREPARED_SLOTS 2048 /* a power of two, well above the number of statements */

enum pending_kind {
	PENDING_PREPARE,
	PENDING_STATEMENT,
	PENDING_SYNC,
};

struct pending {
	enum pending_kind kind;
	const struct db_stmt *stmt;
	db_check *check;
	const struct db_rows **into; /* where its rows are looked for, or NULL */
};

struct db {
	struct db *next; /* in the pool's idle list */
	enum db_role role;
	PGconn *pg;
	const struct db_stmt *failed_at; /* what the server refused first, or said it ended at */
	int64_t planned_at_ms;           /* since when it keeps its plans; clock_monotonic_ms() */
	bool is_write;
	bool is_lost;   /* the connection is of no use any more */
	bool is_failed; /* a statement of this transaction failed */
	bool may_retry;
	struct pending pending[DB_PENDING_MAX];
	size_t pending_from;
	size_t pending_nr;
	const struct db_stmt *prepared[DB_PREPARED_SLOTS];
};

/* busy where the server cannot be reached. */
struct db *connection_open(struct work *w, enum db_role role,
			   const struct db_settings *settings) MUST_CHECK;
void connection_close(struct db *db);

/* What libpq says last, on one line. */
const char *connection_error(struct work *w, const PGconn *pg);

/* What is done with a statement's rows when they come; either may be NULL. */
struct expectation {
	db_check *check;
	const struct db_rows **into;
};

bool connection_send(struct work *w, struct db *db, struct expectation expected,
		     const struct db_stmt *stmt, const char *const *params) MUST_CHECK;
/* Whether something that is queued has a check of its rows, which then come too late. */
bool connection_has_checks(const struct db *db);
/* Ends the pipeline's segment: everything queued is sent and will be answered. */
bool connection_sync(struct work *w, struct db *db) MUST_CHECK;
/* Reads everything pending; *last is the last statement's result, deferred to the arena. */
bool connection_receive(struct work *w, struct db *db, const struct db_rows **last) MUST_CHECK;

/* Makes the work's problem of a result that is an error. */
bool problem_of_result(struct work *w, struct db *db, const PGresult *result,
		       const struct db_stmt *stmt);

struct pool;
struct pool *pool_new(enum db_role role, const struct db_settings *settings);
void pool_free(struct pool *pool);
void pool_load(struct pool *pool, struct db_load *load);
struct db *pool_take(struct work *w, struct pool *pool) MUST_CHECK;
void pool_give(struct pool *pool, struct db *db);

#endif
