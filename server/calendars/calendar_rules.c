#include "calendars/calendar_rules.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MOST 200

struct day {
	const char *day;
	bool is_open;
	const char *name;
};

static const struct json_field day_fields[] = {
	JSON_FIELD(struct day, day, DATE, REQUIRED),
	JSON_FIELD(struct day, is_open, BOOLEAN, REQUIRED),
	JSON_FIELD(struct day, name, TEXT, NOT_BLANK | OR_NULL | MAX(NAME_MOST)),
};

struct place {
	const char *day;
	size_t at;
};

bool is_hour(const char *s, bool may_be_midnight)
{
	if (may_be_midnight && !strcmp(s, "24:00"))
		return true;
	return strlen(s) == 5 && strspn(s, "0123456789") == 2 && s[2] == ':' &&
	       strspn(s + 3, "0123456789") == 2 && strncmp(s, "23", 2) <= 0 && s[3] <= '5';
}

static int by_day(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;
	int order = strcmp(x->day, y->day);

	return order ? order : (x->at > y->at) - (x->at < y->at);
}

static void check_doubles(struct work *w, struct place *places, size_t nr)
{
	if (!nr)
		return;
	qsort(places, nr, sizeof(*places), by_day);
	for (size_t i = 1; i < nr; i++)
		if (!strcmp(places[i].day, places[i - 1].day))
			fault(w,
			      json_pointer(&w->mem,
					   json_pointer_item(&w->mem, "/days", places[i].at),
					   "day"),
			      "The day %s is there twice.", places[i].day);
}

static void check_days(struct work *w, const struct json_value *days)
{
	size_t nr = json_length(days);
	struct place *places = arena_alloc(&w->mem, (nr ? nr : 1) * sizeof(*places));
	size_t good = 0;

	for (size_t i = 0; i < nr; i++) {
		const char *pointer = json_pointer_item(&w->mem, "/days", i);
		struct day day = { 0 };

		if (json_read(w, json_item(days, i), pointer, day_fields, &day))
			places[good++] = (struct place){ day.day, i };
	}
	check_doubles(w, places, good);
}

static void check_week(struct work *w, const struct json_value *week)
{
	bool is_closed[8] = { false };
	int closed = 0;

	for (size_t i = 0; i < json_length(week); i++) {
		const char *pointer = json_pointer_item(&w->mem, "/weekly_closed", i);
		int64_t day;

		if (!json_whole(json_item(week, i), &day) || day < 1 || day > 7) {
			fault(w, pointer, "A day of the week is a number from 1 (Monday) to 7.");
			continue;
		}
		if (is_closed[day])
			fault(w, pointer, "That day is there twice.");
		closed += !is_closed[day];
		is_closed[day] = true;
	}
	if (closed == 7)
		fault(w, "/weekly_closed", "Some day of the week is open.");
}

void calendar_check(struct work *w, const struct calendar *c)
{
	bool opens = !c->opens || is_hour(c->opens, false);
	bool closes = !c->closes || is_hour(c->closes, true);

	if (!opens)
		fault(w, "/opens", "An hour is written like 09:00.");
	if (!closes)
		fault(w, "/closes", "An hour is written like 18:00; the end of the day is 24:00.");
	if (opens && closes && c->opens && c->closes && strcmp(c->opens, c->closes) >= 0)
		fault(w, "/closes", "This is not after it opens.");
	if (c->weekly_closed)
		check_week(w, c->weekly_closed);
	if (c->days)
		check_days(w, c->days);
}
