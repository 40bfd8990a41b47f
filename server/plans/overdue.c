#include "base/log.h"
#include "db/db.h"
#include "plans/dispatch.h"
#include "plans/overdue.sql.h"
#include "plans/overdue_system.sql.h"

#define VISITS_AT_ONCE 500

static bool run(struct work *w, const struct db_stmt *stmt, bool *has_more)
{
	const struct db_rows *rows =
		db_query(w, stmt, w->tenant, db_time(w, w->now), db_number(w, VISITS_AT_ONCE));

	if (!rows)
		return false;
	*has_more = *has_more || db_integer(rows, 0, "nr") == VISITS_AT_ONCE;
	return true;
}

/* Late before missed: what has come to both is told of in that order. */
bool plan_overdue_step(struct work *w, bool *has_more)
{
	const struct db_rows *tenants;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	tenants = db_query(w, &overdue_tenants_sql, db_time(w, w->now));
	db_rollback(w);
	if (!tenants)
		return false;
	for (size_t i = 0; i < db_count(tenants) && !work_should_stop(w); i++) {
		w->tenant = db_text(tenants, i, "tenant_id");
		if (db_begin(w, DB_APP, DB_WRITE) && run(w, &overdue_late_sql, has_more) &&
		    run(w, &overdue_miss_sql, has_more) && db_commit(w))
			continue;
		log_error("problem", "visits cannot be marked", "tenant", w->tenant, "cause",
			  w->problem.cause ? w->problem.cause : w->problem.detail);
		db_rollback(w);
		work_forgive(w);
	}
	return true;
}
