#include "plans/plan_rules.h"

#include <string.h>

#include "base/clock.h"
#include "calendars/calendar_rules.h"
#include "plans/recurrence.h"

struct risk {
	const char *grade;
	int64_t open_critical;
	int64_t days;
};

static const struct json_field risk_fields[] = {
	JSON_FIELD(struct risk, grade, TEXT, NOT_BLANK | OR_NULL | MAX(64)),
	JSON_FIELD_RANGE(struct risk, open_critical, INTEGER, OR_NULL, 0, 10000),
	JSON_FIELD_RANGE(struct risk, days, INTEGER, REQUIRED, 1, 3660),
};

static const int64_t *check_dates(struct work *w, const char *pointer,
				  const struct json_texts *dates)
{
	int64_t *days = arena_alloc(&w->mem, (dates->nr + 1) * sizeof(*days));

	for (size_t i = 0; i < dates->nr; i++) {
		if (clock_is_date(dates->items[i]))
			days[i] = day_of_text(dates->items[i]);
		else
			fault(w, json_pointer_item(&w->mem, pointer, i), "There is no such day.");
	}
	return days;
}

/* A rule that never ends has more days than can be left out. */
static bool has_no_day_left(struct work *w, const struct recurrence *r)
{
	const int64_t most = (int64_t)RECURRENCE_YEARS_MOST * 366;
	size_t nr;

	if (!r->except_nr || (r->rule && !r->rule->count && !r->rule->has_until))
		return false;
	recurrence_expand(&w->mem, r, r->starts_on, r->starts_on + most, &nr);
	return !nr;
}

static void check_recurrence(struct work *w, const struct plan *p)
{
	struct rule rule;
	struct recurrence r = { .starts_on = day_of_text(p->starts_on) };
	size_t before = w->problem.faults_nr;
	int64_t first;

	if (strcmp(p->starts_on, "2000-01-01") < 0 || strcmp(p->starts_on, "2200-01-01") >= 0) {
		fault(w, "/starts_on", "A plan starts between 2000 and 2199.");
		return;
	}
	r.more = check_dates(w, "/rdates", &p->rdates);
	r.more_nr = p->rdates.nr;
	r.except = check_dates(w, "/exdates", &p->exdates);
	r.except_nr = p->exdates.nr;
	if (p->rrule && !rule_read(w, "/rrule", p->rrule, &rule))
		return;
	r.rule = p->rrule ? &rule : NULL;
	if (r.rule && !recurrence_first(&r, &first))
		fault(w, "/rrule", "It has no day within forty years of its start.");
	else if (w->problem.faults_nr == before && has_no_day_left(w, &r))
		fault(w, "/exdates", "They leave it no day at all.");
}

static void check_times(struct work *w, const struct plan *p)
{
	for (size_t i = 0; i < p->times.nr; i++) {
		const char *pointer = json_pointer_item(&w->mem, "/times", i);

		if (!is_hour(p->times.items[i], false))
			fault(w, pointer, "A time of day is written like 09:00.");
		for (size_t j = 0; j < i; j++)
			if (!strcmp(p->times.items[i], p->times.items[j])) {
				fault(w, pointer, "That time is there twice.");
				break;
			}
	}
	if (!p->miss_after)
		fault(w, "/miss_after", "Nobody can make a visit that is missed as it begins.");
	else if (p->miss_after < p->due_after)
		fault(w, "/miss_after", "A visit is not missed before it is due (due_after).");
}

static void check_assignment(struct work *w, const struct plan *p)
{
	bool is_pool = p->assign == ASSIGN_ROTATION || p->assign == ASSIGN_DRAW;

	if ((p->assign == ASSIGN_PERSON) != !!p->person_id)
		fault(w, "/person_id",
		      p->person_id ? "Only assign \"person\" has one." : "Who goes is missing.");
	if ((p->assign == ASSIGN_ROLE) != !!p->role_id)
		fault(w, "/role_id",
		      p->role_id ? "Only assign \"role\" has one."
				 : "Whose holder goes is missing.");
	if (is_pool != !!p->pool.nr)
		fault(w, "/pool",
		      p->pool.nr ? "Only assign \"rotation\" and \"draw\" have one."
				 : "Those among whom it is are missing.");
	if (p->max_in_a_row && !is_pool)
		fault(w, "/max_in_a_row",
		      "Only among the people of a pool can it be another's turn.");
	for (size_t i = 0; i < p->pool.nr; i++)
		for (size_t j = 0; j < i; j++)
			if (!strcmp(p->pool.items[i], p->pool.items[j])) {
				fault(w, json_pointer_item(&w->mem, "/pool", i),
				      "That person is there twice.");
				break;
			}
}

static void check_draw(struct work *w, const struct plan *p)
{
	if (!p->draw_stores && p->min_gap_days)
		fault(w, "/min_gap_days", "Only where stores are drawn (draw_stores).");
	if (!p->draw_stores && p->max_gap_days)
		fault(w, "/max_gap_days", "Only where stores are drawn (draw_stores).");
	if (p->min_gap_days && p->max_gap_days && p->max_gap_days < p->min_gap_days)
		fault(w, "/max_gap_days", "This is less than min_gap_days.");
}

static void check_risk_rows(struct work *w, const struct json_value *rows)
{
	bool fits_all = false;

	for (size_t i = 0; i < json_length(rows); i++) {
		const char *pointer = json_pointer_item(&w->mem, "/risk", i);
		struct risk risk = { 0 };

		if (fits_all)
			fault(w, pointer, "No store comes here: the row before fits every one.");
		else if (json_read(w, json_item(rows, i), pointer, risk_fields, &risk))
			fits_all = !risk.grade && !risk.open_critical;
	}
}

static void check_risk(struct work *w, const struct plan *p)
{
	if (!p->risk)
		return;
	check_risk_rows(w, p->risk);
	if (p->rrule || p->rdates.nr || p->exdates.nr)
		fault(w, "/risk", "When to come is said by a rule or by the risk, not by both.");
	if (p->draw_stores)
		fault(w, "/draw_stores", "By risk every store has its turn; none is drawn.");
	if (p->times.nr != 1)
		fault(w, "/times", "By risk there is one time of day.");
}

void plan_check(struct work *w, const struct plan *p)
{
	check_recurrence(w, p);
	check_times(w, p);
	check_assignment(w, p);
	check_draw(w, p);
	check_risk(w, p);
}
