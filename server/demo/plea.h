/* plea: a store appeals against a finding, and nobody has decided yet. */
#ifndef DEMO_PLEA_H
#define DEMO_PLEA_H

#include "demo/stage.h"

/* Where the store has two open actions that can be appealed against; one of them stays as it is. */
bool plea_make(struct stage *s, const struct store *store) MUST_CHECK;

#endif
