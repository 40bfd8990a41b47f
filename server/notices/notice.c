#include "notices/notice.h"

#include "base/log.h"
#include "db/db.h"
#include "notices/notice.sql.h"
#include "notices/notice_system.sql.h"

#define EVENTS_AT_ONCE 500
#define FORGOTTEN_AT_ONCE 5000
#define DAY_MS (24LL * 60 * 60 * 1000)
#define NEWS_MS (7 * DAY_MS) /* what was not told by then is no news */
#define REMIND_MS 300000
#define KEPT_MS (180 * DAY_MS)

static const char *const event_kinds[] = {
#define NOTICE(event, notice, people, how_often) event,
#include "notices/notices.def"
#undef NOTICE
};
static const char *const notice_kinds[] = {
#define NOTICE(event, notice, people, how_often) notice,
#include "notices/notices.def"
#undef NOTICE
};
static const char *const concerned[] = {
#define NOTICE(event, notice, people, how_often) #people,
#include "notices/notices.def"
#undef NOTICE
};
static const char *const how_often[] = {
#define NOTICE(event, notice, people, how_often) #how_often,
#include "notices/notices.def"
#undef NOTICE
};

#define RULES (sizeof(event_kinds) / sizeof(event_kinds[0]))

/* One piece of work for a tenant, in its transaction. */
typedef bool tenant_job(struct work *w, bool *has_more);

static bool run(struct work *w, tenant_job *job, bool *has_more)
{
	return db_begin(w, DB_APP, DB_WRITE) && job(w, has_more) && db_commit(w);
}

/* What is wrong with one tenant holds up no other. */
static bool each_tenant(struct work *w, const struct db_rows *tenants, tenant_job *job,
			bool *has_more)
{
	for (size_t i = 0; i < db_count(tenants) && !work_should_stop(w); i++) {
		w->tenant = db_text(tenants, i, "tenant_id");
		if (run(w, job, has_more))
			continue;
		log_error("problem", "people cannot be told", "tenant", w->tenant, "cause",
			  w->problem.cause ? w->problem.cause : w->problem.detail);
		db_rollback(w);
		work_forgive(w);
	}
	w->tenant = NULL;
	return true;
}

static bool tell(struct work *w, bool *has_more)
{
	const struct db_rows *rows = db_query(w, &teller_take_sql, w->tenant);
	int64_t from, until;

	if (!rows)
		return false;
	if (!db_count(rows))
		return true; /* another node is at it */
	from = db_integer(rows, 0, "event_seq");
	until = db_integer(rows, 0, "until");
	if (until > from + EVENTS_AT_ONCE) {
		until = from + EVENTS_AT_ONCE;
		*has_more = true;
	}
	return db_send(w, &notice_tell_sql, w->tenant, db_number(w, from), db_number(w, until),
		       db_array(w, event_kinds, RULES), db_array(w, notice_kinds, RULES),
		       db_array(w, concerned, RULES), db_array(w, how_often, RULES),
		       db_time(w, w->now - NEWS_MS)) &&
	       db_send(w, &teller_note_sql, w->tenant, db_number(w, until));
}

bool notice_tell_step(struct work *w, bool *has_more)
{
	const struct db_rows *tenants;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	tenants = db_query(w, &teller_waiting_sql);
	db_rollback(w);
	return tenants && each_tenant(w, tenants, tell, has_more);
}

static bool remind(struct work *w, bool *has_more)
{
	const struct db_rows *rows = db_query(w, &reminder_take_sql, w->tenant, db_time(w, w->now),
					      db_time(w, w->now - REMIND_MS));

	(void)has_more;
	if (!rows)
		return false;
	return !db_count(rows) ||
	       db_send(w, &notice_remind_sql, w->tenant, db_time(w, w->now),
		       db_time(w, w->now + DAY_MS), db_time(w, w->now - NEWS_MS));
}

bool notice_remind_step(struct work *w, bool *has_more)
{
	const struct db_rows *tenants;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	tenants = db_query(w, &reminder_waiting_sql, db_time(w, w->now - REMIND_MS));
	db_rollback(w);
	return tenants && each_tenant(w, tenants, remind, has_more);
}

bool notice_forget_step(struct work *w, bool *has_more)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_WRITE))
		return false;
	rows = db_query(w, &notice_forget_sql, db_time(w, w->now - KEPT_MS),
			db_number(w, FORGOTTEN_AT_ONCE));
	*has_more = rows && db_integer(rows, 0, "nr") == FORGOTTEN_AT_ONCE;
	return rows && db_commit(w);
}
