/*
 * scene: what the people who can sign in find at their store today: an action at each of the turns
 * that one can take.
 */
#ifndef DEMO_SCENE_H
#define DEMO_SCENE_H

#include "demo/visits.h"

/* Days before today on which the visit is that finds it all. */
#define SCENE_DAYS 6LL

/* A visit that goes badly, and what became of what it found. */
bool scene_play(struct stage *s, struct store *store, const char *form) MUST_CHECK;

#endif
