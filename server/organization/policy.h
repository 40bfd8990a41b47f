/*
 * policy: what a tenant has decided for itself: when actions are due, which of them go the whole
 * circle, what a hand-in takes, what proves a fix, how long one may appeal, and how far ahead the
 * visits of plans are made. One for each tenant, from its first moment. It holds for what is opened
 * and planned from then on.
 */
#ifndef ORGANIZATION_POLICY_H
#define ORGANIZATION_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/work.h"

/* Two years. */
#define DUE_HOURS_MOST 17520
#define EFFECT_DAYS_MOST 730
/* Five. */
#define RECURRENCE_DAYS_MOST 1825
#define APPEAL_DAYS_MOST 365
#define PLAN_DAYS_MOST 92

extern const char *const corrective_from_names[];

/* What a change names. */
struct policy {
	int64_t due_critical_hours;
	int64_t due_major_hours;
	int64_t due_minor_hours;
	int corrective_from; /* of corrective_from_names */
	int64_t hand_in_photos;
	bool has_effectiveness;
	int64_t effect_passes;
	int64_t effect_days;
	int64_t recurrence_days;
	int64_t appeal_days; /* 0: nobody appeals */
	int64_t appeal_decide_days;
	int64_t plan_days; /* visits of plans are made so far ahead */
	bool due_critical_hours_given;
	bool due_major_hours_given;
	bool due_minor_hours_given;
	bool corrective_from_given;
	bool hand_in_photos_given;
	bool has_effectiveness_given;
	bool effect_passes_given;
	bool effect_days_given;
	bool recurrence_days_given;
	bool appeal_days_given;
	bool appeal_decide_days_given;
	bool plan_days_given;
};

/* Both need the right organization.manage for the whole group. */
bool policy_show(struct work *w, const char **json) MUST_CHECK;
bool policy_change(struct work *w, const struct policy *change, const char **json) MUST_CHECK;

#endif
