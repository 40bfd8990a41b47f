/*
 * appeal: the store says that a finding of a visit is wrong, with a reason and photographs.
 *
 *	open --decide--> upheld (the finding stands)
 *	  |      `-----> changed (the answers are put right: inspections/amend.h)
 *	  |      `-----> declined (not admissible)
 *	  |--withdraw--> withdrawn
 *	  `------------> moot (the finding fell away without it: its visit was voided)
 *
 * It can be made for some days after the release, of a finding that stands, and is to be decided
 * within some days more; else headquarters is told so, once. Both are the group's policy. Neither
 * who appealed decides, nor who made the visit. While it is open the clock of the finding's action
 * stands still (actions/dispute.h).
 *
 * Whoever may see the finding sees its appeals and what became of them.
 */
#ifndef APPEALS_APPEAL_H
#define APPEALS_APPEAL_H

#include "base/work.h"
#include "inspections/sheet.h"
#include "json/json.h"

/* As the API writes them, ended by NULL. */
extern const char *const appeal_state_names[];
/* What can be decided. */
extern const char *const appeal_outcome_names[];

enum appeal_outcome { APPEAL_UPHELD, APPEAL_CHANGED, APPEAL_DECLINED };

struct new_appeal {
	const char *id; /* NULL: a new one */
	const char *reason;
	struct json_texts photos;
};

/* *is_new: it was not there yet. Gives the appeal as JSON. */
bool appeal_make(struct work *w, const char *finding_id, struct new_appeal *new, bool *is_new,
		 const char **json) MUST_CHECK;

struct appeal_decision {
	enum appeal_outcome outcome;
	const char *note;
	struct answers_body changes; /* of the sheet, where it is changed */
};

/* The same decision by the same person again is answered as the first time. */
bool appeal_decide(struct work *w, const char *id, const struct appeal_decision *d,
		   const char **json) MUST_CHECK;

/* By who made it; again is no harm. */
bool appeal_withdraw(struct work *w, const char *id, const char **json) MUST_CHECK;

/* The appeal and what the caller can do with it. */
bool appeal_show(struct work *w, const char *id, const char **json) MUST_CHECK;

/* A loop's step: what was not decided in time is told. */
bool appeal_late_step(struct work *w, bool *has_more) MUST_CHECK;

#endif
