#include "actions/actions.h"
#include "actions/effect.h"
#include "base/text.h"
#include "db/db.h"
#include "evidence/photo.h"
#include "inspections/inspection_own.h"
#include "inspections/verdict.sql.h"

static bool refuse_incomplete(struct work *w, const struct scored *scored)
{
	w->problem.extra = arena_printf(&w->mem, "\"missing\":%s", scored->missing);
	return refuse(w, PROBLEM_sheet_incomplete,
		      scored->missing_nr == 1
			      ? "One thing that is required is missing; \"missing\" names it."
			      : "%zu things that are required are missing; \"missing\" names them.",
		      scored->missing_nr);
}

bool scored_is_acceptable(struct work *w, const char *inspection_id, const struct scored *scored)
{
	if (scored->missing_nr)
		return refuse_incomplete(w, scored);
	return photos_check(w, inspection_id, scored->photo_hashes, scored->photos_nr);
}

static bool store_outcome(struct work *w, const struct verdict *v)
{
	return db_send(w, &outcome_put_sql, w->tenant, v->inspection->id, v->context->version_id,
		       v->scored->outcomes, v->scored->lost);
}

static bool store_photos(struct work *w, const struct verdict *v)
{
	return !v->scored->photos_nr || db_send(w, &sheet_photos_sql, w->tenant, v->inspection->id,
						db_number(w, v->revision), v->scored->photos);
}

bool sheet_store_parts(struct work *w, const struct verdict *v)
{
	return store_outcome(w, v) && store_photos(w, v);
}

/* The visit last: what hangs on it is as final as it is. */
bool verdict_store(struct work *w, const struct verdict *v)
{
	const struct scored *s = v->scored;

	return sheet_store_parts(w, v) &&
	       db_send(w, &inspection_submit_sql, w->tenant, v->inspection->id,
		       v->context->version_id, w->person_id, db_time(w, v->started_at),
		       db_time(w, w->now), db_time(w, v->finished_at), db_number(w, v->revision),
		       s->status, s->grade, s->percent, s->exact_num, s->exact_den, s->totals,
		       db_bool(!v->inspection->needs_review), db_number(w, v->edit));
}

bool verdict_open_actions(struct work *w, const struct inspection *i, struct scored *scored)
{
	struct failures *failures = &scored->failures;
	const struct evidence evidence = {
		.inspection_id = i->id,
		.unit_id = i->unit_id,
		.checklist_id = i->checklist_id,
		.is_mystery = i->is_mystery,
	};

	failures->inspection_id = i->id;
	failures->unit_id = i->unit_id;
	failures->checklist_id = i->checklist_id;
	failures->is_mystery = i->is_mystery;
	failures->found_by = i->submitted_by ? i->submitted_by : w->person_id;
	failures->at = i->submitted_at ? i->submitted_at : w->now;
	return effect_judge(w, &evidence) && actions_open(w, failures) &&
	       inspection_tell(w, i, "inspection.released", NULL);
}

bool verdict_ask(struct work *w, const char *inspection_id, const struct db_rows **rows)
{
	return db_ask(w, rows, &submission_show_sql, w->tenant, inspection_id);
}

const char *verdict_text(struct work *w, const struct db_rows *rows)
{
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{\"inspection\":");
	text_add(&t, db_text(rows, 0, "inspection"));
	text_add(&t, ",\"result\":");
	text_add(&t, db_text(rows, 0, "result"));
	text_add(&t, ",\"findings\":");
	text_add(&t, db_text(rows, 0, "findings"));
	text_add(&t, "}");
	return text_take(&t);
}

bool verdict_show(struct work *w, const char *inspection_id, const char **json)
{
	const struct db_rows *rows;

	if (!verdict_ask(w, inspection_id, &rows) || !db_flush(w))
		return false;
	*json = verdict_text(w, rows);
	return true;
}
