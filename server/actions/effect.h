/*
 * effect: whether a fix helped, proven by what later visits find.
 *
 *	monitoring --n passes in a row--> closed, effective
 *	           --a failure--> open, the next round (actions.h); the last one was not effective
 *	           --its days are over--> a check visit is planned, once
 *	           --and nothing came of that--> closed, with too little evidence
 *
 * What counts is the released result of the same question at the same store, seen after the fix was
 * verified. Not applicable, hidden and blank say nothing. A pass at the check visit is enough by
 * itself: it was looked at on purpose. What was found by hand has no question, and nothing that
 * could prove it.
 */
#ifndef ACTIONS_EFFECT_H
#define ACTIONS_EFFECT_H

#include "base/work.h"

/* How long a check visit may take. */
#define CHECK_VISIT_DAYS 14

/* A visit whose results count from now on. */
struct evidence {
	const char *inspection_id;
	const char *unit_id;
	const char *checklist_id;
	/* Nothing that comes of it tells who went there, or when. */
	bool is_mystery;
};

/* Counts the visit's passes for the actions that wait for them; in its releasing transaction. */
bool effect_judge(struct work *w, const struct evidence *evidence) MUST_CHECK;

/*
 * The visit was voided, or (questions: an array of the database) what it found of some questions
 * fell away: what that proved or disproved is withdrawn, what it alone had opened and nobody has
 * begun is cancelled, and appeals against it are moot.
 */
bool effect_withdraw(struct work *w, const char *inspection_id, const char *questions,
		     const char *reason, bool is_mystery) MUST_CHECK;

/* A loop's step: what waits for its effect and has waited long enough. */
bool action_effect_step(struct work *w, bool *has_more) MUST_CHECK;

#endif
