/*
 * move: one thing that somebody does about an action, by whoever would do it: the person who is
 * responsible works, the region above looks, quality where that is the same person.
 */
#ifndef DEMO_MOVE_H
#define DEMO_MOVE_H

#include "demo/stage.h"

enum move {
	MOVE_PLAN,
	MOVE_START,
	MOVE_HAND_IN,
	MOVE_RETURN,
	MOVE_VERIFY,
	MOVE_ASK, /* for a later date */
	MOVE_APPROVE,
	MOVE_DECLINE,
	MOVE_WAIVE,
	MOVE_CANCEL,
	MOVE_COMMENT,
	MOVE_PROPOSE, /* what it teaches */
	MOVES
};

/* An action, and when somebody turns to it next. */
struct task {
	const char *action_id;
	const struct store *store;
	int64_t at;
	const char *extension_id; /* the later date that was asked for last */
};

struct standing {
	const char *state;
	bool is_corrective;
	int64_t due_at;
	struct actor *responsible;
};

/* Where it stands: another failure may have changed it meanwhile. */
bool task_look(struct stage *s, const struct task *t, struct standing *standing) MUST_CHECK;

/* Does it at t->at, which then is some hours later. */
bool task_move(struct stage *s, struct task *t, const struct standing *standing,
	       enum move move) MUST_CHECK;

#endif
