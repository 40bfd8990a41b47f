/* shots: photographs as they are taken and uploaded. */
#ifndef DEMO_SHOTS_H
#define DEMO_SHOTS_H

#include "demo/stage.h"

/* Draws a photograph and uploads it with its capture record; its hash, or NULL. */
const char *shot_take(struct stage *s, struct actor *actor, const struct store *store, int64_t at);

#endif
