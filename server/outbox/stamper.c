#include "outbox/stamper.h"

#include "base/log.h"
#include "db/db.h"
#include "outbox/stamper_system.sql.h"

/* A transaction of a quarter of a second or so. */
#define BATCH 5000

static bool stamp_events(struct work *w, const char *tenant, int64_t last, bool *has_more)
{
	const struct db_rows *rows =
		!db_send(w, &stamp_joins_sql)
			? NULL
			: db_query(w, &stamp_events_sql, tenant, db_time(w, w->now),
				   db_number(w, BATCH), db_number(w, last));
	int64_t nr;

	if (!rows)
		return false;
	nr = db_integer(rows, 0, "nr");
	*has_more |= nr == BATCH;
	return !nr || db_send(w, &stamp_note_sql, tenant, db_number(w, last + nr));
}

static bool stamp_tenant(struct work *w, const char *tenant, bool *has_more)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_WRITE))
		return false;
	rows = db_query(w, &stamp_take_sql, tenant);
	if (!rows)
		return false;
	/* None: another node is at it. */
	if (db_count(rows) && !stamp_events(w, tenant, db_integer(rows, 0, "event_seq"), has_more))
		return false;
	return db_commit(w);
}

/* What is wrong with one tenant holds up no other. */
static void stamp_or_log(struct work *w, const char *tenant, bool *has_more)
{
	if (stamp_tenant(w, tenant, has_more))
		return;
	log_error("problem", "events cannot be stamped", "tenant", tenant, "cause",
		  w->problem.cause ? w->problem.cause : w->problem.detail);
	db_rollback(w);
	work_forgive(w);
}

bool outbox_stamp_step(struct work *w, bool *has_more)
{
	const struct db_rows *waiting;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	waiting = db_query(w, &stamp_waiting_sql, db_time(w, w->now));
	if (!waiting)
		return false;
	db_rollback(w);
	for (size_t i = 0; i < db_count(waiting) && !work_should_stop(w); i++)
		stamp_or_log(w, db_text(waiting, i, "tenant_id"), has_more);
	return true;
}
