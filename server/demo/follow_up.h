/*
 * follow_up: what people do about an action in the days after it was opened. Most do it in time,
 * some late, some not at all; some ask for a later date, some fixes are not good enough the first
 * time, and some teach something.
 */
#ifndef DEMO_FOLLOW_UP_H
#define DEMO_FOLLOW_UP_H

#include "demo/move.h"

#define FOLLOW_UPS_MAX 8192

struct follow_up {
	struct task task;
	bool was_returned;
	bool was_late; /* asked for a later date */
};

struct follow_ups {
	struct follow_up items[FOLLOW_UPS_MAX];
	size_t nr;
};

/* An action that was opened or joined at that moment. */
void follow_up_begin(struct stage *s, struct follow_ups *f, const struct store *store,
		     const char *action_id, int64_t at);

/* Does, in their order, what is due before that moment. */
bool follow_up_until(struct stage *s, struct follow_ups *f, int64_t until) MUST_CHECK;

#endif
