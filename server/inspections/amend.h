/*
 * amend: a released visit changes once more, because an appeal was right. The answers that were
 * wrong are put right in a new revision, which is scored like the first one; the old one stays. The
 * figures are those of the newest, and findings that fail no more are void.
 *
 * It is in two steps, because only what is noted of the appeal between them lets the database take
 * the second.
 */
#ifndef INSPECTIONS_AMEND_H
#define INSPECTIONS_AMEND_H

#include "inspections/sheet.h"
#include "inspections/sheet_score.h"

struct amendment {
	struct inspection inspection;
	struct sheet sheet; /* in force before */
	struct context context;
	struct scored scored;
	const char *document;
	int64_t revision;       /* the new one's */
	const char *void_ids;   /* uuid[]: the findings that fall away, */
	const char *void_texts; /* and text[]: their questions */
	const char *lost;       /* JSON: what the others lose now */
};

/*
 * Scores what the sheet would be with the changes; finding_id: what they have to be about. Faults
 * where that would fail as before, or something else would fail that did not;
 * inspection_not_open where the visit is not released.
 */
bool amend_score(struct work *w, const char *inspection_id, const char *finding_id,
		 const struct answers_body *changes, struct amendment *a) MUST_CHECK;

/* Stores it with its reason, and mends what had come of the findings that fall away. */
bool amend_store(struct work *w, const struct amendment *a, const char *reason) MUST_CHECK;

#endif
