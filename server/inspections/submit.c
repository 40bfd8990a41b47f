#include <string.h>

#include "actions/actions.h"
#include "base/crypt.h"
#include "base/text.h"
#include "db/db.h"
#include "evidence/photo.h"
#include "inspections/inspection_own.h"
#include "inspections/sheet.h"
#include "inspections/sheet_score.h"
#include "inspections/submit.sql.h"

/* What is submitted, in one word: the same word again is the same submission. */
static const char *fingerprint(struct work *w, const char *context_id, const char *document)
{
	char *hex = arena_alloc(&w->mem, SHA256_HEX);
	struct sha256 hash;

	sha256_init(&hash);
	sha256_add(&hash, context_id, strlen(context_id));
	sha256_add(&hash, document, strlen(document));
	sha256_end_hex(&hash, hex);
	return hex;
}

static bool answer(struct work *w, const char *inspection_id, const char **json)
{
	const struct db_rows *rows = db_query(w, &submission_show_sql, w->tenant, inspection_id);
	struct text t;

	if (!rows)
		return false;
	text_init(&t, &w->mem);
	text_add(&t, "{\"inspection\":");
	text_add(&t, db_text(rows, 0, "inspection"));
	text_add(&t, ",\"result\":");
	text_add(&t, db_text(rows, 0, "result"));
	text_add(&t, ",\"findings\":");
	text_add(&t, db_text(rows, 0, "findings"));
	text_add(&t, "}");
	*json = text_take(&t);
	return true;
}

static bool refuse_incomplete(struct work *w, const struct scored *scored)
{
	w->problem.extra = arena_printf(&w->mem, "\"missing\":%s", scored->missing);
	return refuse(w, PROBLEM_sheet_incomplete,
		      "%zu things that are required are missing; \"missing\" names each.",
		      scored->missing_nr);
}

/* Complete, and with its photographs there. */
static bool is_acceptable(struct work *w, const struct scored *scored)
{
	if (scored->missing_nr)
		return refuse_incomplete(w, scored);
	return !scored->photos_nr || photos_check(w, scored->photo_hashes, scored->photos_nr);
}

static bool store_result(struct work *w, const struct inspection *i, const struct context *context,
			 const struct scored *scored, int64_t revision)
{
	const char *number = db_number(w, revision);

	if (!db_send(w, &outcome_put_sql, w->tenant, i->id, context->version_id, scored->outcomes,
		     scored->lost))
		return false;
	return !scored->photos_nr ||
	       db_send(w, &sheet_photos_sql, w->tenant, i->id, number, scored->photos);
}

static bool close_inspection(struct work *w, const struct inspection *i, const struct context *c,
			     const struct scored *s, const struct submission *times,
			     int64_t revision)
{
	return db_send(w, &inspection_submit_sql, w->tenant, i->id, c->version_id, w->person_id,
		       db_time(w, times->started_at), db_time(w, w->now),
		       db_time(w, times->finished_at), db_number(w, revision), s->status, s->grade,
		       s->percent, s->exact_num, s->exact_den, s->totals,
		       db_bool(!i->needs_review));
}

static bool open_actions(struct work *w, const struct inspection *i, struct scored *scored)
{
	struct failures *failures = &scored->failures;

	if (!failures->nr)
		return true;
	failures->inspection_id = i->id;
	failures->unit_id = i->unit_id;
	failures->checklist_id = i->checklist_id;
	failures->is_mystery = i->is_mystery;
	failures->found_by = i->is_mystery ? NULL : w->person_id;
	failures->at = w->now;
	return actions_open(w, failures);
}

static bool freeze(struct work *w, const struct inspection *i, const struct sheet *sheet,
		   bool exists, const struct context *c, const char *document,
		   const struct scored *scored, const char *mark)
{
	const char *now = db_time(w, w->now);

	if (exists)
		return db_send(w, &sheet_freeze_sql, w->tenant, i->id,
			       db_number(w, sheet->revision), db_number(w, sheet->edit + 1), c->id,
			       document, scored->result, w->person_id, now, mark);
	return db_send(w, &sheet_insert_sql, w->tenant, i->id, "1", "1", "true", c->id, document,
		       "{}", scored->result, w->person_id, now, NULL, mark);
}

/* The phone's clock may be wrong, but nothing was finished after it arrived. */
static void bound_times(const struct work *w, struct submission *s)
{
	if (s->finished_at > w->now || !s->finished_at)
		s->finished_at = w->now;
	if (s->started_at > s->finished_at)
		s->started_at = s->finished_at;
}

static bool check_taker(struct work *w, const struct inspection *i)
{
	if (!i->is_lead && !i->was_submitted_by_caller)
		return refuse(w, PROBLEM_forbidden, "Only whoever leads the visit submits it.");
	return true;
}

/* A submission that came before: the same is answered the same, another is too late. */
static bool answer_again(struct work *w, const struct inspection *i, const struct sheet *sheet,
			 const char *mark, const char **json)
{
	if (inspection_is(i, "cancelled") || !sheet->is_submitted)
		return inspection_refuse(w, i, "submitted");
	if (mark && strcmp(mark, sheet->submission_sha256) != 0)
		return inspection_refuse(w, i, "submitted with other answers");
	return answer(w, i->id, json);
}

static bool submit_document(struct work *w, const struct inspection *i, const struct sheet *sheet,
			    struct submission *s, const struct context *c, const char *document)
{
	bool exists = sheet->document != NULL;
	int64_t revision = exists ? sheet->revision : 1;
	struct scored scored;

	if (!sheet_score(w, c, document, &scored))
		return false;
	s->photo_hashes = scored.photo_hashes;
	s->photos_nr = scored.photos_nr;
	if (!is_acceptable(w, &scored))
		return false;
	bound_times(w, s);
	if (!freeze(w, i, sheet, exists, c, document, &scored, fingerprint(w, c->id, document)) ||
	    !store_result(w, i, c, &scored, revision) ||
	    !close_inspection(w, i, c, &scored, s, revision) ||
	    !inspection_tell(w, i, "inspection.submitted", NULL))
		return false;
	return i->needs_review ||
	       (open_actions(w, i, &scored) && inspection_tell(w, i, "inspection.released", NULL));
}

bool sheet_submit(struct work *w, const char *inspection_id, struct submission *s,
		  const char **json)
{
	const char *context_id = s->body.context_id;
	const char *document = NULL;
	struct context context;
	struct inspection i;
	struct sheet sheet;
	bool exists;

	if (!inspection_take(w, inspection_id, &i) || !check_taker(w, &i) ||
	    !sheet_get(w, inspection_id, &sheet, &exists))
		return false;
	if (!context_id)
		context_id = sheet.context_id;
	if (s->body.answers)
		document = sheet_document(w, s->body.answers, s->body.instances);
	if (!inspection_is_fillable(&i))
		return answer_again(w, &i, &sheet,
				    document ? fingerprint(w, context_id, document) : NULL, json);
	if (!document)
		document = sheet.document;
	if (!document)
		return inspection_refuse(w, &i, "submitted without answers");
	return context_get(w, &i, context_id, &context) &&
	       submit_document(w, &i, &sheet, s, &context, document) && answer(w, i.id, json);
}

/* A submitted visit that the caller reviews, and the sheet in force. */
static bool take_review(struct work *w, const char *id, const char *verb, struct inspection *i,
			struct sheet *sheet, struct context *context)
{
	bool exists;

	if (!inspection_take(w, id, i))
		return false;
	if (!i->may_review)
		return refuse(w, PROBLEM_forbidden, "That needs the right \"inspection.review\".");
	if (i->was_submitted_by_caller)
		return refuse(w, PROBLEM_forbidden,
			      "Somebody else than who submitted it reviews it.");
	if (!inspection_is(i, "submitted"))
		return inspection_refuse(w, i, verb);
	return sheet_get(w, id, sheet, &exists) && context_get(w, i, sheet->context_id, context);
}

bool sheet_correct(struct work *w, const char *inspection_id, const struct answers_body *body,
		   const char *reason, const char **json)
{
	const char *document = sheet_document(w, body->answers, body->instances);
	struct submission times = { .started_at = 0 };
	struct context context;
	struct inspection i;
	struct scored scored;
	struct sheet sheet;
	int64_t revision;

	if (!take_review(w, inspection_id, "corrected", &i, &sheet, &context) ||
	    !sheet_score(w, &context, document, &scored) || !is_acceptable(w, &scored))
		return false;
	revision = sheet.revision + 1;
	return db_send(w, &sheet_insert_sql, w->tenant, i.id, db_number(w, revision), "0", "true",
		       context.id, document, "{}", scored.result, w->person_id, db_time(w, w->now),
		       reason, sheet.submission_sha256) &&
	       store_result(w, &i, &context, &scored, revision) &&
	       close_inspection(w, &i, &context, &scored, &times, revision) &&
	       inspection_tell(w, &i, "inspection.corrected", NULL) && answer(w, i.id, json);
}

bool sheet_release(struct work *w, const char *inspection_id, const char **json)
{
	struct context context;
	struct inspection i;
	struct scored scored;
	struct sheet sheet;

	if (!inspection_take(w, inspection_id, &i))
		return false;
	if (inspection_is(&i, "released") && i.was_released_by_caller)
		return answer(w, i.id, json);
	/* Scored anew from what is kept: the same answers and context give the same failures. */
	if (!take_review(w, inspection_id, "released", &i, &sheet, &context) ||
	    !sheet_score(w, &context, sheet.document, &scored))
		return false;
	return db_send(w, &inspection_release_sql, w->tenant, i.id, w->person_id,
		       db_time(w, w->now)) &&
	       open_actions(w, &i, &scored) &&
	       inspection_tell(w, &i, "inspection.released", NULL) && answer(w, i.id, json);
}
