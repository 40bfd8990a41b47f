#include <string.h>

#include "db/db.h"
#include "evidence/photo.h"
#include "inspections/inspection_own.h"
#include "inspections/review_decide.sql.h"

const char *const exclusion_names[] = { "excluded", "misfire", NULL };

static const char *grade_text(struct work *w, int64_t grade)
{
	return grade ? db_number(w, grade) : NULL;
}

static bool is_same(const char *a, const char *b) { return a && b && !strcmp(a, b); }

bool review_return(struct work *w, const char *inspection_id, const char *reason)
{
	struct inspection i = { 0 };
	struct review r = { 0 };

	if (!review_take(w, inspection_id, &i, &r))
		return false;
	if (review_is(&r, "returned") && is_person(w, r.returned_by) &&
	    is_same(r.return_reason, reason))
		return true;
	if (!inspection_is(&i, "submitted") && !inspection_is(&i, "misfired"))
		return inspection_refuse(w, &i, "returned");
	if (!review_is(&r, "waiting"))
		return review_refuse(w, &r, "returned");
	if (r.was_returned)
		return refuse(w, PROBLEM_review_returned_before,
			      "It was returned before; now it is approved or left out.");
	return db_send(w, &review_return_sql, w->tenant, i.id, w->person_id, db_time(w, w->now),
		       reason) &&
	       db_send(w, &inspection_reopen_sql, w->tenant, i.id, db_time(w, w->now)) &&
	       db_send(w, &sheet_reopen_sql, w->tenant, i.id, db_time(w, w->now), reason) &&
	       inspection_tell(w, &i, "inspection.returned", NULL);
}

bool review_leave_out(struct work *w, const struct inspection *i, const struct ending *e)
{
	bool is_misfire = !strcmp(e->outcome, "misfire");

	return db_send(w, &review_exclude_sql, w->tenant, i->id, e->outcome, e->reason,
		       grade_text(w, e->grade), w->person_id, db_time(w, w->now), e->reshop_id) &&
	       db_send(w, &inspection_exclude_sql, w->tenant, i->id,
		       is_misfire ? "misfired" : "excluded", db_time(w, w->now)) &&
	       inspection_tell(w, i, "inspection.excluded", NULL);
}

/* Whatever is not over: also one that is with its shopper, or waits for its release. */
static bool check_excludable(struct work *w, const struct inspection *i, const struct review *r,
			     const char *verb)
{
	if (review_is(r, "waiting") || review_is(r, "approved"))
		return true;
	if (!r->state)
		return inspection_refuse(w, i, verb);
	return review_refuse(w, r, verb);
}

bool review_exclude(struct work *w, const char *inspection_id, const struct exclusion_body *e)
{
	const struct ending ending = { .outcome = exclusion_names[e->outcome],
				       .reason = e->reason,
				       .grade = e->grade };
	struct inspection i = { 0 };
	struct review r = { 0 };

	if (!review_take(w, inspection_id, &i, &r))
		return false;
	if (review_is(&r, "excluded") && is_person(w, r.ended_by) &&
	    is_same(r.outcome, ending.outcome) && is_same(r.reason, e->reason))
		return true;
	return check_excludable(w, &i, &r, "left out") && review_leave_out(w, &i, &ending);
}

static bool plan_again(struct work *w, const struct inspection *i, struct reshop *r, bool *made)
{
	struct new_inspection n = {
		.id = r->id,
		.unit_id = i->unit_id,
		.checklist_id = i->checklist_id,
		.kind = i->kind,
		.start_at = r->start_at,
		.due_at = r->due_at,
		.miss_at = r->miss_at,
		.lead_id = r->lead_id,
		.is_unannounced = i->is_unannounced,
		.needs_review = true,
		.pointer = "",
	};
	size_t made_nr;

	if (!inspections_make(w, &n, 1, &made_nr))
		return false;
	*made = made_nr > 0;
	r->id = n.id;
	return db_send(w, &inspection_reshops_sql, w->tenant, n.id, i->id);
}

bool review_reshop(struct work *w, const char *inspection_id, struct reshop *r, bool *made)
{
	struct ending ending = { .outcome = "reshop", .reason = r->reason, .grade = r->grade };
	struct inspection i = { 0 };
	struct review review = { 0 };

	*made = false;
	if (!review_take(w, inspection_id, &i, &review))
		return false;
	if (review_is(&review, "excluded") && is_person(w, review.ended_by) &&
	    is_same(review.reshop_id, r->id))
		return true;
	if (!check_excludable(w, &i, &review, "made again") || !plan_again(w, &i, r, made))
		return false;
	ending.reshop_id = r->id;
	return review_leave_out(w, &i, &ending);
}

static bool mark_misfire(struct work *w, const struct inspection *i, const struct misfire *m)
{
	const char *now = db_time(w, w->now);

	return db_send(w, &misfire_photos_sql, w->tenant, i->id,
		       db_array(w, m->photos.items, m->photos.nr)) &&
	       db_send(w, &misfire_mark_sql, w->tenant, i->id, w->person_id, now) &&
	       db_send(w, &misfire_review_sql, w->tenant, i->id, now, m->note, w->person_id) &&
	       inspection_tell(w, i, "inspection.misfired", NULL);
}

bool inspection_misfire(struct work *w, const char *id, const struct misfire *m)
{
	struct inspection i = { 0 };
	struct review r = { 0 };

	if (!inspection_take(w, id, &i) || !review_read(w, id, &r))
		return false;
	if (!i.is_lead)
		return refuse(w, PROBLEM_forbidden, "Only whoever leads the visit says that.");
	if (inspection_is(&i, "misfired") && is_person(w, r.misfired_by) &&
	    is_same(r.misfire_note, m->note))
		return true;
	if (!inspection_is_fillable(&i))
		return inspection_refuse(w, &i, "given up");
	if (!i.needs_review)
		return refuse(w, PROBLEM_visit_is_not_reviewed,
			      "Nobody reviews this visit; whoever plans there can cancel it.");
	return photos_check(w, i.id, m->photos.items, m->photos.nr) && mark_misfire(w, &i, m);
}
