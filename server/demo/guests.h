/* guests: the mystery guests of the group: their register, what is offered to them, and one report
 * in review. */
#ifndef DEMO_GUESTS_H
#define DEMO_GUESTS_H

#include "demo/follow_up.h"
#include "demo/stage.h"

/* The register, and who keeps it. While the past is played nobody has to rest. */
bool guests_enter(struct stage *s, struct work *w) MUST_CHECK;

/* How it is now: the rules hold, one report waits for its review, visits are offered. */
bool guests_wait(struct stage *s, struct follow_ups *f) MUST_CHECK;

#endif
