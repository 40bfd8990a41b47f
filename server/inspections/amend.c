#include "inspections/amend.h"

#include <string.h>

#include "actions/effect.h"
#include "base/text.h"
#include "db/db.h"
#include "inspections/amend.sql.h"
#include "inspections/inspection_own.h"
#include "inspections/spot_fix.h"

static bool take(struct work *w, const char *id, struct amendment *a)
{
	bool exists;

	return inspection_take(w, id, &a->inspection) &&
	       (inspection_is(&a->inspection, "released") ||
		inspection_refuse(w, &a->inspection, "corrected")) &&
	       sheet_get(w, id, &a->sheet, &exists) &&
	       (exists || broken(w, "the released visit %s has no sheet", id));
}

static bool score(struct work *w, const struct answers_body *changes, struct amendment *a)
{
	struct answers_body whole = { 0 };

	if (!sheet_merge(w, &a->sheet, changes, &whole, &a->document) ||
	    !context_get(w, &a->inspection, a->sheet.context_id, &a->context) ||
	    !sheet_score(w, &a->context, &whole, &a->scored))
		return false;
	spot_fix_keep(w, a->sheet.fixed, &a->scored);
	return scored_is_acceptable(w, a->inspection.id, &a->scored);
}

/* ---- what becomes of the findings */

static bool is_same(const char *a, const char *b) { return !strcmp(a ? a : "", b ? b : ""); }

/* The failure that a finding is now; NULL: it fails no more. */
static const struct failure *failure_of(const struct scored *s, const struct db_rows *rows,
					size_t row)
{
	for (size_t i = 0; i < s->failures.nr; i++) {
		const struct failure *f = &s->failures.items[i];

		if (is_same(f->question, db_text(rows, row, "question")) &&
		    is_same(f->instance, db_text(rows, row, "instance")))
			return f;
	}
	return NULL;
}

static bool was_found(const struct db_rows *rows, const struct failure *f)
{
	for (size_t row = 0; row < db_count(rows); row++)
		if (is_same(f->question, db_text(rows, row, "question")) &&
		    is_same(f->instance, db_text(rows, row, "instance")))
			return true;
	return false;
}

static bool check_failures(struct work *w, const struct db_rows *rows, const struct scored *s)
{
	for (size_t i = 0; i < s->failures.nr; i++)
		if (!was_found(rows, &s->failures.items[i]))
			fault(w, "/answers",
			      "With that \"%s\" would fail, and it did not; an appeal makes "
			      "nothing worse.",
			      s->failures.items[i].key);
	return work_is_faultless(w, PROBLEM_invalid_body);
}

static void add_lost(struct text *t, const char *id, int64_t lost)
{
	text_printf(t, "%s{\"id\":\"%s\",\"lost\":%lld}", t->len > 1 ? "," : "", id,
		    (long long)lost);
}

static bool sort_findings(struct work *w, const struct db_rows *rows, const char *finding_id,
			  struct amendment *a)
{
	const char **ids = arena_array(&w->mem, db_count(rows) + 1, sizeof(*ids));
	const char **questions = arena_array(&w->mem, db_count(rows) + 1, sizeof(*questions));
	bool is_about_it = false;
	size_t nr = 0;
	struct text lost;

	text_init(&lost, &w->mem);
	text_add_char(&lost, '[');
	for (size_t row = 0; row < db_count(rows); row++) {
		const struct failure *f = failure_of(&a->scored, rows, row);
		const char *id = db_text(rows, row, "id");

		if ((!f || f->lost != db_integer(rows, row, "lost")) && !strcmp(id, finding_id))
			is_about_it = true;
		if (f) {
			add_lost(&lost, id, f->lost);
			continue;
		}
		ids[nr] = id;
		questions[nr++] = db_text(rows, row, "question");
	}
	text_add_char(&lost, ']');
	a->lost = text_take(&lost);
	a->void_ids = db_array(w, ids, nr);
	a->void_texts = db_array(w, questions, nr);
	if (!is_about_it)
		fault(w, "/answers", "With that the finding would be as it was.");
	return work_is_faultless(w, PROBLEM_invalid_body);
}

bool amend_score(struct work *w, const char *inspection_id, const char *finding_id,
		 const struct answers_body *changes, struct amendment *a)
{
	const struct db_rows *rows;

	if (!take(w, inspection_id, a) || !score(w, changes, a))
		return false;
	a->revision = a->sheet.revision + 1;
	rows = db_query(w, &amend_findings_sql, w->tenant, inspection_id);
	return rows && check_failures(w, rows, &a->scored) && sort_findings(w, rows, finding_id, a);
}

/* ---- storing it */

static bool store_sheet(struct work *w, const struct amendment *a, const char *reason)
{
	const struct verdict v = {
		.inspection = &a->inspection,
		.context = &a->context,
		.scored = &a->scored,
		.revision = a->revision,
	};

	return sheet_add_revision(w, &v, &a->sheet, a->document, reason) &&
	       sheet_store_parts(w, &v);
}

bool amend_store(struct work *w, const struct amendment *a, const char *reason)
{
	const struct scored *s = &a->scored;
	const char *now = db_time(w, w->now);
	const char *id = a->inspection.id;

	return store_sheet(w, a, reason) &&
	       db_send(w, &amend_result_sql, w->tenant, id, db_number(w, a->revision), s->status,
		       s->grade, s->percent, s->exact_num, s->exact_den, s->totals, now) &&
	       db_send(w, &amend_lost_sql, w->tenant, a->lost) &&
	       db_send(w, &amend_void_sql, w->tenant, a->void_ids, now) &&
	       effect_withdraw(w, id, a->void_texts, reason, a->inspection.is_mystery) &&
	       inspection_tell(w, &a->inspection, "inspection.corrected", NULL);
}
