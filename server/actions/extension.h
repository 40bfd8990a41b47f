/*
 * extension: a later date for an action, asked for with a reason.
 *
 *	asked --approve--> approved
 *	   `----decline--> declined
 *
 * Whoever may work on an action asks, one date at a time; somebody else who may approve decides.
 * The action's date moves only with the approval, which is counted.
 */
#ifndef ACTIONS_EXTENSION_H
#define ACTIONS_EXTENSION_H

#include "base/work.h"

struct new_extension {
	const char *id; /* NULL: a new one */
	int64_t due_at;
	const char *reason;
};

/* *is_new: it was not there yet. Gives the extension as JSON. */
bool extension_ask(struct work *w, const char *action_id, struct new_extension *new, bool *is_new,
		   const char **json) MUST_CHECK;

/* The same decision by the same person again is answered as the first time. note: may be NULL. */
bool extension_decide(struct work *w, const char *action_id, const char *id, bool is_approved,
		      const char *note, const char **json) MUST_CHECK;

#endif
