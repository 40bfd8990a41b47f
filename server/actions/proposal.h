/*
 * proposal: what an action teaches: a change to the checklist, the procedure or the training.
 *
 *	proposed --accept--> accepted
 *	       `--decline--> declined
 *
 * Whoever worked on, verified or assigns an action proposes once it is verified; headquarters,
 *which sees it with its evidence, decides.
 */
#ifndef ACTIONS_PROPOSAL_H
#define ACTIONS_PROPOSAL_H

#include "base/work.h"

/* As the API writes them, ended by NULL. */
extern const char *const proposal_kind_names[];
extern const char *const proposal_state_names[];

struct new_proposal {
	const char *id; /* NULL: a new one */
	int kind;       /* of proposal_kind_names */
	const char *text;
};

/* *is_new: it was not there yet. Gives the proposal as JSON. */
bool proposal_make(struct work *w, const char *action_id, struct new_proposal *new, bool *is_new,
		   const char **json) MUST_CHECK;

/* Needs the right action.approve for the whole group. note: may be NULL. */
bool proposal_decide(struct work *w, const char *id, bool is_accepted, const char *note,
		     const char **json) MUST_CHECK;

#endif
