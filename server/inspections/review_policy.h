/*
 * review_policy: what a tenant has decided about reviews and mystery visits: how long a review may
 * wait, how long somebody has whose report was returned, how long after its approval a visit is
 * released; how often a shopper comes back, and how much is written at least.
 */
#ifndef INSPECTIONS_REVIEW_POLICY_H
#define INSPECTIONS_REVIEW_POLICY_H

#include "base/work.h"

/* Both need the right organization.manage for the whole group. */
bool review_policy_show(struct work *w, const char **json) MUST_CHECK;
/* change: a JSON object that was checked; what it names changes. */
bool review_policy_change(struct work *w, const char *change, const char **json) MUST_CHECK;

#endif
