/*
 * plan_rules: a plan as it came in, and what can be wrong with it by itself.
 */
#ifndef PLANS_PLAN_RULES_H
#define PLANS_PLAN_RULES_H

#include "plans/plan.h"

extern const char *const plan_states[];
extern const char *const plan_on_closed[];
extern const char *const plan_assigns[];

/* A new plan: its defaults, then what was asked for. */
bool plan_read_new(struct work *w, const char *asked, size_t size, struct plan *plan) MUST_CHECK;
/* The same to be tried: it may say for how many days. */
bool plan_read_preview(struct work *w, const char *asked, size_t size,
		       struct plan *plan) MUST_CHECK;
/* What a change names, and nothing besides: name, state, effective_from. */
bool plan_read_change(struct work *w, const char *asked, size_t size, struct plan *plan,
		      bool *says_more) MUST_CHECK;
/* What the plan says, and upon it what a change says. */
bool plan_read_over(struct work *w, const char *said, const char *asked, size_t size,
		    struct plan *plan) MUST_CHECK;

/* Adds the faults of what the revision says. */
void plan_check(struct work *w, const struct plan *plan);

#endif
