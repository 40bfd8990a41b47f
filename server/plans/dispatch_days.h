/*
 * dispatch_days: the occurrences of a plan's revisions, each in its time.
 */
#ifndef PLANS_DISPATCH_DAYS_H
#define PLANS_DISPATCH_DAYS_H

#include "base/work.h"

struct planned {
	const char *at;       /* "2026-11-22T09:00"; NULL: each store has its own, by its risk */
	const char *revision; /* its number */
	const char *own_days; /* a date[] of all days of the revision in this time */
	int64_t day;
	int64_t nth;
	int64_t makes_from; /* no visits are made of days before it */
	bool draws_stores;
	bool is_settled; /* all stores that are looked at have it */
};

struct planned_list {
	struct planned *items;
	size_t nr;
	const char *occurrences; /* as timestamp[] and integer[], side by side */
	const char *revisions;
};

/* From before today (what was moved may still come) until before a day. */
bool dispatch_days(struct work *w, const char *plan_id, int64_t today, int64_t until,
		   struct planned_list *list) MUST_CHECK;

#endif
