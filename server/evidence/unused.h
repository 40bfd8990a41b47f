/*
 * unused: photographs that nothing shows, ninety days after they were last sent.
 *
 * No visit, sheet, finding or action refers to them: somebody has taken them and left them out, or
 * a visit was never finished. They are removed from the database first and from the disk after.
 */
#ifndef EVIDENCE_UNUSED_H
#define EVIDENCE_UNUSED_H

#include "base/work.h"

/* A loop's step (background/loops.def): one tenant after the other. */
bool photo_unused_step(struct work *w, bool *has_more) MUST_CHECK;

#endif
