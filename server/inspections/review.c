#include <string.h>

#include "db/db.h"
#include "inspections/inspection_own.h"
#include "inspections/review.sql.h"
#include "inspections/spot_fix.h"

/* A visit that the caller may review, with its sheet in force. */
static bool take_review(struct work *w, const char *id, struct inspection *i, struct sheet *sheet)
{
	bool exists;

	if (!inspection_take(w, id, i))
		return false;
	if (!i->may_review)
		return refuse(w, PROBLEM_forbidden, "That needs the right \"inspection.review\".");
	if (i->is_filler)
		return refuse(w, PROBLEM_forbidden,
			      "Somebody else than who filled it in reviews it.");
	return sheet_get(w, id, sheet, &exists);
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
	struct sheet sheet = { 0 };

	if (!take_review(w, inspection_id, &i, &sheet))
		return false;
	if (is_there_already(w, &sheet, document, reason))
		return verdict_show(w, i.id, json);
	return expect_submitted(w, &i, "corrected") &&
	       store_correction(w, &i, &sheet, body, document, reason) &&
	       verdict_show(w, i.id, json);
}

bool sheet_release(struct work *w, const char *inspection_id, const char **json)
{
	struct context context = { 0 };
	struct inspection i = { 0 };
	struct scored scored = { 0 };
	struct sheet sheet = { 0 };
	struct answers_body kept = { 0 };

	if (!take_review(w, inspection_id, &i, &sheet))
		return false;
	kept.answers = sheet.answers;
	kept.instances = sheet.instances;
	if (inspection_is(&i, "released") && i.was_released_by_caller)
		return verdict_show(w, i.id, json);
	/* Scored anew from what is kept: the same answers and context give the same failures. */
	if (!expect_submitted(w, &i, "released") ||
	    !context_get(w, &i, sheet.context_id, &context) ||
	    !sheet_score(w, &context, &kept, &scored))
		return false;
	spot_fix_keep(w, sheet.fixed, &scored);
	return db_send(w, &inspection_release_sql, w->tenant, i.id, w->person_id,
		       db_time(w, w->now)) &&
	       verdict_open_actions(w, &i, &scored) && verdict_show(w, i.id, json);
}
