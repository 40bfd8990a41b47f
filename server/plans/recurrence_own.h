/*
 * recurrence_own: what only the files of recurrence share.
 */
#ifndef PLANS_RECURRENCE_OWN_H
#define PLANS_RECURRENCE_OWN_H

#include "plans/recurrence.h"

struct civil {
	int year;
	int month;
	int day;
};

int64_t day_of_civil(int year, int month, int day);
struct civil civil_of_day(int64_t day);
int days_in_month(int year, int month);
/* ISO: Monday is 1. */
int weekday_of(int64_t day);

/* Whether the rule has the day, where its periods count from `start`. */
bool rule_has(const struct rule *rule, int64_t start, int64_t day);

#endif
