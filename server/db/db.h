/*
 * db: statements, and the one transaction that every unit of work is.
 *
 * Statements are queued in libpq's pipeline. db_send() only queues; db_query() queues, sends
 * everything that waits and gives its rows; db_commit() sends the rest and the COMMIT together.
 * So BEGIN, the tenant, the caller's rights and the first statement are one round trip, and
 * writes that nobody waits for cost none of their own. A queued statement that fails is seen by
 * the next db_query() or by db_commit(), and nothing after it has any effect. db_ask() only
 * queues, too, and its rows are there when something has been waited for.
 *
 * A constraint that is broken raises the problem of the same name (base/problems.def).
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/work.h"

/* A statement of a .sql file; made by scripts/embed-sql. */
struct db_stmt {
	const char *name;
	int params;
	const char *sql;
};

struct db_rows;

enum db_mode {
	DB_READ, /* a READ ONLY transaction */
	DB_WRITE,
};

/* Which role a transaction runs as: of one tenant, or what crosses tenants (*_system.sql). */
enum db_role { DB_APP, DB_SYSTEM, DB_ROLES };

struct db_settings {
	const char *conninfo; /* libpq's; the user is replaced by gemba_app and gemba_system */
	int connections;      /* for each role */
	int queue_s;          /* how long a work waits for one */
	int lock_s;           /* and a statement for another transaction */
};

/* A connection string (or URI) as it may be shown, without passwords; NULL where it is none. */
const char *db_conninfo_shown(struct arena *mem, const char *conninfo);

/* NAME=value for each of its parts that libpq reads from the environment, passwords too. */
const char **db_environment(struct arena *mem, const char *conninfo, size_t *nr);
/* "" where it names no database. */
const char *db_name_of(struct arena *mem, const char *conninfo);

/* Opens nothing yet; connections are made when they are first needed. */
void db_open(const struct db_settings *settings);
void db_close(void);

/* How busy the connections of a role are. */
struct db_load {
	int taken;
	int waiting;
	int64_t waited_ms; /* since the start, by all together */
};

void db_load(enum db_role role, struct db_load *load);

/* Begins the work's transaction; with w->tenant set, within that tenant. busy: no connection. */
bool db_begin(struct work *w, enum db_role role, enum db_mode mode) MUST_CHECK;
/* Everything sent so far is on disk, or (false) nothing is. */
bool db_commit(struct work *w) MUST_CHECK;
/* Ends the transaction without effect; nothing to do is fine. */
void db_rollback(struct work *w);

/*
 * What a background job could not do with one thing comes again later, or everything behind it
 * would wait for it: the failed work is rolled back, and the statement, whose parameters are
 * tenant, id and until when, runs in a transaction of its own.
 */
void db_put_off(struct work *failed, const struct db_stmt *stmt, const char *id, int64_t ms);

/* Whether the last failure would go away if the whole unit of work ran again. */
bool db_may_retry(const struct work *w);

/*
 * Parameters are `const char *`, NULL is SQL's null, as many as the statement has.
 * NULL: it failed, and the work holds the problem.
 */
#define db_query(w, ...) db_query_until((w), __VA_ARGS__, db_end)
#define db_send(w, ...) db_send_until((w), NULL, __VA_ARGS__, db_end)
/* Like db_send(); check() sees the rows before any later statement's rows are given out. */
#define db_expect(w, check, ...) db_send_until((w), (check), __VA_ARGS__, db_end)

/* Like db_send(); *rows is set by the next db_query(), db_flush() or db_commit(). */
#define db_ask(w, rows, ...) db_ask_until((w), (rows), __VA_ARGS__, db_end)

typedef bool db_check(struct work *w, const struct db_rows *rows);

extern const char db_end[];
const struct db_rows *db_query_until(struct work *w, const struct db_stmt *stmt, ...) MUST_CHECK;
bool db_send_until(struct work *w, db_check *check, const struct db_stmt *stmt, ...) MUST_CHECK;
bool db_ask_until(struct work *w, const struct db_rows **rows, const struct db_stmt *stmt,
		  ...) MUST_CHECK;
/* Sends what is queued and waits for it. */
bool db_flush(struct work *w) MUST_CHECK;

size_t db_count(const struct db_rows *rows);
/* Columns by name; an unknown name is a bug. Texts are the arena's; NULL is SQL's null. */
const char *db_text(const struct db_rows *rows, size_t row, const char *column);
bool db_is_null(const struct db_rows *rows, size_t row, const char *column);
/* 0 where it is null. */
int64_t db_integer(const struct db_rows *rows, size_t row, const char *column);
bool db_boolean(const struct db_rows *rows, size_t row, const char *column);

/* Parameters made of numbers, in the work's arena. */
const char *db_number(struct work *w, int64_t n);
/* A moment as PostgreSQL reads it; 0 is null. */
const char *db_time(struct work *w, int64_t ms);
const char *db_bool(bool b);
/* A text[] of n strings; NULL is null. */
const char *db_array(struct work *w, const char *const *items, size_t n);

/* ---- the schema */

struct db_migration {
	int number;
	const char *name; /* "0001_organization" */
	const char *sql;
};
extern const struct db_migration db_migrations[];
extern const size_t db_migrations_nr;

/* Brings the database up to date as its owner; several at once wait for each other. */
bool db_migrate(struct work *w, const char *conninfo, void (*applied)(const char *name)) MUST_CHECK;
/* As its owner, before a backup is restored. broken: there are tables already. */
bool db_is_empty(struct work *w, const char *conninfo) MUST_CHECK;
/* As its owner: tells the planner what the tables hold by now, where much came at once. */
bool db_analyze(struct work *w, const char *conninfo) MUST_CHECK;
/* Makes the roles that the tables are granted to. */
bool db_prepare_restore(struct work *w, const char *conninfo) MUST_CHECK;
/* Refuses where the database is not exactly what this program knows. */
bool db_schema_is_known(struct work *w) MUST_CHECK;

#endif
