/*
 * elsewhere: the same question looked at in other stores, because of one action: a special visit
 * with its checklist to each. The action shows them and what they found.
 */
#ifndef INSPECTIONS_ELSEWHERE_H
#define INSPECTIONS_ELSEWHERE_H

#include "base/work.h"
#include "json/json.h"

struct elsewhere {
	struct json_texts unit_ids;
	const char *below; /* instead: every open store below it */
	int64_t due_at;
};

/*
 * All or none of them; a store that has such a visit which is not over gets no second, so that the
 * same again changes nothing. Gives {"made", "inspection_ids"}: of all the stores that were asked
 * for.
 */
bool elsewhere_look(struct work *w, const char *action_id, const struct elsewhere *where,
		    size_t *made, const char **json) MUST_CHECK;

#endif
