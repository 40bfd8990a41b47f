#include "inspections/inspection.h"

#include <string.h>

#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"
#include "inspections/context.h"
#include "inspections/inspection.sql.h"
#include "inspections/inspection_own.h"
#include "outbox/outbox.h"

static void add_text(struct text *t, const char *name, const char *value)
{
	if (!value)
		return;
	text_printf(t, ",\"%s\":", name);
	text_json(t, value);
}

static void add_inspection(struct work *w, struct text *t, const struct new_inspection *n,
			   size_t place)
{
	text_printf(t, "{\"place\":%zu", place);
	add_text(t, "id", n->id);
	add_text(t, "unit_id", n->unit_id);
	add_text(t, "checklist_id", n->checklist_id);
	add_text(t, "visible_from", db_time(w, n->visible_from));
	add_text(t, "start_at", db_time(w, n->start_at));
	add_text(t, "due_at", db_time(w, n->due_at));
	add_text(t, "miss_at", db_time(w, n->miss_at));
	add_text(t, "lead_id", n->lead_id);
	add_text(t, "note", n->note);
	add_text(t, "team", n->team.nr ? db_array(w, n->team.items, n->team.nr) : NULL);
	text_printf(t, ",\"is_unannounced\":%s,\"needs_review\":%s}", db_bool(n->is_unannounced),
		    db_bool(n->needs_review));
}

static const char *as_json(struct work *w, const struct new_inspection *list, size_t nr)
{
	struct text t;

	text_init(&t, &w->mem);
	for (size_t i = 0; i < nr; i++) {
		text_add(&t, i ? "," : "[");
		add_inspection(w, &t, &list[i], i);
	}
	text_add(&t, "]");
	return text_take(&t);
}

/* Times in their order, before the database is asked; a fault at the later one. */
static void check_times(struct work *w, const struct new_inspection *n)
{
	const struct {
		const char *name;
		int64_t at;
	} times[] = {
		{ "visible_from", n->visible_from },
		{ "start_at", n->start_at },
		{ "due_at", n->due_at },
		{ "miss_at", n->miss_at },
	};
	size_t last = 0;

	for (size_t i = 1; i < 4; i++) {
		if (!times[last].at)
			last = i;
		if (!times[i].at || !times[last].at)
			continue;
		if (times[i].at < times[last].at)
			fault(w, arena_printf(&w->mem, "%s/%s", n->pointer, times[i].name),
			      "This lies before %s.", times[last].name);
		last = i;
	}
}

static void explain(struct work *w, const struct new_inspection *n, const char *outcome)
{
	static const struct {
		const char *outcome;
		const char *member;
		const char *sentence;
	} known[] = {
		{ "unit", "unit_id",
		  "There is no open store of that id where you may plan visits." },
		{ "checklist", "checklist_id",
		  "There is no checklist of that id with a version in force." },
		{ "lead", "lead_id", "That person may not inspect there." },
		{ "team", "team", "Somebody of the team is not there or has left." },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(outcome, known[i].outcome))
			fault(w, arena_printf(&w->mem, "%s/%s", n->pointer, known[i].member), "%s",
			      known[i].sentence);
}

/* The first verdict that is about the whole list and not about a member of the body. */
static bool read_outcomes(struct work *w, const struct db_rows *rows,
			  const struct new_inspection *list, size_t nr, size_t *made)
{
	for (size_t i = 0; i < nr; i++) {
		const char *outcome = db_text(rows, i, "outcome");

		*made += !strcmp(outcome, "made");
		if (!strcmp(outcome, "taken"))
			return refuse(w, PROBLEM_id_is_taken, "Another visit has the id %s.",
				      list[i].id);
		if (!strcmp(outcome, "busy")) {
			refuse(w, PROBLEM_busy,
			       "The same visit is being made right now; try again.");
			w->problem.retry_after_s = 1;
			return false;
		}
		explain(w, &list[i], outcome);
	}
	return work_is_faultless(w, PROBLEM_invalid_body);
}

static bool tell_made(struct work *w, const struct db_rows *rows, const struct new_inspection *list,
		      size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		struct event event = {
			.kind = "inspection.planned",
			.subject = "inspection",
			.subject_id = list[i].id,
			.unit_id = list[i].unit_id,
		};

		if (!strcmp(db_text(rows, i, "outcome"), "made") && !outbox_post(w, &event))
			return false;
	}
	return true;
}

bool inspections_make(struct work *w, struct new_inspection *list, size_t nr, size_t *made)
{
	const struct db_rows *rows;

	*made = 0;
	for (size_t i = 0; i < nr; i++) {
		/* A mystery visit must not tell when it was thought of; which it is, is not known
		 * yet. */
		if (!list[i].id)
			list[i].id = uuid_v4(&w->mem);
		check_times(w, &list[i]);
	}
	if (!work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	rows = db_query(w, &inspection_insert_sql, w->tenant, as_json(w, list, nr), w->person_id,
			db_time(w, w->now));
	return rows && read_outcomes(w, rows, list, nr, made) && tell_made(w, rows, list, nr);
}

static bool is_caller(const struct work *w, const struct db_rows *rows, const char *column)
{
	const char *person = db_text(rows, 0, column);

	return person && w->person_id && !strcmp(person, w->person_id);
}

bool inspection_take(struct work *w, const char *id, struct inspection *i)
{
	const struct db_rows *rows = db_query(w, &inspection_take_sql, w->tenant, id, w->person_id);
	bool is_free;

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no visit %s.", id);
	memset(i, 0, sizeof(*i));
	i->id = db_text(rows, 0, "id");
	i->unit_id = db_text(rows, 0, "unit_id");
	i->checklist_id = db_text(rows, 0, "checklist_id");
	i->kind = db_text(rows, 0, "kind");
	i->state = db_text(rows, 0, "state");
	i->version_id = db_text(rows, 0, "version_id");
	i->lead_id = db_text(rows, 0, "lead_id");
	i->cancel_reason = db_text(rows, 0, "cancel_reason");
	i->revision = db_integer(rows, 0, "revision");
	i->edit = db_integer(rows, 0, "edit");
	i->needs_review = db_boolean(rows, 0, "needs_review");
	i->is_mystery = !strcmp(i->kind, "mystery");
	is_free = !i->lead_id && db_boolean(rows, 0, "may_conduct");
	i->is_lead = is_free || db_boolean(rows, 0, "is_lead");
	i->is_mine = i->is_lead || db_boolean(rows, 0, "is_member");
	i->may_review = db_boolean(rows, 0, "may_review");
	i->was_started_by_caller = is_caller(w, rows, "started_by");
	i->was_submitted_by_caller = is_caller(w, rows, "submitted_by");
	i->was_released_by_caller = is_caller(w, rows, "released_by");
	i->was_cancelled_by_caller = is_caller(w, rows, "cancelled_by");
	return true;
}

bool inspection_see(struct work *w, const char *id)
{
	const struct db_rows *rows = db_query(w, &inspection_see_sql, w->tenant, id, w->person_id);

	if (!rows)
		return false;
	return db_count(rows) || refuse(w, PROBLEM_not_found, "There is no visit %s.", id);
}

bool inspection_is(const struct inspection *i, const char *state)
{
	return !strcmp(i->state, state);
}

bool inspection_is_fillable(const struct inspection *i)
{
	return inspection_is(i, "planned") || inspection_is(i, "open") ||
	       inspection_is(i, "started");
}

bool inspection_refuse(struct work *w, const struct inspection *i, const char *verb)
{
	return refuse(w, PROBLEM_inspection_not_open, "The visit is %s; it cannot be %s.", i->state,
		      verb);
}

bool inspection_tell(struct work *w, const struct inspection *i, const char *kind, const char *data)
{
	struct event event = {
		.kind = kind,
		.subject = "inspection",
		.subject_id = i->id,
		.unit_id = i->unit_id,
		.data = data,
	};

	return outbox_post(w, &event);
}

bool inspection_start(struct work *w, const char *id, const struct start *start)
{
	struct inspection i;
	struct context context;
	int64_t at = start->started_at && start->started_at < w->now ? start->started_at : w->now;

	if (!inspection_take(w, id, &i))
		return false;
	if (inspection_is(&i, "started") && i.is_mine)
		return true;
	if (!inspection_is(&i, "planned") && !inspection_is(&i, "open"))
		return inspection_refuse(w, &i, "started");
	if (!i.is_mine)
		return refuse(w, PROBLEM_forbidden, "Somebody else leads this visit.");
	if (!(start->context_id ? context_get(w, &i, start->context_id, &context)
				: context_make(w, &i, &context)))
		return false;
	return db_send(w, &inspection_start_sql, w->tenant, id, context.version_id, w->person_id,
		       db_time(w, at), db_time(w, w->now)) &&
	       sheet_begin(w, &i, &context) && inspection_tell(w, &i, "inspection.started", NULL);
}

bool inspection_cancel(struct work *w, const char *id, const char *reason)
{
	const struct db_rows *rows;
	struct inspection i;

	if (!inspection_take(w, id, &i))
		return false;
	if (inspection_is(&i, "cancelled") && i.was_cancelled_by_caller &&
	    !strcmp(i.cancel_reason, reason))
		return true;
	if (!inspection_is_fillable(&i))
		return inspection_refuse(w, &i, "cancelled");
	rows = db_query(w, &inspection_cancel_sql, w->tenant, id, w->person_id, db_time(w, w->now),
			reason);
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_forbidden,
			      "That needs the right \"inspection.plan\" there.");
	return inspection_tell(w, &i, "inspection.cancelled", NULL);
}
