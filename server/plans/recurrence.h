/*
 * recurrence: on which days something happens again, by RFC 5545.
 *
 * Days are numbers since 1970 and belong to no time zone: times of day are a list apart, and each
 * store's clock is asked where a visit is made. What is accepted is the part of RFC 5545 that
 * everybody reads the same way: FREQ DAILY, WEEKLY, MONTHLY, YEARLY; INTERVAL; BYDAY (the first,
 * the last Monday only of months and years); BYMONTHDAY (of years with BYMONTH); BYMONTH; BYSETPOS
 * of a month's BYDAY; COUNT or UNTIL (a day); WKST MO or SU. The first day is the first one at or
 * after the start that the rule has, and COUNT counts from there.
 */
#ifndef PLANS_RECURRENCE_H
#define PLANS_RECURRENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/work.h"

#define RECURRENCE_TEXT_MOST 500
#define RECURRENCE_INTERVAL_MOST 999
#define RECURRENCE_COUNT_MOST 10000
/* Nobody waits longer for the first day of a rule. */
#define RECURRENCE_YEARS_MOST 40

enum frequency { DAILY, WEEKLY, MONTHLY, YEARLY };

struct weekday {
	int day; /* ISO: Monday is 1 */
	int nth; /* 0: every one; -1: the last */
};

struct rule {
	const char *text;
	enum frequency frequency;
	int interval;
	int count;     /* 0: for ever */
	int64_t until; /* the last day, where has_until */
	bool has_until;
	bool weeks_begin_on_sunday;
	struct weekday days[7 * 11];
	size_t days_nr;
	int month_days[62];
	size_t month_days_nr;
	int positions[62];
	size_t positions_nr;
	unsigned int months; /* 1 << month; 0: all */
};

/* Reads it and adds faults at the pointer, each saying which part is wrong; false where any. */
bool rule_read(struct work *w, const char *pointer, const char *text, struct rule *rule);

struct recurrence {
	int64_t starts_on;
	const struct rule *rule; /* NULL: the start alone */
	const int64_t *more;     /* RDATE */
	size_t more_nr;
	const int64_t *except; /* EXDATE */
	size_t except_nr;
};

/* The first day at or after the start that the rule has. False: not within forty years. */
bool recurrence_first(const struct recurrence *r, int64_t *day);

struct occurrence_day {
	int64_t day;
	int64_t nth; /* how many came before it since the start */
};

/* The days from `from` until before `to`, in their order, each once. */
const struct occurrence_day *recurrence_expand(struct arena *mem, const struct recurrence *r,
					       int64_t from, int64_t to, size_t *nr);

/* Days as texts, YYYY-MM-DD. */
int64_t day_of_text(const char *text);
const char *day_text(struct arena *mem, int64_t day);

#endif
