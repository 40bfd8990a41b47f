/*
 * review: what is between the submission of a visit and its release, where somebody looks at it
 * first: every mystery visit, and whatever was planned so.
 *
 *	waiting --return--> returned --submitted again--> waiting		once
 *	   |--release--> approved --a moment drawn by the policy--> released
 *	   `--exclude, reshop, not redone in time--> excluded
 *
 * Four eyes: who filled a visit in does not review it. The clock acts where nobody does: it tells
 * of what waits for too long (or approves it, if the policy says so), gives up what was not redone,
 * and releases what was approved when its moment has come.
 */
#ifndef INSPECTIONS_REVIEW_H
#define INSPECTIONS_REVIEW_H

#include "base/work.h"
#include "inspections/inspection.h"
#include "json/json.h"

#define GRADE_MAX 10
#define MISFIRE_PHOTOS_MAX 10

/*
 * Approves it: released at once or when its moment has come. grade: what the reviewer thinks of
 * how the visit was made, 1 to 10; 0: nothing. *json: what a submission is answered with.
 */
bool sheet_release(struct work *w, const char *inspection_id, int64_t grade,
		   const char **json) MUST_CHECK;

/* Back to whoever made it, once, with the reason. */
bool review_return(struct work *w, const char *inspection_id, const char *reason) MUST_CHECK;

enum exclusion { EXCLUSION_EXCLUDED, EXCLUSION_MISFIRE };
extern const char *const exclusion_names[];

struct exclusion_body {
	enum exclusion outcome;
	const char *reason;
	int64_t grade; /* 0: none */
};

/* It stays and counts for nothing; misfire: because the store was closed. */
bool review_exclude(struct work *w, const char *inspection_id,
		    const struct exclusion_body *e) MUST_CHECK;

struct reshop {
	const char *id; /* of the new visit; NULL: the server chooses it */
	const char *reason;
	int64_t grade;
	int64_t start_at;
	int64_t due_at;
	int64_t miss_at;
	const char *lead_id;
};

/* It is left out, and planned once more for somebody else; *made: the new one was not there yet. */
bool review_reshop(struct work *w, const char *inspection_id, struct reshop *r,
		   bool *made) MUST_CHECK;

/* The store was closed, says whoever leads the visit, and shows it: to be reviewed. */
struct misfire {
	const char *note;
	struct json_texts photos;
};

bool inspection_misfire(struct work *w, const char *id, const struct misfire *m) MUST_CHECK;

/* A loop's step: what is due by the clock. */
bool review_step(struct work *w, bool *has_more) MUST_CHECK;

#endif
