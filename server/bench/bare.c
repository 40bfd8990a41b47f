#include "bench/bare.h"

#include "base/bug.h"

/* libpq belongs to the room db; what is measured here against that room is libpq itself. */
#include "db/connection.h"

struct bare {
	PGconn *pg;
};

static bool complain(struct work *w, struct bare *bare)
{
	return broken(w, "bare: %s", PQerrorMessage(bare->pg));
}

/* The same settings as the server's connections have, and those of its transactions. */
static struct bare *open_as(struct work *w, const char *conninfo, const char *user,
			    const char *options)
{
	const char *const names[] = { "dbname", "user", "options", NULL };
	const char *const values[] = { conninfo, user, options, NULL };
	struct bare *bare = arena_alloc(&w->mem, sizeof(*bare));

	bare->pg = PQconnectdbParams(names, values, 1);
	if (PQstatus(bare->pg) == CONNECTION_OK)
		return bare;
	complain(w, bare);
	bare_close(bare);
	return NULL;
}

struct bare *bare_open(struct work *w, const char *conninfo, const char *tenant)
{
	const char *options = arena_printf(&w->mem,
					   "-c timezone=UTC -c plan_cache_mode=force_generic_plan"
					   " -c jit=off -c search_path=public -c app.tenant=%s"
					   " -c app.now=%s",
					   tenant, db_time(w, w->now));

	return open_as(w, conninfo, "gemba_app", options);
}

void bare_close(struct bare *bare)
{
	if (bare)
		PQfinish(bare->pg);
}

bool bare_prepare(struct work *w, struct bare *bare, const struct db_stmt *stmt)
{
	PGresult *result = PQprepare(bare->pg, stmt->name, stmt->sql, stmt->params, NULL);
	bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;

	PQclear(result);
	return ok || complain(w, bare);
}

static bool execute(struct work *w, struct bare *bare, const struct db_stmt *stmt,
		    const char *const *params, int nr, PGresult **result)
{
	if (nr != stmt->params)
		BUG("%s takes %d parameters and was given %d", stmt->name, stmt->params, nr);
	*result = PQexecPrepared(bare->pg, stmt->name, nr, params, NULL, NULL, 0);
	if (PQresultStatus(*result) == PGRES_COMMAND_OK ||
	    (PQresultStatus(*result) == PGRES_TUPLES_OK && PQntuples(*result)))
		return true;
	PQclear(*result);
	return complain(w, bare);
}

bool bare_run(struct work *w, struct bare *bare, const struct db_stmt *stmt,
	      const char *const *params, int nr)
{
	PGresult *result;

	if (!execute(w, bare, stmt, params, nr, &result))
		return false;
	PQclear(result);
	return true;
}

bool bare_text(struct work *w, struct bare *bare, const struct db_stmt *stmt,
	       const char *const *params, int nr, const char **text)
{
	PGresult *result;

	if (!execute(w, bare, stmt, params, nr, &result))
		return false;
	*text = arena_strdup(&w->mem, PQgetvalue(result, 0, 0));
	PQclear(result);
	return true;
}

pid_t bare_backend(const struct bare *bare)
{
	const char *host = PQhost(bare->pg);

	return host && *host == '/' ? PQbackendPID(bare->pg) : 0;
}
