#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "plans/recurrence_own.h"

static const char *const frequencies[] = { "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };
static const char *const weekdays[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

/* Where faults go, and what has been seen. */
struct reading {
	struct work *w;
	const char *pointer;
	struct rule *rule;
	unsigned int seen;
	bool is_good;
};

static bool wrong(struct reading *r, const char *part, const char *why)
{
	fault(r->w, r->pointer, "%s: %s", part, why);
	r->is_good = false;
	return false;
}

static bool read_whole(const char *s, int least, int most, int *n)
{
	const char *digits = s + (*s == '-' || *s == '+');
	size_t length = strlen(digits);

	if (!length || length > 5 || strspn(digits, "0123456789") != length)
		return false;
	*n = (int)strtol(s, NULL, 10);
	return *n >= least && *n <= most;
}

/* Numbers between commas, none of them 0 and none twice. */
static bool read_list(char *s, int least, int most, int *list, size_t *nr, size_t room)
{
	char *rest = s;

	for (char *item; (item = strsep(&rest, ","));) {
		if (*nr == room || !read_whole(item, least, most, &list[*nr]) || !list[*nr])
			return false;
		for (size_t i = 0; i < *nr; i++)
			if (list[i] == list[*nr])
				return false;
		++*nr;
	}
	return true;
}

static bool read_frequency(struct reading *r, char *value)
{
	for (int i = 0; i < 4; i++)
		if (!strcmp(value, frequencies[i])) {
			r->rule->frequency = (enum frequency)i;
			return true;
		}
	return wrong(r, "FREQ", "it is DAILY, WEEKLY, MONTHLY or YEARLY.");
}

static bool read_interval(struct reading *r, char *value)
{
	return read_whole(value, 1, RECURRENCE_INTERVAL_MOST, &r->rule->interval) ||
	       wrong(r, "INTERVAL", "it is a number from 1 to 999.");
}

static bool read_count(struct reading *r, char *value)
{
	return read_whole(value, 1, RECURRENCE_COUNT_MOST, &r->rule->count) ||
	       wrong(r, "COUNT", "it is a number from 1 to 10000.");
}

static bool read_until(struct reading *r, char *value)
{
	char text[11];

	if (strlen(value) != 8 || strspn(value, "0123456789") != 8)
		return wrong(r, "UNTIL", "it is a day, like 20261231.");
	memcpy(text, value, 4);
	text[4] = text[7] = '-';
	memcpy(text + 5, value + 4, 2);
	memcpy(text + 8, value + 6, 2);
	text[10] = 0;
	if (!clock_is_date(text))
		return wrong(r, "UNTIL", "there is no such day.");
	r->rule->until = day_of_text(text);
	r->rule->has_until = true;
	return true;
}

static int weekday_named(const char *name)
{
	for (int i = 0; i < 7; i++)
		if (!strcmp(name, weekdays[i]))
			return i + 1;
	return 0;
}

static bool read_day(char *item, struct weekday *wd)
{
	size_t length = strlen(item);

	if (length < 2)
		return false;
	wd->day = weekday_named(item + length - 2);
	wd->nth = 0;
	item[length - 2] = 0;
	return wd->day && (length == 2 || (read_whole(item, -53, 53, &wd->nth) && wd->nth));
}

static bool read_days(struct reading *r, char *value)
{
	struct rule *rule = r->rule;

	for (char *item; (item = strsep(&value, ","));) {
		struct weekday *wd = &rule->days[rule->days_nr];

		if (rule->days_nr == sizeof(rule->days) / sizeof(rule->days[0]) ||
		    !read_day(item, wd))
			return wrong(r, "BYDAY",
				     "it has days like MO, or 1MO and -1FR of a month or year.");
		for (size_t i = 0; i < rule->days_nr; i++)
			if (rule->days[i].day == wd->day && rule->days[i].nth == wd->nth)
				return wrong(r, "BYDAY", "a day is there twice.");
		rule->days_nr++;
	}
	return true;
}

static bool read_month_days(struct reading *r, char *value)
{
	return read_list(value, -31, 31, r->rule->month_days, &r->rule->month_days_nr, 62) ||
	       wrong(r, "BYMONTHDAY",
		     "it has numbers from 1 to 31, or from -31 to -1, none twice.");
}

static bool read_months(struct reading *r, char *value)
{
	int list[12];
	size_t nr = 0;

	if (!read_list(value, 1, 12, list, &nr, 12))
		return wrong(r, "BYMONTH", "it has numbers from 1 to 12, none twice.");
	for (size_t i = 0; i < nr; i++)
		r->rule->months |= 1U << (unsigned int)list[i];
	return true;
}

static bool read_positions(struct reading *r, char *value)
{
	return read_list(value, -31, 31, r->rule->positions, &r->rule->positions_nr, 62) ||
	       wrong(r, "BYSETPOS", "it has numbers from 1 to 31, or from -31 to -1, none twice.");
}

static bool read_week(struct reading *r, char *value)
{
	r->rule->weeks_begin_on_sunday = !strcmp(value, "SU");
	return r->rule->weeks_begin_on_sunday || !strcmp(value, "MO") ||
	       wrong(r, "WKST", "weeks begin on MO or SU.");
}

static const struct part {
	const char *name;
	bool (*read)(struct reading *r, char *value);
} parts[] = {
	{ "FREQ", read_frequency }, { "INTERVAL", read_interval },
	{ "COUNT", read_count },    { "UNTIL", read_until },
	{ "BYDAY", read_days },     { "BYMONTHDAY", read_month_days },
	{ "BYMONTH", read_months }, { "BYSETPOS", read_positions },
	{ "WKST", read_week },
};

static void read_part(struct reading *r, char *name)
{
	char *value = strchr(name, '=');

	if (value)
		*value++ = 0;
	for (unsigned int i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (strcmp(name, parts[i].name) != 0)
			continue;
		if (!value || !*value)
			wrong(r, name, "it has no value.");
		else if (r->seen & 1U << i)
			wrong(r, name, "it is there twice.");
		else
			parts[i].read(r, value);
		r->seen |= 1U << i;
		return;
	}
	wrong(r, *name ? name : "An empty part",
	      "only FREQ, INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS and WKST "
	      "are known here.");
}

static void check_nth(struct reading *r)
{
	const struct rule *rule = r->rule;
	bool of_months = rule->frequency == MONTHLY || (rule->frequency == YEARLY && rule->months);

	for (size_t i = 0; i < rule->days_nr; i++) {
		if (!rule->days[i].nth)
			continue;
		if (rule->frequency == DAILY || rule->frequency == WEEKLY)
			wrong(r, "BYDAY", "numbers like 1MO need FREQ MONTHLY or YEARLY.");
		else if (of_months && abs(rule->days[i].nth) > 5)
			wrong(r, "BYDAY", "a month has no more than five of a day.");
		else
			continue;
		return;
	}
}

/* What is wrong only together. */
static void check_whole(struct reading *r)
{
	const struct rule *rule = r->rule;

	if (!(r->seen & 1U))
		wrong(r, "FREQ", "it is missing.");
	if (rule->count && rule->has_until)
		wrong(r, "UNTIL", "it cannot be there with COUNT.");
	if (rule->frequency == WEEKLY && rule->month_days_nr)
		wrong(r, "BYMONTHDAY", "weeks have no days of a month.");
	if (rule->frequency == YEARLY && rule->month_days_nr && !rule->months)
		wrong(r, "BYMONTHDAY", "with FREQ YEARLY it needs BYMONTH.");
	for (size_t i = 0; i < rule->month_days_nr; i++)
		if (rule->month_days[i] < 0 && rule->frequency == DAILY) {
			wrong(r, "BYMONTHDAY", "days from the end need FREQ MONTHLY or YEARLY.");
			break;
		}
	if (rule->positions_nr && (rule->frequency != MONTHLY || !rule->days_nr))
		wrong(r, "BYSETPOS", "it needs FREQ MONTHLY and BYDAY.");
	check_nth(r);
}

bool rule_read(struct work *w, const char *pointer, const char *text, struct rule *rule)
{
	struct reading r = { .w = w, .pointer = pointer, .rule = rule, .is_good = true };
	char *rest = arena_strdup(&w->mem, text);

	memset(rule, 0, sizeof(*rule));
	rule->text = text;
	rule->interval = 1;
	for (char *part; (part = strsep(&rest, ";"));)
		read_part(&r, part);
	if (r.is_good)
		check_whole(&r);
	return r.is_good;
}
