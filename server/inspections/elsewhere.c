#include "inspections/elsewhere.h"

#include <string.h>

#include "actions/action.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"
#include "inspections/elsewhere.sql.h"
#include "inspections/inspection.h"
#include "outbox/outbox.h"

struct stores {
	struct new_inspection *visits; /* to be made */
	const char **ids;              /* of all, also those that are there */
	size_t visits_nr;
	size_t nr;
};

static bool check(struct work *w, const struct action *a, const struct elsewhere *where)
{
	if (!action_lets(a, STEP_LOOK_ELSEWHERE))
		return refuse(w, PROBLEM_forbidden, "That needs the right \"%s\".",
			      right_text(RIGHT_inspection_plan));
	if (!a->has_question)
		return refuse(w, PROBLEM_action_has_no_question,
			      "It was found by hand; no checklist asks for it.");
	if (!where->unit_ids.nr == !where->below)
		fault(w, "", "Name the stores (\"unit_ids\"), or the unit that they are below.");
	if (where->due_at <= w->now)
		fault(w, "/due_at", "The date must be in the future.");
	return work_is_faultless(w, PROBLEM_invalid_body);
}

/* Its own store is looked at anyway; elsewhere the caller must be able to plan. */
static void explain(struct work *w, const struct db_rows *rows, size_t i)
{
	const char *verdict = db_text(rows, i, "verdict");
	const char *pointer =
		json_pointer_item(&w->mem, "/unit_ids", (size_t)db_integer(rows, i, "place"));

	if (!strcmp(verdict, "own"))
		fault(w, pointer, "This is the store of the action itself.");
	else if (!strcmp(verdict, "unit"))
		fault(w, pointer, "There is no open store of that id where you may plan visits.");
}

static void read_store(struct work *w, const struct db_rows *rows, size_t i,
		       const struct elsewhere *where, struct stores *s)
{
	const char *there = db_text(rows, i, "inspection_id");
	struct new_inspection *n = &s->visits[s->visits_nr];

	s->ids[s->nr++] = there ? there : uuid_v4(&w->mem);
	if (there)
		return;
	*n = (struct new_inspection){
		.id = s->ids[s->nr - 1],
		.unit_id = db_text(rows, i, "unit_id"),
		.checklist_id = db_text(rows, i, "checklist_id"),
		.kind = "special",
		.start_at = w->now,
		.due_at = where->due_at,
		.pointer = "",
	};
	s->visits_nr++;
}

static bool find_stores(struct work *w, const char *action_id, const struct elsewhere *where,
			struct stores *s)
{
	const struct db_rows *rows = db_query(
		w, &elsewhere_stores_sql, w->tenant, w->person_id, action_id,
		where->below ? NULL : db_array(w, where->unit_ids.items, where->unit_ids.nr),
		where->below, db_number(w, INSPECTIONS_AT_ONCE + 1));

	if (!rows)
		return false;
	if (!db_count(rows) || db_count(rows) > INSPECTIONS_AT_ONCE)
		return fault(w, "/below", "There must be 1 to %d open stores where you may plan.",
			     INSPECTIONS_AT_ONCE) ||
		       work_is_faultless(w, PROBLEM_invalid_body);
	s->visits = arena_array(&w->mem, db_count(rows), sizeof(*s->visits));
	s->ids = arena_array(&w->mem, db_count(rows), sizeof(*s->ids));
	for (size_t i = 0; i < db_count(rows); i++) {
		explain(w, rows, i);
		read_store(w, rows, i, where, s);
	}
	return work_is_faultless(w, PROBLEM_invalid_body);
}

static const char *ids_text(struct work *w, const struct stores *s)
{
	struct text t;

	text_init(&t, &w->mem);
	text_printf(&t, "{\"made\":%zu,\"inspection_ids\":[", s->visits_nr);
	for (size_t i = 0; i < s->nr; i++)
		text_printf(&t, "%s\"%s\"", i ? "," : "", s->ids[i]);
	text_add(&t, "]}");
	return text_take(&t);
}

static bool note(struct work *w, const struct action *a, const struct stores *s, const char *json)
{
	struct event event = {
		.kind = "action.looked_elsewhere",
		.subject = "action",
		.subject_id = a->id,
		.unit_id = a->unit_id,
		.data = json,
	};

	return db_send(w, &elsewhere_note_sql, w->tenant, a->id, db_array(w, s->ids, s->nr),
		       db_number(w, a->round), db_time(w, w->now)) &&
	       outbox_post(w, &event);
}

bool elsewhere_look(struct work *w, const char *action_id, const struct elsewhere *where,
		    size_t *made, const char **json)
{
	struct stores s = { 0 };
	struct action a;

	*made = 0;
	if (!action_take(w, action_id, &a) || !check(w, &a, where) ||
	    !find_stores(w, action_id, where, &s))
		return false;
	*json = ids_text(w, &s);
	if (!s.visits_nr)
		return true;
	return inspections_make(w, s.visits, s.visits_nr, made) && note(w, &a, &s, *json);
}
