/*
 * calendar_rules: what can be wrong with a calendar by itself, as faults with their pointers.
 */
#ifndef CALENDARS_CALENDAR_RULES_H
#define CALENDARS_CALENDAR_RULES_H

#include "calendars/calendar.h"

/* "HH:MM", from 00:00 to 23:59, or to 24:00 where that can be said. */
bool is_hour(const char *s, bool may_be_midnight);

void calendar_check(struct work *w, const struct calendar *c);

#endif
