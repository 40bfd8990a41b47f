/*
 * actions: how findings become actions.
 *
 * A failure of a question that has an action at the unit which is not over joins it: the action
 * becomes as grave as its gravest finding and is due by the earlier date; one that waits for its
 * effect (monitoring) is reopened for another round. Everything else opens an action of its own,
 * and all instances of one question at one visit are one action. What becomes graver than its
 * plan goes back to open, to be planned again.
 */
#ifndef ACTIONS_ACTIONS_H
#define ACTIONS_ACTIONS_H

#include "base/work.h"
#include "findings/finding.h"

/*
 * Writes the findings, routes and opens or joins their actions, and tells of it: one statement,
 * safe under others that do the same for the same unit. Gives every failure its id.
 */
bool actions_open(struct work *w, const struct failures *failures) MUST_CHECK;

#endif
