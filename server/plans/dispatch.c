#include "plans/dispatch.h"

#include "db/db.h"
#include "plans/dispatch.sql.h"
#include "plans/dispatch_days.h"
#include "plans/dispatch_make.sql.h"
#include "plans/dispatch_system.sql.h"
#include "plans/recurrence.h"

#define STORES_AT_ONCE 500
#define WITHDRAWN_AT_ONCE 1000
#define DAY_MS (24LL * 60 * 60 * 1000)
#define AGAIN_MS (60LL * 60 * 1000)
#define PUT_OFF_MS (10LL * 60 * 1000)
/* Nobody asks what became of a visit that no server made for so long. */
#define CATCH_UP_DAYS 92

struct pass {
	const char *plan_id;
	const char *revision;
	const char *after; /* the store behind which it goes on; NULL: from the first */
	bool is_active;
	int64_t today;
	int64_t dispatched_until;
	int64_t until;
	int64_t days; /* of the policy */
	int stores_most;
	struct planned_list planned;
};

/* Stores with their clocks and calendars, as arrays side by side. */
struct stores {
	const char *units;
	const char *zones;
	const char *calendars;
	const char *occurrences;
};

static bool make(struct work *w, const struct pass *p, const struct planned *one,
		 const struct stores *s)
{
	return db_send(w, &dispatch_make_sql, w->tenant, p->plan_id, s->units, s->zones,
		       s->calendars, s->occurrences, one->at, one->revision,
		       one->own_days ? one->own_days : "{}", db_time(w, w->now),
		       day_text(&w->mem, p->dispatched_until), db_number(w, one->nth));
}

static bool make_by_risk(struct work *w, const struct pass *p, const struct planned *one,
			 const struct stores *s)
{
	struct stores due;
	const struct db_rows *rows =
		db_query(w, &dispatch_risk_sql, w->tenant, p->plan_id, one->revision, s->units,
			 s->zones, s->calendars, db_time(w, w->now), day_text(&w->mem, p->until));

	if (!rows)
		return false;
	if (!db_integer(rows, 0, "nr"))
		return true;
	due.units = db_text(rows, 0, "units");
	due.zones = db_text(rows, 0, "zones");
	due.calendars = db_text(rows, 0, "calendars");
	due.occurrences = db_text(rows, 0, "occurrences");
	return make(w, p, one, &due);
}

static bool is_to_make(const struct pass *p, const struct planned *one)
{
	if (!one->at)
		return true;
	if (one->is_settled)
		return false;
	return one->day >= one->makes_from ||
	       (one->day >= p->dispatched_until && one->day >= p->today - CATCH_UP_DAYS);
}

/* Most of the time nearly everything is there, and is not looked at store by store. */
static bool mark_settled(struct work *w, const struct pass *p, const struct stores *s)
{
	const struct db_rows *rows =
		db_query(w, &dispatch_settled_sql, w->tenant, p->plan_id, s->units,
			 p->planned.occurrences, p->planned.revisions);
	size_t row = 0;
	int64_t nr = 0;

	if (!rows)
		return false;
	for (size_t i = 0; i < p->planned.nr && row < db_count(rows); i++) {
		if (!p->planned.items[i].at)
			continue;
		p->planned.items[i].is_settled = db_integer(rows, row, "nr") == nr++;
		row += p->planned.items[i].is_settled;
	}
	return true;
}

/* In their order, because a draw and who may go look at what came before. */
static bool make_all(struct work *w, const struct pass *p, const struct stores *s)
{
	if (!mark_settled(w, p, s))
		return false;
	for (size_t i = 0; i < p->planned.nr; i++) {
		const struct planned *one = &p->planned.items[i];

		if (!is_to_make(p, one))
			continue;
		if (one->at ? !make(w, p, one, s) : !make_by_risk(w, p, one, s))
			return false;
	}
	return true;
}

static bool draw_all(struct work *w, const struct pass *p)
{
	for (size_t i = 0; i < p->planned.nr; i++) {
		const struct planned *one = &p->planned.items[i];

		if (one->draws_stores && is_to_make(p, one) &&
		    !db_send(w, &dispatch_draw_sql, w->tenant, p->plan_id, one->revision, one->at,
			     one->at, db_time(w, w->now)))
			return false;
	}
	return true;
}

/* What is done once, before the first store. */
static bool begin(struct work *w, const struct pass *p)
{
	return db_send(w, &dispatch_forget_leavers_sql, w->tenant, p->plan_id,
		       db_time(w, w->now)) &&
	       db_send(w, &dispatch_forget_draws_sql, w->tenant, p->plan_id, db_time(w, w->now),
		       p->revision) &&
	       draw_all(w, p);
}

static bool withdraw(struct work *w, const struct pass *p, int64_t *withdrawn)
{
	const struct db_rows *rows = db_query(
		w, &dispatch_withdraw_sql, w->tenant, p->plan_id, db_time(w, w->now),
		p->planned.occurrences, p->planned.revisions, db_number(w, WITHDRAWN_AT_ONCE));

	if (!rows)
		return false;
	*withdrawn = db_integer(rows, 0, "nr");
	return true;
}

static bool end(struct work *w, const struct pass *p)
{
	int64_t withdrawn;

	if (!withdraw(w, p, &withdrawn))
		return false;
	return withdrawn == WITHDRAWN_AT_ONCE ||
	       (db_send(w, &dispatch_tell_left_sql, w->tenant, p->plan_id, db_time(w, w->now)) &&
		db_send(w, &dispatch_finish_sql, w->tenant, p->plan_id,
			p->is_active ? day_text(&w->mem, p->until) : NULL,
			db_time(w, w->now + AGAIN_MS)));
}

/* The next stores, or, behind the last, what the plan does not say any more. */
static bool work_piece(struct work *w, const struct pass *p)
{
	const struct db_rows *rows;
	struct stores s = { .occurrences = "{}" };

	if (!p->is_active)
		return end(w, p);
	if (!p->after && !begin(w, p))
		return false;
	rows = db_query(w, &dispatch_stores_sql, w->tenant, p->plan_id, p->after,
			db_number(w, p->stores_most));
	if (!rows)
		return false;
	if (!db_integer(rows, 0, "nr"))
		return end(w, p);
	s.units = db_text(rows, 0, "units");
	s.zones = db_text(rows, 0, "zones");
	s.calendars = db_text(rows, 0, "calendars");
	return make_all(w, p, &s) &&
	       db_send(w, &dispatch_go_on_sql, w->tenant, p->plan_id, db_text(rows, 0, "last"));
}

/* *is_claimed: false where another node is at it. */
static bool claim(struct work *w, struct pass *p, bool *is_claimed)
{
	const struct db_rows *rows;

	if (!db_send(w, &dispatch_by_keys_sql))
		return false;
	rows = db_query(w, &dispatch_claim_sql, w->tenant, p->plan_id, db_time(w, w->now));

	if (!rows)
		return false;
	*is_claimed = db_count(rows) > 0;
	if (!*is_claimed)
		return true;
	p->is_active = *db_text(rows, 0, "state") == 'a';
	p->revision = db_text(rows, 0, "revision");
	p->after = db_text(rows, 0, "dispatch_after");
	p->today = w->now / DAY_MS;
	p->dispatched_until = day_of_text(db_text(rows, 0, "dispatched_until"));
	p->days = db_integer(rows, 0, "days");
	return true;
}

/* Where the policy looks less far ahead than before, what was made stays. */
static int64_t until_of(const struct pass *p)
{
	int64_t until = p->today + p->days + 1;

	return until > p->dispatched_until ? until : p->dispatched_until;
}

static bool dispatch(struct work *w, struct pass *p, bool *is_claimed)
{
	if (!claim(w, p, is_claimed))
		return false;
	if (!*is_claimed)
		return true;
	if (!p->until)
		p->until = until_of(p);
	return dispatch_days(w, p->plan_id, p->today, p->until, &p->planned) && work_piece(w, p);
}

bool plan_dispatch_step(struct work *w, bool *has_more)
{
	const struct db_rows *waiting;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	waiting = db_query(w, &dispatch_waiting_sql, db_time(w, w->now));
	db_rollback(w);
	if (!waiting)
		return false;
	for (size_t i = 0; i < db_count(waiting) && !*has_more; i++) {
		struct pass p = { .plan_id = db_text(waiting, i, "id"),
				  .stores_most = STORES_AT_ONCE };

		w->tenant = db_text(waiting, i, "tenant_id");
		if (!db_begin(w, DB_APP, DB_WRITE) || !dispatch(w, &p, has_more) || !db_commit(w)) {
			db_put_off(w, &dispatch_put_off_sql, p.plan_id, PUT_OFF_MS);
			return false;
		}
	}
	return true;
}

bool dispatch_try(struct work *w, const char *plan_id, int64_t until, int stores)
{
	struct pass p = { .plan_id = plan_id, .stores_most = stores, .until = until };
	bool is_claimed;

	return dispatch(w, &p, &is_claimed);
}
