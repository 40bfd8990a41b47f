#include "plans/recurrence.h"

#include <libical/ical.h>
#include <stdlib.h>

#include "plans/recurrence_own.h"

bool recurrence_first(const struct recurrence *r, int64_t *day)
{
	struct civil c = civil_of_day(r->starts_on);
	int64_t last = day_of_civil(c.year + RECURRENCE_YEARS_MOST, 12, 31);

	if (r->rule && r->rule->has_until && r->rule->until < last)
		last = r->rule->until;
	for (*day = r->starts_on; *day <= last; ++*day)
		if (!r->rule || rule_has(r->rule, r->starts_on, *day))
			return true;
	return false;
}

static int64_t day_of_time(struct icaltimetype t) { return day_of_civil(t.year, t.month, t.day); }

static struct icaltimetype time_of_day(int64_t day)
{
	struct civil c = civil_of_day(day);
	struct icaltimetype t = { .is_date = 1 };

	t.year = c.year;
	t.month = c.month;
	t.day = c.day;
	return t;
}

struct list {
	struct arena *mem;
	struct occurrence_day *days;
	size_t nr;
	size_t room;
};

static void add(struct list *l, int64_t day)
{
	if (l->nr == l->room) {
		struct occurrence_day *old = l->days;

		l->room = l->room ? l->room * 2 : 64;
		l->days = arena_alloc(l->mem, l->room * sizeof(*l->days));
		for (size_t i = 0; i < l->nr; i++)
			l->days[i] = old[i];
	}
	l->days[l->nr++] = (struct occurrence_day){ .day = day };
}

/*
 * The library is right where it begins at an occurrence and knows no time zone; a start that is
 * none leaves it a week or an interval off.
 */
static void add_of_rule(struct list *l, const struct recurrence *r, int64_t to)
{
	struct icalrecurrencetype rule;
	icalrecur_iterator *at;
	int64_t first, last = INT64_MIN;

	if (!recurrence_first(r, &first))
		return;
	if (!r->rule) {
		if (first < to)
			add(l, first);
		return;
	}
	rule = icalrecurrencetype_from_string(r->rule->text);
	at = icalrecur_iterator_new(rule, time_of_day(first));
	if (!at)
		return;
	/* Days come in their order; one that does not is where the library runs in a circle. */
	for (struct icaltimetype t = icalrecur_iterator_next(at);
	     !icaltime_is_null_time(t) && day_of_time(t) < to && day_of_time(t) > last;
	     t = icalrecur_iterator_next(at)) {
		last = day_of_time(t);
		add(l, last);
	}
	icalrecur_iterator_free(at);
}

static int by_day(const void *a, const void *b)
{
	const struct occurrence_day *x = a;
	const struct occurrence_day *y = b;

	return (x->day > y->day) - (x->day < y->day);
}

static bool is_among(int64_t day, const int64_t *days, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (days[i] == day)
			return true;
	return false;
}

const struct occurrence_day *recurrence_expand(struct arena *mem, const struct recurrence *r,
					       int64_t from, int64_t to, size_t *nr)
{
	struct list all = { .mem = mem };
	struct list kept = { .mem = mem };

	add_of_rule(&all, r, to);
	for (size_t i = 0; i < r->more_nr; i++)
		if (r->more[i] < to)
			add(&all, r->more[i]);
	if (all.nr)
		qsort(all.days, all.nr, sizeof(*all.days), by_day);
	for (size_t i = 0, nth = 0; i < all.nr; i++) {
		int64_t day = all.days[i].day;

		if ((i && day == all.days[i - 1].day) || is_among(day, r->except, r->except_nr))
			continue;
		if (day >= from) {
			add(&kept, day);
			kept.days[kept.nr - 1].nth = (int64_t)nth;
		}
		nth++;
	}
	*nr = kept.nr;
	return kept.days;
}
