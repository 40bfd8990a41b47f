#include "plans/recurrence_own.h"

static int64_t week_begin(const struct rule *rule, int64_t day)
{
	return day - (rule->weeks_begin_on_sunday ? weekday_of(day) % 7 : weekday_of(day) - 1);
}

/* Whether the day lies in one of the periods that the interval leaves. */
static bool is_in_turn(const struct rule *rule, int64_t start, int64_t day)
{
	struct civil a = civil_of_day(start);
	struct civil b = civil_of_day(day);
	int64_t periods;

	switch (rule->frequency) {
	case DAILY:
		periods = day - start;
		break;
	case WEEKLY:
		periods = (week_begin(rule, day) - week_begin(rule, start)) / 7;
		break;
	case MONTHLY:
		periods = (b.year - a.year) * 12 + b.month - a.month;
		break;
	default:
		periods = b.year - a.year;
		break;
	}
	return periods % rule->interval == 0;
}

static bool has_nth(const struct rule *rule, const struct weekday *wd, struct civil c)
{
	bool of_year = rule->frequency == YEARLY && !rule->months;
	int64_t first = of_year ? day_of_civil(c.year, 1, 1) : day_of_civil(c.year, c.month, 1);
	int64_t last = of_year ? day_of_civil(c.year, 12, 31)
			       : day_of_civil(c.year, c.month, days_in_month(c.year, c.month));
	int64_t day = day_of_civil(c.year, c.month, c.day);

	return wd->nth > 0 ? (day - first) / 7 + 1 == wd->nth : -(last - day) / 7 - 1 == wd->nth;
}

static bool has_weekday(const struct rule *rule, int64_t day)
{
	struct civil c = civil_of_day(day);
	int weekday = weekday_of(day);

	for (size_t i = 0; i < rule->days_nr; i++)
		if (rule->days[i].day == weekday &&
		    (!rule->days[i].nth || has_nth(rule, &rule->days[i], c)))
			return true;
	return false;
}

static bool has_month_day(const struct rule *rule, struct civil c)
{
	int length = days_in_month(c.year, c.month);

	for (size_t i = 0; i < rule->month_days_nr; i++)
		if (rule->month_days[i] == c.day || rule->month_days[i] == c.day - length - 1)
			return true;
	return false;
}

/* What the rule leaves open is as the start has it. */
static bool is_as_start(const struct rule *rule, struct civil start, struct civil c, bool weekday)
{
	if (rule->days_nr || rule->month_days_nr)
		return true;
	switch (rule->frequency) {
	case DAILY:
		return true;
	case WEEKLY:
		return weekday;
	case MONTHLY:
		return c.day == start.day;
	default:
		return c.day == start.day && (rule->months || c.month == start.month);
	}
}

static bool has_position(const struct rule *rule, struct civil c)
{
	int place = 0;
	int all = 0;

	for (int day = 1; day <= days_in_month(c.year, c.month); day++) {
		int64_t at = day_of_civil(c.year, c.month, day);
		struct civil there = { c.year, c.month, day };

		if (!has_weekday(rule, at) || (rule->month_days_nr && !has_month_day(rule, there)))
			continue;
		all++;
		if (day <= c.day)
			place = all;
	}
	for (size_t i = 0; i < rule->positions_nr; i++)
		if (rule->positions[i] == place || rule->positions[i] == place - all - 1)
			return true;
	return false;
}

bool rule_has(const struct rule *rule, int64_t start, int64_t day)
{
	struct civil c = civil_of_day(day);

	if (day < start || !is_in_turn(rule, start, day) ||
	    (rule->months && !(rule->months & 1U << (unsigned int)c.month)) ||
	    (rule->month_days_nr && !has_month_day(rule, c)) ||
	    (rule->days_nr && !has_weekday(rule, day)) ||
	    !is_as_start(rule, civil_of_day(start), c, weekday_of(day) == weekday_of(start)))
		return false;
	return !rule->positions_nr || has_position(rule, c);
}
