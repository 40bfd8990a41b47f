/* What the files of this room share and nobody else needs. */
#ifndef INSPECTIONS_INSPECTION_OWN_H
#define INSPECTIONS_INSPECTION_OWN_H

#include "inspections/context.h"
#include "inspections/review.h"
#include "inspections/sheet.h"
#include "inspections/sheet_score.h"

/*
 * Parts of what is known of a visit, queued, so that several are one round trip, and read when
 * they have come.
 */
struct db_rows;
bool inspection_look(struct work *w, const char *id, const struct db_rows **rows) MUST_CHECK;
/* The same, and nobody else changes it until the end. */
bool inspection_ask(struct work *w, const char *id, const struct db_rows **rows) MUST_CHECK;
bool inspection_read(struct work *w, const char *id, const struct db_rows *rows,
		     struct inspection *i) MUST_CHECK;
bool sheet_ask(struct work *w, const char *inspection_id, const struct db_rows **rows) MUST_CHECK;
bool sheet_read(struct work *w, const struct db_rows *rows, struct sheet *sheet,
		bool *exists) MUST_CHECK;
/* The context that is named; else the sheet's; else what was handed out last. */
bool context_ask(struct work *w, const char *inspection_id, const char *id,
		 const struct db_rows **rows) MUST_CHECK;
/* Where there is none, one of now; context_unknown where one was named (is_named). */
bool context_read(struct work *w, const struct inspection *i, const struct db_rows *rows,
		  bool is_named, struct context *c) MUST_CHECK;

/* The first, empty revision of the sheet. */
bool sheet_begin(struct work *w, const struct inspection *i, const struct context *c) MUST_CHECK;

/* What is kept of a sheet: {"answers":{…},"instances":{…}}; NULL stands for none. */
const char *sheet_document(struct work *w, const struct json_value *answers,
			   const struct json_value *instances);

/* What the sheet is after the changes: a null takes an answer away. */
bool sheet_merge(struct work *w, const struct sheet *sheet, const struct answers_body *changes,
		 struct answers_body *whole, const char **document) MUST_CHECK;

/* revision_conflict where base is given and is not how the sheet stands. */
bool sheet_expect(struct work *w, const struct sheet *sheet, const char *base) MUST_CHECK;
/* Whether the body may take the place of the sheet without undoing what it has not seen. */
bool sheet_may_become(struct work *w, const struct sheet *sheet, const char *base,
		      const struct answers_body *body) MUST_CHECK;

/* ---- what submitting and reviewing share */

/* Complete, and with its photographs there. */
bool scored_is_acceptable(struct work *w, const char *inspection_id,
			  const struct scored *scored) MUST_CHECK;

/* A sheet in force: the visit gets its result, and its state where it needs no review. */
struct verdict {
	const struct inspection *inspection;
	const struct context *context;
	const struct scored *scored;
	int64_t revision;
	int64_t edit;
	int64_t started_at;
	int64_t finished_at;
};

bool verdict_store(struct work *w, const struct verdict *v) MUST_CHECK;
/* The sheet after `before`, with the reason. */
bool sheet_add_revision(struct work *w, const struct verdict *v, const struct sheet *before,
			const char *document, const char *reason) MUST_CHECK;
/* Of that only what became of each question, and which photographs show it. */
bool sheet_store_parts(struct work *w, const struct verdict *v) MUST_CHECK;
/* The failures become findings with their actions; the visit is released. */
bool verdict_open_actions(struct work *w, const struct inspection *i,
			  struct scored *scored) MUST_CHECK;
/* What a submission, a correction and a release are answered with. */
bool verdict_show(struct work *w, const char *inspection_id, const char **json) MUST_CHECK;
bool verdict_ask(struct work *w, const char *inspection_id, const struct db_rows **rows) MUST_CHECK;

/* ---- what reviewing and its clock share */

/* state NULL: there is none. */
struct review {
	const char *state;
	const char *outcome;
	const char *reason;
	const char *return_reason;
	const char *misfire_note;
	const char *reshop_id;
	const char *returned_by;
	const char *approved_by;
	const char *ended_by;
	const char *misfired_by;
	bool was_returned;
	int64_t from_hours;
	int64_t to_hours;
};

bool review_read(struct work *w, const char *id, struct review *r) MUST_CHECK;
/* A visit that the caller may review, and how its review stands. */
bool review_take(struct work *w, const char *id, struct inspection *i, struct review *r) MUST_CHECK;
bool review_is(const struct review *r, const char *state);
bool review_refuse(struct work *w, const struct review *r, const char *verb);
/* Whether that is the caller. */
bool is_person(const struct work *w, const char *id);
/* When a visit that is approved now is released. */
int64_t review_draw(const struct work *w, const struct review *r);
bool review_approve(struct work *w, const struct inspection *i, const struct review *r,
		    int64_t grade) MUST_CHECK;
bool review_release(struct work *w, const struct inspection *i, const char *by) MUST_CHECK;

/* How a review ended that left its visit out. */
struct ending {
	const char *outcome;
	const char *reason;
	const char *reshop_id; /* NULL: it is not made again */
	int64_t grade;         /* 0: none */
};

bool review_leave_out(struct work *w, const struct inspection *i,
		      const struct ending *e) MUST_CHECK;

#endif
