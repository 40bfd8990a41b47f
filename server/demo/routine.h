/*
 * routine: what comes again: a daily check of the hotels and a tour of the group's inspectors, as
 * plans.
 */
#ifndef DEMO_ROUTINE_H
#define DEMO_ROUTINE_H

#include "demo/stage.h"

bool routine_make(struct stage *s) MUST_CHECK;

#endif
