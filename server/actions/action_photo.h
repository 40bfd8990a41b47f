/* action_photo: photographs that come with something that is done about a finding. */
#ifndef ACTIONS_ACTION_PHOTO_H
#define ACTIONS_ACTION_PHOTO_H

#include "base/work.h"
#include "json/json.h"

/* Faults what is no hash, and what is there twice; for the body's member "photos". */
void action_photos_fault(struct work *w, const struct json_texts *photos);

/*
 * Refuses where a photograph has not arrived from the caller (photos_missing) or cannot be read, or
 * where fewer than `new_nr` are new. What counts as new stays so until the end of the transaction.
 */
bool action_photos_check(struct work *w, const char *action_id, const struct json_texts *photos,
			 int64_t new_nr) MUST_CHECK;

#endif
