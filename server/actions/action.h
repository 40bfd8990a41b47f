/*
 * action: what is done about one or more findings, in plan-do-check-act.
 *
 *	corrective: removes the cause, so that it stays right
 *
 *	open --plan--> planned --start--> in_progress --hand in--> submitted --verify--> monitoring
 *	                                       ^---------return--------'            `--> closed
 *
 *	correction: a work order, puts it right now; `raise` makes it corrective, back to open
 *
 *	open --start--> in_progress --hand in--> submitted --verify--> closed
 *	                     ^---------return--------'
 *
 * Verified is closed where the tenant does not ask for the effect, and for corrections always.
 * What proves the effect (effect.h) is fixed with the plan. Cancelling ends an action in any state
 * that is not the end already, and so does waiving: whoever approves takes it as it is. A plan may
 * be made anew until the start.
 *
 * Whoever had a hand in the fix never verifies it, and a critical one at a store is verified by
 * somebody whose right comes from above the store. The person who is responsible may see the
 * action and work on it, whatever else that person may.
 *
 * Every step may be sent again: while it is the last thing that was done, by the same person and
 * with the same content, it is answered as the first time and nothing happens.
 */
#ifndef ACTIONS_ACTION_H
#define ACTIONS_ACTION_H

#include <stdbool.h>
#include <stdint.h>

#include "access/access.h"
#include "base/work.h"
#include "json/json.h"

enum action_state {
	ACTION_OPEN,
	ACTION_PLANNED,
	ACTION_IN_PROGRESS,
	ACTION_SUBMITTED,
	ACTION_MONITORING,
	ACTION_CLOSED,
	ACTION_CANCELLED,
	ACTION_WAIVED,
	ACTION_DISPUTED,
	ACTION_STATES
};

enum action_step {
	STEP_PLAN,
	STEP_START,
	STEP_HAND_IN,
	STEP_VERIFY,
	STEP_RETURN,
	STEP_ASSIGN,
	STEP_RAISE,
	STEP_CANCEL,
	STEP_WAIVE,
	STEP_EXTEND, /* ask for a later date: extension.h */
	STEP_LOOK_ELSEWHERE,
	STEP_PROPOSE, /* proposal.h */
	STEP_COMMENT,
	STEPS
};

/* As the API writes them, ended by NULL. */
extern const char *const action_state_names[];
extern const char *const action_kind_names[];
extern const char *const action_step_names[];
extern const char *const cause_category_names[];

/* An action and what the caller is to it. */
struct action {
	const char *id;
	const char *unit_id;
	const char *severity;
	const char *last_step;
	int64_t round;
	int64_t due_at;
	enum action_state state;
	bool is_corrective;
	bool is_critical; /* and at a store */
	bool needs_cause;
	bool has_cause;
	bool has_effectiveness; /* the tenant asks for the effect */
	bool has_question;      /* of a checklist */
	bool has_criteria;      /* the plan has fixed what proves it */
	int64_t least_passes;   /* as many the tenant asks for */
	int64_t hand_in_photos; /* as many new ones the tenant asks for */
	bool may_read;
	bool may_work;
	bool may_assign;
	bool may_verify;
	bool may_cancel;
	bool may_approve;
	bool may_plan_visits; /* somewhere */
	bool is_from_above;   /* the right to verify comes from above the unit */
	bool is_fixer;        /* had a hand in the fix of this round */
	bool is_responsible;
};

/* What a step brings along; each uses what it knows. */
struct step {
	const char *id; /* of a comment */
	const char *cause;
	int cause_category; /* of cause_category_names */
	bool cause_category_given;
	const char *plan;
	const char *done;
	const char *note;
	const char *reason;
	const char *text;
	const char *person_id;
	const char *responsible_id;
	int64_t due_at;
	int64_t effect_passes; /* 0: as it is */
	int64_t effect_days;
	struct json_texts photos;
};

/* ---- rules: pure */

/* Whether the state lets it be done, whoever does it. */
bool action_is_ready_for(const struct action *a, enum action_step step);
/* Whether the caller has the right to it, whatever the state. */
bool action_lets(const struct action *a, enum action_step step);
/* Whether the caller could do it now. */
bool action_can(const struct action *a, enum action_step step);
/* The state after it. */
enum action_state action_state_after(const struct action *a, enum action_step step);

/* ---- verbs */

/* Reads the action and what the caller is to it, locked until the end of the transaction;
 * not_found. */
bool action_take(struct work *w, const char *id, struct action *a) MUST_CHECK;

/* Does the step and gives the action as it is then, as JSON. */
bool action_do(struct work *w, const char *id, enum action_step step, const struct step *what,
	       const char **json) MUST_CHECK;

/* Adds a comment; *is_new: it was not there yet. Gives its line of the timeline. */
bool action_comment(struct work *w, const char *id, const struct step *what, bool *is_new,
		    const char **json) MUST_CHECK;

/* The action with its findings, its photographs and what the caller can do with it. */
bool action_show(struct work *w, const char *id, const char **json) MUST_CHECK;

#endif
