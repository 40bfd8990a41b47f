/*
 * dispatch: plans become visits.
 *
 * A plan is looked through every hour, store by store in bounded pieces, each a transaction that
 * has the plan's row locked: any node does it, and none waits for another. What is within the days
 * of the group's policy and not there yet is made, and what was made for more days stays; a key
 * (plan, store, occurrence) is made once, whatever the clock does. What the plan does not say any
 * more and nobody has begun is withdrawn. What fell into a time when no server ran is caught up
 * with, as missed where it is too late.
 */
#ifndef PLANS_DISPATCH_H
#define PLANS_DISPATCH_H

#include "base/work.h"

/* One piece of a plan that is to be looked through, or of nothing. */
bool plan_dispatch_step(struct work *w, bool *has_more) MUST_CHECK;
/* Visits that nobody began in time are missed, and what is due and not submitted is late. */
bool plan_overdue_step(struct work *w, bool *has_more) MUST_CHECK;

/* Of a transaction that is never committed: what would be made in the first stores until a day. */
bool dispatch_try(struct work *w, const char *plan_id, int64_t until, int stores) MUST_CHECK;

#endif
