/*
 * lost_photo: a photograph that was lost with its phone. Whoever has the right photo.write_off says
 * so before the submission, with the reason; then the submission does not wait for it. The visit
 * shows for ever what was written off, by whom and why.
 */
#ifndef INSPECTIONS_LOST_PHOTO_H
#define INSPECTIONS_LOST_PHOTO_H

#include "base/work.h"

struct lost_photo {
	const char *sha256;
	const char *question;
	const char *reason;
};

/* The same again is the same. *is_new: it was not there yet. */
bool lost_photo_add(struct work *w, const char *inspection_id, const struct lost_photo *lost,
		    bool *is_new, const char **json) MUST_CHECK;

#endif
