/*
 * dispute: somebody appeals against what an action is about.
 *
 *	open, planned, in_progress --dispute--> disputed --the appeal ends--> as it was
 *
 * Meanwhile its clock stands still: it cannot become overdue, and afterwards it is due as much
 *later as the dispute took; so is a later date that somebody has asked for.
 */
#ifndef ACTIONS_DISPUTE_H
#define ACTIONS_DISPUTE_H

#include "base/work.h"

/* Nothing happens to an action that has no clock any more; action_id NULL: there is none. */
bool dispute_begin(struct work *w, const char *action_id, const char *appeal_id) MUST_CHECK;

/* The actions of the visit's findings that nobody appeals against any more go on. */
bool dispute_end(struct work *w, const char *inspection_id, bool is_discreet) MUST_CHECK;

/* Appeals against what fell away by itself (the visit was voided, the finding is void) are moot. */
bool dispute_drop(struct work *w, const char *inspection_id, bool is_discreet) MUST_CHECK;

#endif
