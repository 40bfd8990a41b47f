/*
 * sheet: the answers of one visit, in revisions.
 *
 *	revision 1, edits 1, 2, 3 … --submit--> frozen --correction--> revision 2, frozen …
 *
 * While the visit is being filled in, a team may change the sheet together: each change names
 * the edit it was made on ("revision.edit", the ETag), and is refused only where somebody else
 * has since touched the same question.
 */
#ifndef INSPECTIONS_SHEET_H
#define INSPECTIONS_SHEET_H

#include "inspections/context.h"
#include "inspections/inspection.h"

/* What came in: each may be NULL (nothing of it). */
struct answers_body {
	const char *context_id;
	const struct json_value *answers;
	const struct json_value *instances;
	const struct json_value *fixed; /* spot_fix.h; NULL: nothing is said of it */
};

/* A sheet as it is kept. */
struct sheet {
	int64_t revision;
	int64_t edit;
	bool is_submitted;
	const char *context_id;
	const char *document; /* {"answers":{…},"instances":{…}} */
	const struct json_value *answers;
	const struct json_value *instances;
	const struct json_value *touched;
	const struct json_value *fixed; /* NULL: nothing */
	const char *fixed_text;
	const char *result;
	const char *submission_sha256;
	const char *person_id; /* who changed it last, */
	const char *reason;    /* and why, of a correction */
};

/* The newest sheet; *exists is false before the start. */
bool sheet_get(struct work *w, const char *inspection_id, struct sheet *sheet,
	       bool *exists) MUST_CHECK;

/*
 * The sheet of a revision (NULL: the newest) as the API shows it; *etag: "revision.edit". Shown
 * discreetly it is the newest, and does not tell when and why it was changed.
 */
bool sheet_show(struct work *w, const char *inspection_id, const char *revision, bool is_discreet,
		const char **json, const char **etag) MUST_CHECK;

/*
 * The whole sheet anew; base: the "revision.edit" that it was made on. What the sheet has already
 * is no change, so the same again is fine. What was put right stays where nothing is said of it.
 */
bool sheet_replace(struct work *w, const char *inspection_id, const char *base,
		   const struct answers_body *body) MUST_CHECK;
/* Some questions and sections; a null takes an answer away. */
bool sheet_patch(struct work *w, const char *inspection_id, const char *base,
		 const struct answers_body *body) MUST_CHECK;

/* ---- submitting */

struct submission {
	struct answers_body body;
	const char *base; /* the "revision.edit" that it was made on; NULL: not said */
	int64_t started_at;
	int64_t finished_at;
	/* set by submitting: what the sheet shows, for whoever waits for its decoding */
	const char *const *photo_hashes;
	size_t photos_nr;
};

/*
 * The sheet, or (without answers) the stored one, is scored and frozen. Where it does not say what
 * was put right, that is what the stored one says, as far as it fails. photos_missing,
 * photos_pending, photos_unreadable and sheet_incomplete change nothing. The same again is
 * answered the same. What was stored meanwhile is not overwritten unseen: revision_required,
 * revision_conflict. *shown comes with the commit, and verdict_text() makes the answer of it.
 */
struct db_rows;
bool sheet_submit(struct work *w, const char *inspection_id, struct submission *s,
		  const struct db_rows **shown) MUST_CHECK;
const char *verdict_text(struct work *w, const struct db_rows *rows);
/* A reviewer's next revision of a submitted sheet, with the reason. */
bool sheet_correct(struct work *w, const char *inspection_id, const struct answers_body *body,
		   const char *reason, const char **json) MUST_CHECK;

#endif
