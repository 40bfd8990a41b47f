/*
 * stamper: gives what has happened its place in the order in which it is read.
 *
 * An event is written in the transaction it tells of, without a number: a number would make all
 * writers of a tenant wait for each other. Once it is committed, the stamper gives it the next
 * number of its tenant, with none left out. So a reader that has read up to a number has missed
 * nothing below it, whatever was being written meanwhile.
 *
 * A tenant has one stamper at a time, on any node: whoever has locked the tenant's row in stamp.
 */
#ifndef OUTBOX_STAMPER_H
#define OUTBOX_STAMPER_H

#include "base/work.h"

/* One batch of every tenant that has something to stamp. */
bool outbox_stamp_step(struct work *w, bool *has_more) MUST_CHECK;

#endif
