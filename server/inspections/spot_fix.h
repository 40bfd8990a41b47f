/*
 * spot_fix: what failed and was put right during the visit. Beside the answers of a sheet stands
 * "fixed": {"floor.clean": ["<sha256>"], "room.minibar@2": […]}: which failures, each with at least
 * one photograph of what was put right, which nothing else shows. Any of a team says it while the
 * sheet is filled in; what does not fail at the end was not to be put right. The finding is there
 * and counts; it opens no action.
 */
#ifndef INSPECTIONS_SPOT_FIX_H
#define INSPECTIONS_SPOT_FIX_H

#include "inspections/sheet_score.h"

#define SPOT_FIX_PHOTOS_MAX 10

/* As it is kept; NULL: nothing. */
const char *spot_fix_text(struct work *w, const struct json_value *fixed);

/*
 * Of a sheet that is being filled in; `changed`, what of it is new. invalid_sheet with each fault:
 * no such question, what is no hash, what is shown already.
 */
bool spot_fix_check(struct work *w, const char *inspection_id, const struct json_value *fixed,
		    const struct json_value *changed, struct scored *scored) MUST_CHECK;

/* What was said while it was filled in, as far as it fails now. */
bool spot_fix_failing(struct work *w, const struct json_value *said, struct scored *scored,
		      const struct json_value **fixed) MUST_CHECK;

/*
 * Marks the failures and adds the photographs to those of the sheet. invalid_sheet with each fault:
 * what did not fail, what is no hash, what is shown already.
 */
bool spot_fix_apply(struct work *w, const char *inspection_id, const struct json_value *fixed,
		    struct scored *scored) MUST_CHECK;

/* The same of what was accepted before: what does not fail any more is passed over. */
void spot_fix_keep(struct work *w, const struct json_value *fixed, struct scored *scored);

#endif
