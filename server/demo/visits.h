/* visits: one visit after another, from the plan to the submitted sheet. */
#ifndef DEMO_VISITS_H
#define DEMO_VISITS_H

#include "demo/follow_up.h"
#include "demo/stage.h"

/*
 * A visit that is made the day before, filled in and submitted at that moment; what it opens is
 * followed up.
 */
bool visit_make(struct stage *s, struct follow_ups *f, struct store *store, const struct form *form,
		struct actor *lead, int64_t at) MUST_CHECK;

/* One that is submitted, and waits for its review where it needs one. */
bool visit_submit(struct stage *s, struct follow_ups *f, struct store *store,
		  const struct form *form, struct actor *lead, int64_t at) MUST_CHECK;

/* A visit that nobody has done yet. */
bool visit_plan(struct stage *s, const struct store *store, const struct form *form,
		const struct actor *lead, int64_t start_at, const char **id) MUST_CHECK;

#endif
