#include "escalations/escalation.h"

#include "db/db.h"
#include "escalations/escalation.sql.h"
#include "escalations/escalation_system.sql.h"

/* A tenant that has some, or NULL: each step is one tenant's. */
static bool find_tenant(struct work *w, const char **tenant)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	rows = db_query(w, &escalation_tenant_sql, db_time(w, w->now));
	if (!rows)
		return false;
	*tenant = db_count(rows) ? db_text(rows, 0, "tenant_id") : NULL;
	return db_commit(w);
}

bool escalation_step(struct work *w, bool *has_more)
{
	const struct db_rows *rows;

	*has_more = false;
	if (!find_tenant(w, &w->tenant))
		return false;
	if (!w->tenant)
		return true;
	if (!db_begin(w, DB_APP, DB_WRITE))
		return false;
	rows = db_query(w, &escalation_climb_sql, w->tenant, db_time(w, w->now));
	if (!rows)
		return false;
	*has_more = db_integer(rows, 0, "nr") > 0;
	return db_commit(w);
}
