#include <string.h>

#include "db/db.h"
#include "inspections/inspection_own.h"
#include "inspections/review_clock.sql.h"
#include "inspections/review_clock_system.sql.h"

#define PUT_OFF_MS (10LL * 60 * 1000)

static bool find_tenant(struct work *w, const char **tenant)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	rows = db_query(w, &review_due_tenant_sql, db_time(w, w->now));
	if (!rows)
		return false;
	*tenant = db_count(rows) ? db_text(rows, 0, "tenant_id") : NULL;
	return db_commit(w);
}

static bool tell_overdue(struct work *w, const struct inspection *i)
{
	return db_send(w, &review_overdue_sql, w->tenant, i->id, db_time(w, w->now)) &&
	       inspection_tell(w, i, "inspection.review_overdue", NULL);
}

static bool act(struct work *w, const struct inspection *i, const struct db_rows *rows)
{
	static const struct ending rejected = {
		.outcome = "rejected",
		.reason = "It was returned and not submitted again in time.",
	};
	const struct review r = {
		.state = db_text(rows, 0, "state"),
		.approved_by = db_text(rows, 0, "approved_by"),
		.from_hours = db_integer(rows, 0, "from_hours"),
		.to_hours = db_integer(rows, 0, "to_hours"),
	};

	if (review_is(&r, "approved"))
		return review_release(w, i, r.approved_by);
	if (review_is(&r, "returned"))
		return review_leave_out(w, i, &rejected);
	if (!strcmp(db_text(rows, 0, "review_overdue"), "release") &&
	    !db_boolean(rows, 0, "is_misfired"))
		return review_approve(w, i, &r, 0);
	return tell_overdue(w, i);
}

/* One visit, *id, if one is due: *has_more. */
static bool step(struct work *w, const char **id, bool *has_more)
{
	struct inspection i = { 0 };
	const struct db_rows *rows = db_query(w, &review_due_sql, w->tenant, db_time(w, w->now));

	if (!rows)
		return false;
	if (!db_count(rows))
		return true;
	*has_more = true;
	*id = db_text(rows, 0, "id");
	if (!inspection_read(w, *id, rows, &i))
		return false;
	rows = db_query(w, &review_at_sql, w->tenant, i.id, db_time(w, w->now));
	return rows && (!db_count(rows) || act(w, &i, rows));
}

bool review_step(struct work *w, bool *has_more)
{
	const char *id = NULL;

	*has_more = false;
	if (!find_tenant(w, &w->tenant))
		return false;
	if (!w->tenant || (db_begin(w, DB_APP, DB_WRITE) && step(w, &id, has_more) && db_commit(w)))
		return true;
	if (id)
		db_put_off(w, &review_put_off_sql, id, PUT_OFF_MS);
	return false;
}
