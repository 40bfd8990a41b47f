/*
 * escalation: an action that is overdue climbs a ladder, and so does one that was put off too
 *often.
 *
 *	due --4 h--> store manager --1 d--> region --2 d--> headquarters	(critical)
 *
 * The ladder is the group's, for each severity: after so many hours, by the clock on the wall or in
 * working hours of the unit's calendar, whoever has this role at the unit or nearest above it is
 * told. The person who is responsible is passed over: the next above is told instead. After a time
 * in which nobody looked only the highest level is told, once.
 *
 * The hours stand still while the action is disputed, while a later date waits for its decision,
 * and while it is handed in. It ends by itself when the action is handed in or over, or is due
 * later. Each step is a line of the action's timeline.
 */
#ifndef ESCALATIONS_ESCALATION_H
#define ESCALATIONS_ESCALATION_H

#include "base/work.h"
#include "json/json.h"

#define LEVELS_MOST 5

/* As the API writes them, ended by NULL. */
extern const char *const escalation_clock_names[];
extern const char *const escalation_cause_names[];

struct escalation_policy {
	bool is_on;
	int clock; /* of escalation_clock_names */
	int64_t extensions_most;
	const struct json_value *ladders; /* of each severity a list of levels */
};

/* Both need the right organization.manage for the whole group. */
bool escalation_policy_show(struct work *w, const char **json) MUST_CHECK;
/* The whole of it; it holds for what is not over yet, too. */
bool escalation_policy_put(struct work *w, const struct escalation_policy *p,
			   const char **json) MUST_CHECK;

/* A loop's step: some actions whose time has come. */
bool escalation_step(struct work *w, bool *has_more) MUST_CHECK;

#endif
