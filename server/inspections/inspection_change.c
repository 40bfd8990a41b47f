#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "inspections/inspection.h"
#include "inspections/inspection_change.sql.h"
#include "inspections/sight.h"
#include "outbox/outbox.h"

static void add_name(struct text *t, const char *name)
{
	text_printf(t, "%s\"%s\":", t->len > 1 ? "," : "", name);
}

static void add_text(struct text *t, bool is_given, const char *name, const char *value)
{
	if (!is_given)
		return;
	add_name(t, name);
	if (value)
		text_json(t, value);
	else
		text_add(t, "null");
}

static void add_truth(struct text *t, bool is_given, const char *name, bool value)
{
	if (!is_given)
		return;
	add_name(t, name);
	text_add(t, db_bool(value));
}

static const char *as_json(struct work *w, const struct change *c)
{
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{");
	add_text(&t, c->visible_from_given, "visible_from", db_time(w, c->visible_from));
	add_text(&t, c->start_at_given, "start_at", db_time(w, c->start_at));
	add_text(&t, c->due_at_given, "due_at", db_time(w, c->due_at));
	add_text(&t, c->miss_at_given, "miss_at", db_time(w, c->miss_at));
	add_text(&t, c->lead_id_given, "lead_id", c->lead_id);
	add_text(&t, c->note_given, "note", c->note);
	add_truth(&t, c->is_unannounced_given, "is_unannounced", c->is_unannounced);
	add_truth(&t, c->needs_review_given, "needs_review", c->needs_review);
	text_add(&t, "}");
	return text_take(&t);
}

/* Of a visit that has started, only who fills it in can change, and what is said of it. */
static bool check_state(struct work *w, const struct inspection *i, const struct change *c)
{
	bool is_early = c->visible_from_given || c->start_at_given || c->due_at_given ||
			c->miss_at_given || c->is_unannounced_given || c->needs_review_given;

	if (!inspection_is_fillable(i))
		return inspection_refuse(w, i, "changed");
	if (inspection_is(i, "started") && is_early)
		return refuse(w, PROBLEM_inspection_not_open,
			      "The visit is started; only its lead, team and note can be changed.");
	return true;
}

static bool check_people(struct work *w, const struct inspection *i, const struct change *c)
{
	const struct db_rows *rows;

	if (!c->lead_id && !c->team.nr)
		return true;
	rows = db_query(w, &inspection_people_sql, w->tenant, i->unit_id, c->lead_id,
			db_array(w, c->team.items, c->team.nr));
	if (!rows)
		return false;
	if (!db_boolean(rows, 0, "may_lead"))
		fault(w, "/lead_id", "That person may not inspect there.");
	if (!db_boolean(rows, 0, "is_team"))
		fault(w, "/team", "Somebody of the team is not there or has left.");
	return true;
}

static bool store_team(struct work *w, const struct inspection *i, const struct json_texts *team)
{
	const char *people = db_array(w, team->items, team->nr);

	return db_send(w, &inspection_team_end_sql, w->tenant, i->id, people) &&
	       db_send(w, &inspection_team_begin_sql, w->tenant, i->id, people);
}

/* Whoever is near the store hears of the visit when it can be seen, and not before. */
static bool tell_later(struct work *w, const struct inspection *i, const struct change *c)
{
	struct event event = {
		.kind = "inspection.visible",
		.subject = "inspection",
		.subject_id = i->id,
		.unit_id = i->unit_id,
		.tell_at = c->visible_from,
		.is_discreet = true,
	};

	return c->visible_from <= w->now || outbox_post(w, &event);
}

bool inspection_change(struct work *w, const char *id, const struct change *c)
{
	struct inspection i = { 0 };
	const char *people;

	if (!inspection_take(w, id, &i))
		return false;
	if (!i.may_plan)
		return refuse(w, PROBLEM_forbidden,
			      "That needs the right \"inspection.plan\" there.");
	if (!check_state(w, &i, c) || !check_people(w, &i, c))
		return false;
	if (c->is_unannounced && !i.may_hide)
		fault(w, "/is_unannounced",
		      "What the store is not to know is planned by somebody from above it.");
	if (c->miss_at && c->miss_at < w->now)
		fault(w, "/miss_at", "This is over already.");
	return work_is_faultless(w, PROBLEM_invalid_body) && sight_now(w, id, &people) &&
	       db_send(w, &inspection_change_sql, w->tenant, id, as_json(w, c),
		       db_time(w, w->now)) &&
	       (!c->team_given || store_team(w, &i, &c->team)) &&
	       inspection_tell(w, &i, "inspection.changed", NULL) && tell_later(w, &i, c) &&
	       sight_tell(w, &i, people);
}
