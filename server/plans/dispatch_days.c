#include "plans/dispatch_days.h"

#include <stdlib.h>
#include <string.h>

#include "db/db.h"
#include "plans/dispatch_days.sql.h"
#include "plans/recurrence.h"

/* How long before today an occurrence may lie whose visit is still to come: a closed month. */
#define MOVED_DAYS 32
#define MOST_DAYS 40
#define CLOCKS_DAYS 2

struct revision {
	const char *number;
	struct recurrence recurrence;
	struct rule rule;
	const char **times;
	size_t times_nr;
	int64_t since;
	int64_t until;
	bool draws_stores;
	bool is_by_risk;
	bool moves_on;
};

/* "a,b" in pieces; "" has none. */
static const char **split(struct work *w, const char *s, size_t *nr)
{
	char *rest = arena_strdup(&w->mem, s);
	const char **items = arena_alloc(&w->mem, (strlen(s) / 2 + 1) * sizeof(*items));

	*nr = 0;
	if (*rest)
		for (char *item; (item = strsep(&rest, ","));)
			items[(*nr)++] = item;
	return items;
}

static const int64_t *split_days(struct work *w, const char *s, size_t *nr)
{
	const char **texts = split(w, s, nr);
	int64_t *days = arena_alloc(&w->mem, (*nr + 1) * sizeof(*days));

	for (size_t i = 0; i < *nr; i++)
		days[i] = day_of_text(texts[i]);
	return days;
}

static bool read_revision(struct work *w, const struct db_rows *rows, size_t row,
			  struct revision *r, int64_t until)
{
	const char *rrule = db_text(rows, row, "rrule");
	const char *end = db_text(rows, row, "until");

	r->number = db_text(rows, row, "number");
	r->recurrence.starts_on = day_of_text(db_text(rows, row, "starts_on"));
	r->recurrence.more = split_days(w, db_text(rows, row, "rdates"), &r->recurrence.more_nr);
	r->recurrence.except =
		split_days(w, db_text(rows, row, "exdates"), &r->recurrence.except_nr);
	r->times = split(w, db_text(rows, row, "times"), &r->times_nr);
	r->since = day_of_text(db_text(rows, row, "since"));
	r->until = end && day_of_text(end) < until ? day_of_text(end) : until;
	r->draws_stores = db_boolean(rows, row, "draws_stores");
	r->is_by_risk = db_boolean(rows, row, "is_by_risk");
	r->moves_on = db_boolean(rows, row, "moves_on");
	if (!rrule)
		return true;
	if (!rule_read(w, "/rrule", rrule, &r->rule))
		return broken(w, "a plan has the rule %s", rrule);
	r->recurrence.rule = &r->rule;
	return true;
}

static const char *day_array(struct work *w, const struct occurrence_day *days, size_t nr)
{
	const char **texts = arena_alloc(&w->mem, (nr + 1) * sizeof(*texts));

	for (size_t i = 0; i < nr; i++)
		texts[i] = day_text(&w->mem, days[i].day);
	return db_array(w, texts, nr);
}

static void add(struct work *w, struct planned_list *list, size_t more, const struct planned *one)
{
	struct planned *old = list->items;

	if (!(list->nr & (list->nr - 1)) || !old) {
		list->items =
			arena_alloc(&w->mem, (list->nr ? list->nr * 2 : more + 1) * sizeof(*old));
		if (old)
			memcpy(list->items, old, list->nr * sizeof(*old));
	}
	list->items[list->nr++] = *one;
}

static void add_revision(struct work *w, struct planned_list *list, const struct revision *r,
			 int64_t today)
{
	int64_t from = today - MOST_DAYS > r->since ? today - MOST_DAYS : r->since;
	int64_t makes_from = today - (r->moves_on ? MOVED_DAYS : CLOCKS_DAYS);
	struct planned one = { .revision = r->number,
			       .makes_from = makes_from,
			       .draws_stores = r->draws_stores };
	const struct occurrence_day *days;
	size_t nr;

	if (r->is_by_risk) {
		if (r->until > today)
			add(w, list, 1, &one);
		return;
	}
	days = recurrence_expand(&w->mem, &r->recurrence, from, r->until, &nr);
	one.own_days = day_array(w, days, nr);
	for (size_t i = 0; i < nr * r->times_nr; i++) {
		const struct occurrence_day *day = &days[i / r->times_nr];

		one.day = day->day;
		one.nth = day->nth * (int64_t)r->times_nr + (int64_t)(i % r->times_nr);
		one.at = arena_printf(&w->mem, "%sT%s", day_text(&w->mem, day->day),
				      r->times[i % r->times_nr]);
		add(w, list, 1, &one);
	}
}

static void add_arrays(struct work *w, struct planned_list *list)
{
	const char **at = arena_alloc(&w->mem, (list->nr + 1) * sizeof(*at));
	const char **revisions = arena_alloc(&w->mem, (list->nr + 1) * sizeof(*revisions));
	size_t nr = 0;

	for (size_t i = 0; i < list->nr; i++) {
		if (!list->items[i].at)
			continue;
		at[nr] = list->items[i].at;
		revisions[nr++] = list->items[i].revision;
	}
	list->occurrences = db_array(w, at, nr);
	list->revisions = db_array(w, revisions, nr);
}

bool dispatch_days(struct work *w, const char *plan_id, int64_t today, int64_t until,
		   struct planned_list *list)
{
	const struct db_rows *rows = db_query(w, &dispatch_revisions_sql, w->tenant, plan_id,
					      day_text(&w->mem, today - MOST_DAYS));

	if (!rows)
		return false;
	for (size_t i = 0; i < db_count(rows); i++) {
		struct revision *r = arena_alloc(&w->mem, sizeof(*r));

		if (!read_revision(w, rows, i, r, until))
			return false;
		add_revision(w, list, r, today);
	}
	add_arrays(w, list);
	return true;
}
