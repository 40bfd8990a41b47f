/*
 * inspection: one visit to one store with one checklist.
 *
 *	planned --its start--> open --start--> started --submit--> submitted --release--> released
 *	   `-----------`-----------`--cancel--> cancelled		  `--review--> excluded,
 *misfired
 *
 * A visit keeps the version of the checklist that it started with. Submitting freezes the sheet
 * and its score; kinds without review are released by the same transaction, and the release
 * opens an action for every failure. What is released never changes.
 *
 * A phone may have started and finished without a network: submitting implies the start, also
 * before the visit's time, and the context that it was handed out (context.h) says with which
 * version and history it scored.
 *
 * Who leads a visit submits it; where nobody is named, whoever may inspect there takes it, at the
 * latest by starting it (of tours, specials and mystery visits: not by a role at the store itself).
 */
#ifndef INSPECTIONS_INSPECTION_H
#define INSPECTIONS_INSPECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/work.h"
#include "json/json.h"

#define INSPECTIONS_AT_ONCE 1000
#define TEAM_MAX 20

struct new_inspection {
	const char *id;
	const char *unit_id;
	const char *checklist_id;
	const char *kind; /* NULL: the checklist's */
	int64_t visible_from;
	int64_t start_at;
	int64_t due_at;
	int64_t miss_at;
	const char *lead_id;
	struct json_texts team;
	bool is_unannounced;
	bool needs_review;
	const char *note;
	const char *pointer; /* where it stands in the body, for its faults */
};

/* All or none of them; *made: how many were not there yet. Faults name what cannot be. */
bool inspections_make(struct work *w, struct new_inspection *list, size_t nr,
		      size_t *made) MUST_CHECK;

/* A visit that the caller sees, locked until the end of the transaction. */
struct inspection {
	const char *id;
	const char *unit_id;
	const char *checklist_id;
	const char *kind;
	const char *state;
	const char *version_id; /* NULL before the start */
	const char *lead_id;
	const char *cancel_reason;
	const char *submitted_by;
	int64_t submitted_at;
	int64_t miss_at; /* 0: never */
	bool needs_review;
	bool is_unannounced;
	bool is_mystery;
	bool is_lead;   /* the caller leads it, or may become its lead */
	bool is_mine;   /* that, or the caller is of its team */
	bool is_filler; /* the caller leads it, is of its team or submitted it */
	bool may_plan;
	bool may_hide; /* plan what the store is not to know */
	bool may_review;
	bool was_submitted_by_caller;
	bool was_released_by_caller;
	bool was_cancelled_by_caller;
};

/* not_found where the caller may not see it. */
bool inspection_take(struct work *w, const char *id, struct inspection *i) MUST_CHECK;

/*
 * not_found where the caller may not see it; is_discreet: only as the store sees a mystery visit,
 * without what tells who came and when.
 */
bool inspection_see(struct work *w, const char *id, bool *is_discreet) MUST_CHECK;

bool inspection_is(const struct inspection *i, const char *state);
/* planned, open or started: it can still be filled in. */
bool inspection_is_fillable(const struct inspection *i);
/* It was given up, but a phone had begun it in time and could not say so. */
bool inspection_was_begun_in_time(const struct inspection *i, int64_t started_at);
/* Refuses because of the state it is in. */
bool inspection_refuse(struct work *w, const struct inspection *i, const char *verb);

/* The caller leads it from now on: a visit that nobody led and the caller may inspect. */
bool inspection_lead(struct work *w, const char *id) MUST_CHECK;

struct start {
	const char *context_id; /* NULL: the one of now */
	int64_t started_at;     /* 0: now */
};

bool inspection_start(struct work *w, const char *id, const struct start *start) MUST_CHECK;

/* What a change names; what is empty then becomes empty. */
struct change {
	int64_t visible_from;
	int64_t start_at;
	int64_t due_at;
	int64_t miss_at;
	const char *lead_id;
	struct json_texts team;
	const char *note;
	bool is_unannounced;
	bool needs_review;
	bool visible_from_given;
	bool start_at_given;
	bool due_at_given;
	bool miss_at_given;
	bool lead_id_given;
	bool team_given;
	bool note_given;
	bool is_unannounced_given;
	bool needs_review_given;
};

/* Before the start anything, after it who leads and fills in, and the note. */
bool inspection_change(struct work *w, const char *id, const struct change *change) MUST_CHECK;
bool inspection_cancel(struct work *w, const char *id, const char *reason) MUST_CHECK;

/* What became of the visit, for whoever listens. */
bool inspection_tell(struct work *w, const struct inspection *i, const char *kind,
		     const char *data) MUST_CHECK;

#endif
