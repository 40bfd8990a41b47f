/*
 * void: a released visit that was wrong. It stays visible as voided, with who said so and why, and
 * counts for nothing any more:
 *
 *	figures and histories look past it;
 *	its findings are marked void;
 *	an action that it alone opened is cancelled where nobody has begun, else it stays;
 *	what it proved or disproved of other actions is withdrawn.
 */
#ifndef INSPECTIONS_VOID_H
#define INSPECTIONS_VOID_H

#include "base/work.h"

/* The same by the same person again is answered as the first time. */
bool inspection_void(struct work *w, const char *id, const char *reason) MUST_CHECK;

#endif
