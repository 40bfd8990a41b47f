/* action_own: what the files of an action share with each other. */
#ifndef ACTIONS_ACTION_OWN_H
#define ACTIONS_ACTION_OWN_H

#include "actions/action.h"
#include "actions/action_photo.h"

/* Reads the action and what the caller is to it; not_found unless the caller may see it. */
bool action_get(struct work *w, const char *id, struct action *a) MUST_CHECK;

/* Refuses because of the state it is in, and tells what the caller can do instead. */
bool action_refuse_state(struct work *w, const struct action *a, enum action_step step);

bool action_photos_add(struct work *w, const char *action_id, const struct json_texts *photos,
		       const char *step, int64_t round) MUST_CHECK;

/* What came with a step, as members of a JSON object that begin with a comma each. */
const char *step_members(struct work *w, const struct step *what);

/* Before they are given to another person: a tombstone for whoever then sees them no more. */
bool action_hide(struct work *w, const char *const *ids, size_t nr,
		 const char *to_person_id) MUST_CHECK;

#endif
