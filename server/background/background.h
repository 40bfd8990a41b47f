/*
 * background: what the server does by itself, beside requests.
 *
 * Each line of loops.def is a loop with a thread of its own, so that a slow one holds nobody. Its
 * step does one bounded piece of work in transactions of its own and says whether there is more;
 * where there is not, or where it failed, it runs again after the loop's time. Any number of
 * servers run the same loops on one database: a step claims what it works on (skip locked, an
 * advisory lock, a lease), and what it does twice has the effect of once.
 */
#ifndef BACKGROUND_BACKGROUND_H
#define BACKGROUND_BACKGROUND_H

#include "base/work.h"

/* Starts the loops. broken: there is no thread for one. */
bool background_start(struct work *w) MUST_CHECK;
/* Waits until each has ended its step; a long one asks work_should_stop(). */
void background_stop(void);

#endif
