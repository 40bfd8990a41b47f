#include <string.h>

#include "base/crypt.h"
#include "db/db.h"
#include "inspections/inspection_own.h"
#include "inspections/review.h"
#include "inspections/review.sql.h"
#include "inspections/spot_fix.h"

#define HOUR_MS (60LL * 60 * 1000)

bool review_read(struct work *w, const char *id, struct review *r)
{
	const struct db_rows *rows = db_query(w, &review_look_sql, w->tenant, id);

	if (!rows)
		return false;
	r->state = db_text(rows, 0, "state");
	r->outcome = db_text(rows, 0, "outcome");
	r->reason = db_text(rows, 0, "reason");
	r->return_reason = db_text(rows, 0, "return_reason");
	r->misfire_note = db_text(rows, 0, "misfire_note");
	r->reshop_id = db_text(rows, 0, "reshop_id");
	r->returned_by = db_text(rows, 0, "returned_by");
	r->approved_by = db_text(rows, 0, "approved_by");
	r->ended_by = db_text(rows, 0, "ended_by");
	r->misfired_by = db_text(rows, 0, "misfired_by");
	r->was_returned = db_boolean(rows, 0, "was_returned");
	r->from_hours = db_integer(rows, 0, "from_hours");
	r->to_hours = db_integer(rows, 0, "to_hours");
	return true;
}

bool review_is(const struct review *r, const char *state)
{
	return r->state && !strcmp(r->state, state);
}

bool is_person(const struct work *w, const char *id)
{
	return id && w->person_id && !strcmp(id, w->person_id);
}

bool review_refuse(struct work *w, const struct review *r, const char *verb)
{
	return refuse(w, PROBLEM_review_is_decided, "The review is %s; the visit cannot be %s.",
		      r->state ? r->state : "not begun", verb);
}

bool review_take(struct work *w, const char *id, struct inspection *i, struct review *r)
{
	if (!inspection_take(w, id, i))
		return false;
	if (!i->may_review)
		return refuse(w, PROBLEM_forbidden, "That needs the right \"inspection.review\".");
	if (i->is_filler)
		return refuse(w, PROBLEM_forbidden,
			      "Somebody else than who filled it in reviews it.");
	return review_read(w, id, r);
}

static bool expect_submitted(struct work *w, const struct inspection *i, const char *verb)
{
	return inspection_is(i, "submitted") || inspection_refuse(w, i, verb);
}

/* The answer to it may have been lost. */
static bool is_there_already(const struct work *w, const struct sheet *sheet, const char *document,
			     const char *reason)
{
	return sheet->reason && !strcmp(sheet->reason, reason) &&
	       !strcmp(sheet->document, document) && !strcmp(sheet->person_id, w->person_id);
}

bool sheet_add_revision(struct work *w, const struct verdict *v, const struct sheet *before,
			const char *document, const char *reason)
{
	return db_send(w, &sheet_correct_sql, w->tenant, v->inspection->id,
		       db_number(w, v->revision), v->context->id, document, v->scored->result,
		       w->person_id, db_time(w, w->now), reason, before->submission_sha256,
		       before->fixed_text);
}

static bool store_correction(struct work *w, const struct inspection *i, const struct sheet *sheet,
			     const struct answers_body *body, const char *document,
			     const char *reason)
{
	struct context context = { 0 };
	struct scored scored = { 0 };
	struct verdict v = {
		.inspection = i,
		.context = &context,
		.scored = &scored,
		.revision = sheet->revision + 1,
	};

	if (!context_get(w, i, sheet->context_id, &context) ||
	    !sheet_score(w, &context, body, &scored))
		return false;
	spot_fix_keep(w, sheet->fixed, &scored);
	if (!scored_is_acceptable(w, i->id, &scored))
		return false;
	return sheet_add_revision(w, &v, sheet, document, reason) && verdict_store(w, &v) &&
	       inspection_tell(w, i, "inspection.corrected", NULL);
}

bool sheet_correct(struct work *w, const char *inspection_id, const struct answers_body *body,
		   const char *reason, const char **json)
{
	const char *document = sheet_document(w, body->answers, body->instances);
	struct inspection i = { 0 };
	struct review r = { 0 };
	struct sheet sheet = { 0 };
	bool exists;

	if (!review_take(w, inspection_id, &i, &r) || !sheet_get(w, i.id, &sheet, &exists))
		return false;
	if (is_there_already(w, &sheet, document, reason))
		return verdict_show(w, i.id, json);
	if (!expect_submitted(w, &i, "corrected"))
		return false;
	if (!review_is(&r, "waiting"))
		return review_refuse(w, &r, "corrected");
	return store_correction(w, &i, &sheet, body, document, reason) &&
	       verdict_show(w, i.id, json);
}

/* Scored anew from what is kept: the same answers and context give the same failures. */
bool review_release(struct work *w, const struct inspection *i, const char *by)
{
	struct context context = { 0 };
	struct scored scored = { 0 };
	struct sheet sheet = { 0 };
	struct answers_body kept = { 0 };
	bool exists;

	if (!sheet_get(w, i->id, &sheet, &exists))
		return false;
	kept.answers = sheet.answers;
	kept.instances = sheet.instances;
	if (!context_get(w, i, sheet.context_id, &context) ||
	    !sheet_score(w, &context, &kept, &scored))
		return false;
	spot_fix_keep(w, sheet.fixed, &scored);
	return db_send(w, &review_end_sql, w->tenant, i->id) &&
	       db_send(w, &inspection_release_sql, w->tenant, i->id, by, db_time(w, w->now)) &&
	       verdict_open_actions(w, i, &scored);
}

/* To the millisecond, so that nobody can tell it from another one's. */
int64_t review_draw(const struct work *w, const struct review *r)
{
	int64_t span = (r->to_hours - r->from_hours) * HOUR_MS;

	return w->now + r->from_hours * HOUR_MS +
	       (span > 0 ? (int64_t)random_below((uint32_t)span) : 0);
}

bool review_approve(struct work *w, const struct inspection *i, const struct review *r,
		    int64_t grade)
{
	int64_t at = review_draw(w, r);

	if (!db_send(w, &review_approve_sql, w->tenant, i->id, w->person_id, db_time(w, w->now),
		     db_time(w, at), grade ? db_number(w, grade) : NULL))
		return false;
	if (at > w->now)
		return inspection_tell(w, i, "inspection.approved", NULL);
	return review_release(w, i, w->person_id);
}

bool sheet_release(struct work *w, const char *inspection_id, int64_t grade, const char **json)
{
	struct inspection i = { 0 };
	struct review r = { 0 };

	if (!review_take(w, inspection_id, &i, &r))
		return false;
	if (is_person(w, r.approved_by) &&
	    (inspection_is(&i, "released") || review_is(&r, "approved")))
		return verdict_show(w, i.id, json);
	if (!expect_submitted(w, &i, "released"))
		return false;
	if (!review_is(&r, "waiting"))
		return review_refuse(w, &r, "approved");
	return review_approve(w, &i, &r, grade) && verdict_show(w, i.id, json);
}
