#include "actions/extension.h"

#include <string.h>

#include "actions/action_own.h"
#include "actions/extension.sql.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"
#include "outbox/outbox.h"

static bool show(struct work *w, const char *id, const char **json)
{
	const struct db_rows *rows = db_query(w, &extension_show_sql, w->tenant, id);

	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}

static bool tell(struct work *w, const struct action *a, const char *kind, const char *id,
		 int64_t due_at, const char *text)
{
	struct event event = {
		.kind = kind, .subject = "action", .subject_id = a->id, .unit_id = a->unit_id
	};
	struct text t;

	text_init(&t, &w->mem);
	text_printf(&t, "{\"round\":%lld,\"extension_id\":\"%s\",\"due_at\":\"%s\"",
		    (long long)a->round, id, clock_text(&w->mem, due_at));
	if (text) {
		text_add(&t, ",\"reason\":");
		text_json(&t, text);
	}
	text_add(&t, "}");
	event.data = text_take(&t);
	return outbox_post(w, &event);
}

static bool check_ask(struct work *w, const struct action *a, const struct new_extension *new)
{
	if (!action_lets(a, STEP_EXTEND))
		return refuse(w, PROBLEM_forbidden, "Whoever works on it asks for a later date.");
	if (!action_is_ready_for(a, STEP_EXTEND))
		return action_refuse_state(w, a, STEP_EXTEND);
	if (new->due_at <= a->due_at || new->due_at <= w->now)
		fault(w, "/due_at", "The date must be later than %s, and in the future.",
		      clock_text(&w->mem, a->due_at));
	return work_is_faultless(w, PROBLEM_invalid_body);
}

static bool insert(struct work *w, const struct action *a, const struct new_extension *new)
{
	return db_send(w, &extension_insert_sql, w->tenant, new->id, a->id, db_time(w, new->due_at),
		       db_time(w, a->due_at), new->reason, w->person_id, db_time(w, w->now)) &&
	       tell(w, a, "action.extension_asked", new->id, new->due_at, new->reason);
}

bool extension_ask(struct work *w, const char *action_id, struct new_extension *new, bool *is_new,
		   const char **json)
{
	const struct db_rows *rows;
	struct action a;

	if (!action_take(w, action_id, &a))
		return false;
	rows = db_query(w, &extension_there_sql, w->tenant, action_id, new->id,
			db_time(w, new->due_at), new->reason, w->person_id);
	if (!rows)
		return false;
	*is_new = !db_count(rows);
	if (!*is_new && !db_boolean(rows, 0, "is_same"))
		return refuse(w, PROBLEM_id_is_taken, "Something else has the id %s.", new->id);
	if (!*is_new)
		return show(w, db_text(rows, 0, "id"), json);
	if (!new->id)
		new->id = uuid_v7(&w->mem, w->now);
	return check_ask(w, &a, new) && insert(w, &a, new) && show(w, new->id, json);
}

/* ---- deciding */

struct extension {
	const char *state;
	const char *asked_by;
	const char *decided_by;
	const char *note;
	int64_t due_at;
};

static bool take(struct work *w, const char *action_id, const char *id, struct extension *e)
{
	const struct db_rows *rows = db_query(w, &extension_take_sql, w->tenant, action_id, id);

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "The action has no extension %s.", id);
	e->state = db_text(rows, 0, "state");
	e->asked_by = db_text(rows, 0, "asked_by");
	e->decided_by = db_text(rows, 0, "decided_by");
	e->note = db_text(rows, 0, "note");
	e->due_at = db_integer(rows, 0, "due_ms");
	return true;
}

static bool is_text(const char *a, const char *b) { return !strcmp(a ? a : "", b ? b : ""); }

/* The answer to it may have been lost. */
static bool is_decided_so(const struct work *w, const struct extension *e, const char *state,
			  const char *note)
{
	return is_text(e->state, state) && is_text(e->decided_by, w->person_id) &&
	       is_text(e->note, note);
}

static bool check_decision(struct work *w, const struct action *a, const struct extension *e,
			   bool is_approved)
{
	if (!a->may_approve)
		return refuse(w, PROBLEM_forbidden, "That needs the right \"%s\" there.",
			      right_text(RIGHT_action_approve));
	if (strcmp(e->state, "asked") != 0)
		return refuse(w, PROBLEM_extension_is_decided, "It was %s already.", e->state);
	if (is_text(e->asked_by, w->person_id))
		return refuse(w, PROBLEM_approver_is_the_asker,
			      "You have asked for it; somebody else decides.");
	if (is_approved && !action_is_ready_for(a, STEP_EXTEND))
		return action_refuse_state(w, a, STEP_EXTEND);
	return true;
}

bool extension_decide(struct work *w, const char *action_id, const char *id, bool is_approved,
		      const char *note, const char **json)
{
	const char *state = is_approved ? "approved" : "declined";
	const char *kind = is_approved ? "action.extension_approved" : "action.extension_declined";
	const char *now = db_time(w, w->now);
	struct extension e = { .state = "" };
	struct action a;

	if (!action_take(w, action_id, &a) || !take(w, action_id, id, &e))
		return false;
	if (is_decided_so(w, &e, state, note))
		return show(w, id, json);
	if (!check_decision(w, &a, &e, is_approved) ||
	    !db_send(w, &extension_decide_sql, w->tenant, id, state, w->person_id, now, note) ||
	    (is_approved && !db_send(w, &extension_move_sql, w->tenant, action_id, id, now)))
		return false;
	return tell(w, &a, kind, id, e.due_at, note) && show(w, id, json);
}
