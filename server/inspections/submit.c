#include <string.h>

#include "base/crypt.h"
#include "db/db.h"
#include "inspections/inspection_own.h"
#include "inspections/spot_fix.h"
#include "inspections/submit.sql.h"
#include "json/json.h"

/* What is submitted, in one word: the same word again is the same submission. */
static const char *fingerprint(struct work *w, const char *context_id, const char *document,
			       const char *fixed)
{
	char *hex = arena_alloc(&w->mem, SHA256_HEX);
	struct sha256 hash;

	sha256_init(&hash);
	sha256_add(&hash, context_id, strlen(context_id));
	sha256_add(&hash, document, strlen(document));
	if (fixed)
		sha256_add(&hash, fixed, strlen(fixed));
	sha256_end_hex(&hash, hex);
	return hex;
}

/* What was returned is not submitted again by the same submission, which may come once more. */
static bool was_returned(struct work *w, const struct sheet *sheet, const struct submission *s)
{
	const char *context_id = s->body.context_id ? s->body.context_id : sheet->context_id;

	return sheet->submission_sha256 && !sheet->is_submitted && s->body.answers &&
	       !strcmp(fingerprint(w, context_id,
				   sheet_document(w, s->body.answers, s->body.instances),
				   spot_fix_text(w, s->body.fixed)),
		       sheet->submission_sha256);
}

static bool check_taker(struct work *w, const struct inspection *i)
{
	if (!i->is_lead && !i->was_submitted_by_caller)
		return refuse(w, PROBLEM_forbidden, "Only whoever leads the visit submits it.");
	return true;
}

/* A submission that came before: the same is answered the same, another is too late. */
static bool show_again(struct work *w, const struct inspection *i, const struct sheet *sheet,
		       const struct submission *s, const struct db_rows **shown)
{
	const char *context_id = s->body.context_id ? s->body.context_id : sheet->context_id;
	const char *document;

	if (!sheet->submission_sha256)
		return inspection_refuse(w, i, "submitted");
	if (s->body.answers) {
		document = sheet_document(w, s->body.answers, s->body.instances);
		if (strcmp(fingerprint(w, context_id, document, spot_fix_text(w, s->body.fixed)),
			   sheet->submission_sha256) != 0)
			return inspection_refuse(w, i, "submitted with other answers");
	}
	return verdict_ask(w, i->id, shown);
}

/* What came in; without answers what is kept. */
static bool choose_document(struct work *w, const struct inspection *i, const struct sheet *sheet,
			    const struct submission *s, struct answers_body *whole,
			    const char **document)
{
	bool exists = sheet->document != NULL;

	*whole = s->body;
	if (!s->body.answers) {
		*document = sheet->document;
		whole->answers = sheet->answers;
		whole->instances = sheet->instances;
		return exists ? sheet_expect(w, sheet, s->base)
			      : inspection_refuse(w, i, "submitted without answers");
	}
	*document = sheet_document(w, s->body.answers, s->body.instances);
	return !exists || sheet_may_become(w, sheet, s->base, &s->body);
}

/* The phone's clock may be wrong, but nothing was finished after it arrived. */
static void bound_times(const struct work *w, struct submission *s)
{
	if (s->finished_at > w->now || !s->finished_at)
		s->finished_at = w->now;
	if (s->started_at > s->finished_at)
		s->started_at = s->finished_at;
}

/* sent: what came in as put right, by which the submission is known; fixed: what counts. */
static bool freeze(struct work *w, const struct sheet *sheet, const struct verdict *v,
		   const char *document, const char *sent, const char *fixed)
{
	const char *mark = fingerprint(w, v->context->id, document, sent);

	return db_send(w, sheet->document ? &sheet_freeze_sql : &sheet_insert_sql, w->tenant,
		       v->inspection->id, db_number(w, v->revision), db_number(w, v->edit),
		       v->context->id, document, v->scored->result, w->person_id,
		       db_time(w, w->now), mark, fixed);
}

static size_t count_points(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* What a mystery guest tells in words has to tell something. */
static bool check_narrative(struct work *w, const struct inspection *i,
			    const struct json_value *answers)
{
	const struct db_rows *rows;
	struct json_members m;
	size_t least;

	if (!i->is_mystery)
		return true;
	rows = db_query(w, &narrative_least_sql, w->tenant);
	if (!rows)
		return false;
	least = (size_t)db_integer(rows, 0, "narrative_chars");
	for (json_walk(&m, answers); m.name; json_step(&m)) {
		const char *text = json_text(json_member(m.value, "text"));

		if (text && count_points(text) < least)
			fault(w,
			      json_pointer(&w->mem, json_pointer(&w->mem, "/answers", m.name),
					   "text"),
			      "Here are at least %zu characters needed.", least);
	}
	return work_is_faultless(w, PROBLEM_narrative_too_short);
}

static bool review_begin(struct work *w, const struct inspection *i)
{
	return db_send(w, &review_begin_sql, w->tenant, i->id, db_time(w, w->now));
}

/* What came in; where nothing is said of it, what the team has said before. */
static bool apply_fixed(struct work *w, const struct inspection *i, const struct sheet *sheet,
			struct answers_body *whole, struct scored *scored)
{
	return (whole->fixed || spot_fix_failing(w, sheet->fixed, scored, &whole->fixed)) &&
	       spot_fix_apply(w, i->id, whole->fixed, scored);
}

static bool close_visit(struct work *w, const struct inspection *i, const struct sheet *sheet,
			struct submission *s, const struct context *c, struct answers_body *whole,
			const char *document)
{
	struct scored scored = { 0 };
	struct verdict v = {
		.inspection = i,
		.context = c,
		.scored = &scored,
		.revision = sheet->document ? sheet->revision : 1,
		.edit = sheet->edit + 1,
	};

	if (!check_narrative(w, i, whole->answers) || !sheet_score(w, c, whole, &scored) ||
	    !apply_fixed(w, i, sheet, whole, &scored))
		return false;
	s->photo_hashes = scored.photo_hashes;
	s->photos_nr = scored.photos_nr;
	if (!scored_is_acceptable(w, i->id, &scored))
		return false;
	bound_times(w, s);
	v.started_at = s->started_at;
	v.finished_at = s->finished_at;
	return freeze(w, sheet, &v, document, spot_fix_text(w, s->body.fixed),
		      spot_fix_text(w, whole->fixed)) &&
	       verdict_store(w, &v) && inspection_tell(w, i, "inspection.submitted", NULL) &&
	       (i->needs_review ? review_begin(w, i) : verdict_open_actions(w, i, &scored));
}

/* What there is to know of it before, in one round trip. */
struct known {
	struct inspection inspection;
	struct sheet sheet;
	const struct db_rows *context;
};

static bool look(struct work *w, const char *id, const struct submission *s, struct known *k)
{
	const struct db_rows *inspection;
	const struct db_rows *sheet;
	bool exists;

	return inspection_ask(w, id, &inspection) && sheet_ask(w, id, &sheet) &&
	       context_ask(w, id, s->body.context_id, &k->context) && db_flush(w) &&
	       inspection_read(w, id, inspection, &k->inspection) &&
	       check_taker(w, &k->inspection) && sheet_read(w, sheet, &k->sheet, &exists);
}

bool sheet_submit(struct work *w, const char *inspection_id, struct submission *s,
		  const struct db_rows **shown)
{
	struct known k = { .context = NULL };
	const struct inspection *i = &k.inspection;
	struct context context = { 0 };
	struct answers_body whole;
	const char *document;

	if (!look(w, inspection_id, s, &k))
		return false;
	if ((!inspection_is_fillable(i) && !inspection_was_begun_in_time(i, s->started_at)) ||
	    was_returned(w, &k.sheet, s))
		return show_again(w, i, &k.sheet, s, shown);
	return choose_document(w, i, &k.sheet, s, &whole, &document) &&
	       context_read(w, i, k.context, s->body.context_id, &context) &&
	       close_visit(w, i, &k.sheet, s, &context, &whole, document) &&
	       verdict_ask(w, i->id, shown);
}
