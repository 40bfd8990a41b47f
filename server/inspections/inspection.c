#include "inspections/inspection.h"

#include <string.h>

#include "base/crypt.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"
#include "inspections/context.h"
#include "inspections/inspection.sql.h"
#include "inspections/inspection_own.h"
#include "inspections/sight.h"
#include "outbox/outbox.h"

static void add_text(struct text *t, const char *name, const char *value)
{
	if (!value)
		return;
	text_printf(t, ",\"%s\":", name);
	text_json(t, value);
}

/* What was asked for, always in the same words: the same again is the same visit. */
static const char *asked(struct work *w, const struct new_inspection *n)
{
	struct text t;

	text_init(&t, &w->mem);
	text_printf(&t, "\"is_unannounced\":%s,\"needs_review\":%s", db_bool(n->is_unannounced),
		    db_bool(n->needs_review));
	add_text(&t, "unit_id", n->unit_id);
	add_text(&t, "checklist_id", n->checklist_id);
	add_text(&t, "kind", n->kind);
	add_text(&t, "visible_from", db_time(w, n->visible_from));
	add_text(&t, "start_at", db_time(w, n->start_at));
	add_text(&t, "due_at", db_time(w, n->due_at));
	add_text(&t, "miss_at", db_time(w, n->miss_at));
	add_text(&t, "lead_id", n->lead_id);
	add_text(&t, "note", n->note);
	add_text(&t, "team", n->team.nr ? db_array(w, n->team.items, n->team.nr) : NULL);
	return text_take(&t);
}

static void add_inspection(struct work *w, struct text *t, const struct new_inspection *n,
			   size_t place)
{
	const char *what = asked(w, n);
	char sha256[SHA256_HEX];

	sha256_hex(what, strlen(what), sha256);
	text_printf(t, "{\"place\":%zu,\"sha256\":\"%s\"", place, sha256);
	add_text(t, "id", n->id);
	add_text(t, "event_id", uuid_v7(&w->mem, w->now));
	text_add(t, ",");
	text_add(t, what);
	text_add(t, "}");
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
		{ "hidden", "is_unannounced",
		  "What the store is not to know is planned by somebody from above it." },
		{ "lead", "lead_id", "That person may not inspect there." },
		{ "team", "team", "Somebody of the team is not there or has left." },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(outcome, known[i].outcome))
			fault(w, arena_printf(&w->mem, "%s/%s", n->pointer, known[i].member), "%s",
			      known[i].sentence);
}

static const char *outcome_of(const struct db_rows *rows, size_t i)
{
	return db_text(rows, i, "outcome");
}

static size_t count(const struct db_rows *rows, const char *outcome)
{
	size_t nr = 0;

	for (size_t i = 0; i < db_count(rows); i++)
		nr += !strcmp(outcome_of(rows, i), outcome);
	return nr;
}

/* The first verdict that is about the whole list and not about a member of the body. */
static bool read_outcomes(struct work *w, const struct db_rows *rows,
			  const struct new_inspection *list)
{
	for (size_t i = 0; i < db_count(rows); i++) {
		if (!strcmp(outcome_of(rows, i), "taken"))
			return refuse(w, PROBLEM_id_is_taken, "Another visit has the id %s.",
				      list[i].id);
		explain(w, &list[i], outcome_of(rows, i));
		if (!strcmp(outcome_of(rows, i), "made") && list[i].miss_at &&
		    list[i].miss_at < w->now)
			fault(w, arena_printf(&w->mem, "%s/miss_at", list[i].pointer),
			      "This is over already.");
	}
	return work_is_faultless(w, PROBLEM_invalid_body);
}

/* What somebody else has made at the same moment is seen by the next statement. */
static const struct db_rows *insert(struct work *w, const char *list, size_t *made)
{
	const struct db_rows *rows = NULL;

	*made = 0;
	for (int try = 0; try < 2; try++) {
		rows = db_query(w, &inspection_insert_sql, w->tenant, list, w->person_id,
				db_time(w, w->now));
		if (!rows)
			return NULL;
		*made += count(rows, "made");
		if (!count(rows, "busy"))
			return rows;
	}
	broken(w, "a visit can neither be made nor is it there");
	return NULL;
}

bool inspections_make(struct work *w, struct new_inspection *list, size_t nr, size_t *made)
{
	const struct db_rows *rows;

	for (size_t i = 0; i < nr; i++) {
		/* A mystery visit must not tell when it was thought of; which it is, is not known
		 * yet. */
		if (!list[i].id)
			list[i].id = uuid_v4(&w->mem);
		check_times(w, &list[i]);
	}
	if (!work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	rows = insert(w, as_json(w, list, nr), made);
	return rows && read_outcomes(w, rows, list);
}

static bool is_caller(const struct work *w, const struct db_rows *rows, const char *column)
{
	const char *person = db_text(rows, 0, column);

	return person && w->person_id && !strcmp(person, w->person_id);
}

static void read_rights(const struct work *w, const struct db_rows *rows, struct inspection *i)
{
	bool is_named = db_boolean(rows, 0, "is_lead");
	bool is_member = db_boolean(rows, 0, "is_member");

	i->is_lead = is_named || (!i->lead_id && db_boolean(rows, 0, "may_conduct"));
	i->is_mine = i->is_lead || is_member;
	i->may_plan = db_boolean(rows, 0, "may_plan");
	i->may_hide = db_boolean(rows, 0, "may_hide");
	i->may_review = db_boolean(rows, 0, "may_review");
	i->was_submitted_by_caller = is_caller(w, rows, "submitted_by");
	i->was_released_by_caller = is_caller(w, rows, "released_by");
	i->was_cancelled_by_caller = is_caller(w, rows, "cancelled_by");
	i->is_filler = is_named || is_member || i->was_submitted_by_caller;
}

bool inspection_look(struct work *w, const char *id, const struct db_rows **rows)
{
	return db_ask(w, rows, &inspection_look_sql, w->tenant, id, w->person_id);
}

bool inspection_ask(struct work *w, const char *id, const struct db_rows **rows)
{
	return db_send(w, &inspection_lock_sql, w->tenant, id) && inspection_look(w, id, rows);
}

bool inspection_take(struct work *w, const char *id, struct inspection *i)
{
	const struct db_rows *rows;

	return inspection_ask(w, id, &rows) && db_flush(w) && inspection_read(w, id, rows, i);
}

bool inspection_read(struct work *w, const char *id, const struct db_rows *rows,
		     struct inspection *i)
{
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
	i->submitted_by = db_text(rows, 0, "submitted_by");
	i->submitted_at = db_integer(rows, 0, "submitted_ms");
	i->miss_at = db_integer(rows, 0, "miss_ms");
	i->needs_review = db_boolean(rows, 0, "needs_review");
	i->is_unannounced = db_boolean(rows, 0, "is_unannounced");
	i->is_mystery = !strcmp(i->kind, "mystery");
	read_rights(w, rows, i);
	return true;
}

bool inspection_see(struct work *w, const char *id, bool *is_discreet)
{
	const struct db_rows *rows = db_query(w, &inspection_see_sql, w->tenant, id, w->person_id);

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no visit %s.", id);
	*is_discreet = db_boolean(rows, 0, "is_discreet");
	return true;
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

bool inspection_was_begun_in_time(const struct inspection *i, int64_t started_at)
{
	return inspection_is(i, "missed") && started_at && started_at <= i->miss_at;
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
		.is_discreet = i->is_mystery,
	};

	return outbox_post(w, &event);
}

bool inspection_lead(struct work *w, const char *id)
{
	struct inspection i = { 0 };
	const char *people;

	if (!inspection_take(w, id, &i))
		return false;
	if (!i.is_lead)
		return refuse(w, PROBLEM_forbidden,
			      i.lead_id ? "Somebody else leads this visit."
					: "That needs the right \"inspection.conduct\" there.");
	if (i.lead_id)
		return true;
	if (!inspection_is_fillable(&i))
		return inspection_refuse(w, &i, "taken");
	return sight_now(w, id, &people) &&
	       db_send(w, &inspection_lead_sql, w->tenant, id, w->person_id, db_time(w, w->now)) &&
	       inspection_tell(w, &i, "inspection.changed", NULL) && sight_tell(w, &i, people);
}

bool inspection_start(struct work *w, const char *id, const struct start *start)
{
	struct inspection i = { 0 };
	struct context context = { 0 };
	int64_t at = start->started_at && start->started_at < w->now ? start->started_at : w->now;

	if (!inspection_take(w, id, &i))
		return false;
	if (!i.is_mine)
		return refuse(w, PROBLEM_forbidden, "Somebody else leads this visit.");
	if (inspection_is(&i, "started"))
		return true;
	if (!inspection_is_fillable(&i) && !inspection_was_begun_in_time(&i, start->started_at))
		return inspection_refuse(w, &i, "started");
	if (!i.lead_id && !i.is_lead)
		return refuse(w, PROBLEM_forbidden, "Nobody leads this visit yet.");
	if (!(start->context_id ? context_get(w, &i, start->context_id, &context)
				: context_make(w, &i, &context)))
		return false;
	return db_send(w, &inspection_start_sql, w->tenant, id, context.version_id, w->person_id,
		       db_time(w, at), db_time(w, w->now)) &&
	       sheet_begin(w, &i, &context) && inspection_tell(w, &i, "inspection.started", NULL);
}

bool inspection_cancel(struct work *w, const char *id, const char *reason)
{
	struct inspection i = { 0 };
	const char *people;

	if (!inspection_take(w, id, &i))
		return false;
	if (!i.may_plan)
		return refuse(w, PROBLEM_forbidden,
			      "That needs the right \"inspection.plan\" there.");
	if (inspection_is(&i, "cancelled") && i.was_cancelled_by_caller &&
	    !strcmp(i.cancel_reason, reason))
		return true;
	if (!inspection_is_fillable(&i))
		return inspection_refuse(w, &i, "cancelled");
	return sight_now(w, id, &people) &&
	       db_send(w, &inspection_cancel_sql, w->tenant, id, w->person_id, db_time(w, w->now),
		       reason) &&
	       inspection_tell(w, &i, "inspection.cancelled", NULL) && sight_tell(w, &i, people);
}
