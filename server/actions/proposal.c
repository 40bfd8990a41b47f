#include "actions/proposal.h"

#include <string.h>

#include "actions/action_own.h"
#include "actions/proposal.sql.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"
#include "organization/tenant.h"
#include "outbox/outbox.h"

const char *const proposal_kind_names[] = { "checklist", "procedure", "training", NULL };
const char *const proposal_state_names[] = { "proposed", "accepted", "declined", NULL };

static bool show(struct work *w, const char *id, const char **json)
{
	const struct db_rows *rows = db_query(w, &proposal_show_sql, w->tenant, id);

	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}

static bool tell(struct work *w, const char *action_id, const char *unit_id, const char *kind,
		 const char *id, const char *text)
{
	struct event event = {
		.kind = kind, .subject = "action", .subject_id = action_id, .unit_id = unit_id
	};
	struct text t;

	text_init(&t, &w->mem);
	text_printf(&t, "{\"proposal_id\":\"%s\"", id);
	if (text) {
		text_add(&t, ",\"text\":");
		text_json(&t, text);
	}
	text_add(&t, "}");
	event.data = text_take(&t);
	return outbox_post(w, &event);
}

bool proposal_make(struct work *w, const char *action_id, struct new_proposal *new, bool *is_new,
		   const char **json)
{
	const char *kind = proposal_kind_names[new->kind];
	const struct db_rows *rows;
	struct action a;

	if (!new->id)
		new->id = uuid_v7(&w->mem, w->now);
	if (!action_take(w, action_id, &a))
		return false;
	rows = db_query(w, &proposal_there_sql, w->tenant, new->id, action_id, kind, new->text,
			w->person_id);
	if (!rows)
		return false;
	*is_new = !db_count(rows);
	if (!*is_new)
		return db_boolean(rows, 0, "is_same")
			       ? show(w, new->id, json)
			       : refuse(w, PROBLEM_id_is_taken, "Something else has the id %s.",
					new->id);
	if (!action_lets(&a, STEP_PROPOSE))
		return refuse(w, PROBLEM_forbidden,
			      "Whoever works on, verifies or assigns it proposes.");
	if (!action_is_ready_for(&a, STEP_PROPOSE))
		return action_refuse_state(w, &a, STEP_PROPOSE);
	return db_send(w, &proposal_insert_sql, w->tenant, new->id, action_id, kind, new->text,
		       w->person_id, db_time(w, w->now)) &&
	       tell(w, a.id, a.unit_id, "action.proposed", new->id, new->text) &&
	       show(w, new->id, json);
}

static bool is_text(const char *a, const char *b) { return !strcmp(a ? a : "", b ? b : ""); }

bool proposal_decide(struct work *w, const char *id, bool is_accepted, const char *note,
		     const char **json)
{
	const char *state = is_accepted ? "accepted" : "declined";
	const struct db_rows *rows;
	const char *now_is;

	if (!tenant_expect(w, RIGHT_action_approve))
		return false;
	rows = db_query(w, &proposal_take_sql, w->tenant, id);
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no proposal %s.", id);
	now_is = db_text(rows, 0, "state");
	/* The answer to it may have been lost. */
	if (!strcmp(now_is, state) && is_text(db_text(rows, 0, "decided_by"), w->person_id) &&
	    is_text(db_text(rows, 0, "note"), note))
		return show(w, id, json);
	if (strcmp(now_is, "proposed") != 0)
		return refuse(w, PROBLEM_proposal_is_decided, "It was %s already.", now_is);
	return db_send(w, &proposal_decide_sql, w->tenant, id, state, w->person_id,
		       db_time(w, w->now), note) &&
	       tell(w, db_text(rows, 0, "action_id"), db_text(rows, 0, "unit_id"),
		    is_accepted ? "action.proposal_accepted" : "action.proposal_declined", id,
		    note) &&
	       show(w, id, json);
}
