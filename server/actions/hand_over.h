/*
 * hand_over: what one person is responsible for becomes another's, all of it or what is named, in
 * one go: for leaves and departures.
 */
#ifndef ACTIONS_HAND_OVER_H
#define ACTIONS_HAND_OVER_H

#include "base/work.h"
#include "json/json.h"

#define HAND_OVER_MOST 1000

struct hand_over {
	const char *from_person_id;
	const char *to_person_id;
	const char *unit_id;          /* at this unit or below it; NULL: anywhere */
	struct json_texts action_ids; /* only these; none: all */
	const char *reason;
};

/*
 * All or none of those that are not over and where the caller may assign.
 * person_cannot_be_responsible names in "actions" where the other one cannot work. The same again
 * hands over nothing more. Gives
 * {"handed_over", "action_ids"}.
 */
bool hand_over(struct work *w, const struct hand_over *h, const char **json) MUST_CHECK;

#endif
