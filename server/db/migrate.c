#include <string.h>

#include "base/crypt.h"
#include "db/connection.h"
#include "db/migrate.sql.h"

/*
 * Migrations run as the owner of the database over a connection of their own: outside of the
 * pool, whose roles own nothing, and without the pipeline, because a migration is many
 * statements in one text.
 */
static const char lock_sql[] = "select pg_advisory_lock(7239415002)";

static void finish(void *pg) { PQfinish(pg); }

static bool run(struct work *w, PGconn *pg, const char *what, const char *sql)
{
	PGresult *result = PQexec(pg, sql);
	ExecStatusType status = PQresultStatus(result);
	bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

	PQclear(result);
	return ok || broken(w, "%s: %s", what, connection_error(w, pg));
}

static bool run_params(struct work *w, PGconn *pg, const struct db_stmt *stmt,
		       const char *const *params, PGresult **out)
{
	PGresult *result = PQexecParams(pg, stmt->sql, stmt->params, NULL, params, NULL, NULL, 0);
	ExecStatusType status = PQresultStatus(result);
	bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

	if (ok && out)
		*out = result;
	else
		PQclear(result);
	return ok || broken(w, "%s: %s", stmt->name, connection_error(w, pg));
}

static bool differs(struct work *w, const struct db_migration *m, const char *checksum)
{
	return refuse(
		w, PROBLEM_schema_unknown,
		"Migration %s of the database (checksum %.12s) is not the one of this program.",
		m->name, checksum);
}

/* *applied: the migration is there already, and is the same. */
static bool check_applied(struct work *w, PGconn *pg, const struct db_migration *m,
			  const char *checksum, bool *applied)
{
	const char *number = db_number(w, m->number);
	const char *found;
	PGresult *result = NULL;
	bool ok = true;

	if (!run_params(w, pg, &migration_get_sql, (const char *const[]){ number }, &result))
		return false;
	*applied = PQntuples(result) > 0;
	found = *applied ? PQgetvalue(result, 0, 0) : NULL;
	if (found && strcmp(found, checksum) != 0)
		ok = differs(w, m, found);
	PQclear(result);
	return ok;
}

static bool apply(struct work *w, PGconn *pg, const struct db_migration *m,
		  void (*tell)(const char *name))
{
	const char *params[] = { db_number(w, m->number), m->name, NULL };
	char checksum[SHA256_HEX];
	bool applied;

	sha256_hex(m->sql, strlen(m->sql), checksum);
	params[2] = checksum;
	if (!check_applied(w, pg, m, checksum, &applied))
		return false;
	if (applied)
		return true;
	if (!run(w, pg, m->name, "begin") ||
	    !run_params(w, pg, &migration_insert_sql, params, NULL) ||
	    !run(w, pg, m->name, m->sql) || !run(w, pg, m->name, "commit"))
		return false;
	tell(m->name);
	return true;
}

static bool open_as_owner(struct work *w, const char *conninfo, PGconn **opened)
{
	const char *const names[] = { "dbname", "options", "application_name", NULL };
	const char *const values[] = { conninfo, "-c timezone=UTC -c client_min_messages=warning",
				       "gemba migrate", NULL };
	PGconn *pg = PQconnectdbParams(names, values, 1);

	*opened = pg;
	return PQstatus(pg) == CONNECTION_OK || broken(w, "%s", connection_error(w, pg));
}

static bool connect_as_owner(struct work *w, const char *conninfo, PGconn **connected)
{
	bool ok = open_as_owner(w, conninfo, connected);

	arena_defer(&w->mem, finish, *connected);
	return ok;
}

bool db_migrate(struct work *w, const char *conninfo, void (*applied)(const char *name))
{
	PGconn *pg;

	if (!connect_as_owner(w, conninfo, &pg) || !run(w, pg, "lock", lock_sql) ||
	    !run(w, pg, "table", migration_table_sql.sql))
		return false;
	for (size_t i = 0; i < db_migrations_nr; i++)
		if (!apply(w, pg, &db_migrations[i], applied))
			return false;
	return run(w, pg, "owner", migration_owner_reads_sql.sql);
}

bool db_is_empty(struct work *w, const char *conninfo)
{
	PGresult *result = NULL;
	PGconn *pg;
	bool is_empty;

	if (!connect_as_owner(w, conninfo, &pg) ||
	    !run_params(w, pg, &migration_tables_sql, NULL, &result))
		return false;
	is_empty = !strcmp(PQgetvalue(result, 0, 0), "0");
	PQclear(result);
	return is_empty || broken(w, "the database has tables already; restore into an empty one");
}

bool db_prepare_restore(struct work *w, const char *conninfo)
{
	PGconn *pg;

	return connect_as_owner(w, conninfo, &pg) && run(w, pg, "roles", migration_roles_sql.sql);
}

/* It would warn of every table of PostgreSQL's own that is not ours to analyze. */
static const char analyze_sql[] = "set client_min_messages = error; analyze";

bool db_analyze(struct work *w, const char *conninfo)
{
	PGconn *pg;
	bool ok = open_as_owner(w, conninfo, &pg) && run(w, pg, "analyze", analyze_sql);

	PQfinish(pg);
	return ok;
}

bool db_schema_is_known(struct work *w)
{
	const struct db_rows *rows = db_query(w, &migration_is_any_sql);

	if (rows && !db_boolean(rows, 0, "is_any"))
		return refuse(w, PROBLEM_schema_unknown,
			      "The database has no tables of this program: run \"gemba migrate\".");
	rows = rows ? db_query(w, &migration_list_sql) : NULL;
	if (!rows)
		return false;
	if (db_count(rows) != db_migrations_nr)
		return refuse(
			w, PROBLEM_schema_unknown,
			"The database has %zu migrations, this program knows %zu: run \"gemba "
			"migrate\" of the newest program.",
			db_count(rows), db_migrations_nr);
	for (size_t i = 0; i < db_migrations_nr; i++) {
		const char *found = db_text(rows, i, "checksum");
		char checksum[SHA256_HEX];

		sha256_hex(db_migrations[i].sql, strlen(db_migrations[i].sql), checksum);
		if (strcmp(found, checksum) != 0)
			return differs(w, &db_migrations[i], found);
	}
	return true;
}
