/*
 * sight: whoever loses sight of a visit by a change of it is told so. Who leads it, who is of its
 * team, whether it is free to be taken and from when it can be seen decide who sees it; roles and
 * units do, too, but a change of those is told to the reader of the feed in another way.
 */
#ifndef INSPECTIONS_SIGHT_H
#define INSPECTIONS_SIGHT_H

#include "inspections/inspection.h"

/* Who sees the visit as it is. */
bool sight_now(struct work *w, const char *inspection_id, const char **people) MUST_CHECK;
/* After the change: a tombstone for whoever saw it before and does not any more. */
bool sight_tell(struct work *w, const struct inspection *i, const char *people) MUST_CHECK;

#endif
