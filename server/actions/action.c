#include "actions/action.h"

#include <string.h>

#include "actions/action.sql.h"
#include "actions/action_own.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/text.h"
#include "db/db.h"
#include "outbox/outbox.h"

static const char *const event_kinds[STEPS] = {
	[STEP_PLAN] = "action.planned",      [STEP_START] = "action.started",
	[STEP_HAND_IN] = "action.handed_in", [STEP_VERIFY] = "action.verified",
	[STEP_RETURN] = "action.returned",   [STEP_ASSIGN] = "action.assigned",
	[STEP_RAISE] = "action.raised",      [STEP_CANCEL] = "action.cancelled",
	[STEP_WAIVE] = "action.waived",
};

static int index_of(const char *const *names, const char *name)
{
	for (int i = 0; names[i]; i++)
		if (!strcmp(names[i], name))
			return i;
	BUG("an action is \"%s\"", name);
}

static void read_rights(struct work *w, const struct db_rows *rows, struct action *a)
{
	bool is_server = !w->who;

	a->may_read = is_server || db_boolean(rows, 0, "may_read");
	a->may_work = is_server || db_boolean(rows, 0, "may_work");
	a->may_assign = is_server || db_boolean(rows, 0, "may_assign");
	a->may_verify = is_server || db_boolean(rows, 0, "may_verify");
	a->may_cancel = is_server || db_boolean(rows, 0, "may_cancel");
	a->may_approve = is_server || db_boolean(rows, 0, "may_approve");
	a->may_plan_visits = may_somewhere(w, RIGHT_inspection_plan);
	a->is_from_above = is_server || db_boolean(rows, 0, "is_from_above");
	a->is_fixer = db_boolean(rows, 0, "is_fixer");
	a->is_responsible = db_boolean(rows, 0, "is_responsible");
}

/* False where there is none, or it failed. */
static bool read_facts(struct work *w, const char *id, struct action *a)
{
	const struct db_rows *rows;

	*a = (struct action){ .id = id, .last_step = "" };
	rows = db_query(w, &action_facts_sql, w->tenant, id, w->person_id);
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no action %s.", id);
	a->unit_id = db_text(rows, 0, "unit_id");
	a->severity = db_text(rows, 0, "severity");
	a->last_step = db_text(rows, 0, "last_step");
	a->round = db_integer(rows, 0, "round");
	a->state = (enum action_state)index_of(action_state_names, db_text(rows, 0, "state"));
	a->is_corrective = index_of(action_kind_names, db_text(rows, 0, "kind"));
	a->is_critical = !strcmp(a->severity, "critical") && db_boolean(rows, 0, "is_at_store");
	a->needs_cause = db_boolean(rows, 0, "needs_cause");
	a->has_cause = db_boolean(rows, 0, "has_cause");
	a->has_effectiveness = db_boolean(rows, 0, "has_effectiveness");
	a->has_question = db_boolean(rows, 0, "has_question");
	a->has_criteria = db_boolean(rows, 0, "has_criteria");
	a->least_passes = db_integer(rows, 0, "least_passes");
	a->hand_in_photos = db_integer(rows, 0, "hand_in_photos");
	if (!clock_parse(db_text(rows, 0, "due_at"), &a->due_at))
		BUG("an action is due at %s", db_text(rows, 0, "due_at"));
	read_rights(w, rows, a);
	return true;
}

bool action_get(struct work *w, const char *id, struct action *a)
{
	if (!read_facts(w, id, a))
		return false;
	return a->may_read || refuse(w, PROBLEM_not_found, "There is no action %s.", id);
}

bool action_take(struct work *w, const char *id, struct action *a)
{
	return db_send(w, &action_lock_sql, w->tenant, id) && action_get(w, id, a);
}

/* ---- what is told of a step, and what tells it from every other */

static void add_member(struct text *t, const char *name, const char *value)
{
	if (!value)
		return;
	text_printf(t, ",\"%s\":", name);
	text_json(t, value);
}

static void add_photos(struct text *t, const struct json_texts *photos)
{
	if (!photos->nr)
		return;
	text_add(t, ",\"photos\":[");
	for (size_t i = 0; i < photos->nr; i++) {
		if (i)
			text_add_char(t, ',');
		text_json(t, photos->items[i]);
	}
	text_add_char(t, ']');
}

static const char *category_of(const struct step *what)
{
	return what->cause_category_given ? cause_category_names[what->cause_category] : NULL;
}

const char *step_members(struct work *w, const struct step *what)
{
	struct text t;

	text_init(&t, &w->mem);
	add_member(&t, "cause", what->cause);
	add_member(&t, "cause_category", category_of(what));
	add_member(&t, "plan", what->plan);
	add_member(&t, "done", what->done);
	add_member(&t, "note", what->note);
	add_member(&t, "reason", what->reason);
	add_member(&t, "text", what->text);
	add_member(&t, "responsible_id", what->person_id ? what->person_id : what->responsible_id);
	add_member(&t, "due_at", what->due_at ? clock_text(&w->mem, what->due_at) : NULL);
	if (what->effect_passes)
		text_printf(&t, ",\"effect_passes\":%lld", (long long)what->effect_passes);
	if (what->effect_days)
		text_printf(&t, ",\"effect_days\":%lld", (long long)what->effect_days);
	add_photos(&t, &what->photos);
	return text_take(&t);
}

static const char *fingerprint(struct work *w, enum action_step step, const char *content)
{
	const char *whole = arena_printf(&w->mem, "%s %s %s", action_step_names[step],
					 w->person_id ? w->person_id : "", content);
	char *hex = arena_alloc(&w->mem, SHA256_HEX);

	sha256_hex(whole, strlen(whole), hex);
	return hex;
}

static bool tell(struct work *w, const struct action *a, enum action_step step, const char *content)
{
	const char *state = action_state_names[action_state_after(a, step)];
	struct event event = {
		.kind = event_kinds[step],
		.subject = "action",
		.subject_id = a->id,
		.unit_id = a->unit_id,
		.data = arena_printf(&w->mem, "{\"state\":\"%s\",\"round\":%lld%s}", state,
				     (long long)a->round, content),
	};

	return outbox_post(w, &event);
}

/* ---- whether it can be done */

/* The names of what the caller can do, with the quotation marks of JSON or without. */
static const char *steps_text(struct work *w, const struct action *a, const char *quote,
			      const char *between)
{
	bool is_first = true;
	struct text t;

	text_init(&t, &w->mem);
	for (int step = 0; step < STEPS; step++) {
		if (!action_can(a, (enum action_step)step))
			continue;
		text_printf(&t, "%s%s%s%s", is_first ? "" : between, quote, action_step_names[step],
			    quote);
		is_first = false;
	}
	return text_take(&t);
}

bool action_refuse_state(struct work *w, const struct action *a, enum action_step step)
{
	const char *state = action_state_names[a->state];
	const char *kind = action_kind_names[a->is_corrective];

	w->problem.extra = arena_printf(&w->mem, "\"state\":\"%s\",\"can\":[%s]", state,
					steps_text(w, a, "\"", ","));
	return refuse(w, PROBLEM_action_not_in_state,
		      "\"%s\" is not for a %s action that is %s; what you can do now: %s.",
		      action_step_names[step], kind, state, steps_text(w, a, "", ", "));
}

static bool check_verifier(struct work *w, const struct action *a)
{
	if (a->is_fixer)
		return refuse(w, PROBLEM_verifier_is_the_fixer,
			      "You had a hand in this fix; somebody else verifies it.");
	if (a->is_critical && !a->is_from_above)
		return refuse(w, PROBLEM_verifier_is_of_the_store,
			      "It is critical: somebody verifies it whose right comes from above "
			      "the store.");
	return true;
}

static bool check_person(struct work *w, const struct action *a, const char *person_id)
{
	const struct db_rows *rows;

	if (!person_id)
		return true;
	rows = db_query(w, &action_person_fits_sql, w->tenant, a->id, person_id);
	if (!rows)
		return false;
	return db_boolean(rows, 0, "fits") ||
	       refuse(w, PROBLEM_person_cannot_be_responsible,
		      "The person %s cannot work on this action.", person_id);
}

/* Fewer passes than the group asks for are for whoever may approve that. */
static void check_criteria(struct work *w, const struct action *a, const struct step *what)
{
	if (!a->has_effectiveness && (what->effect_passes || what->effect_days))
		fault(w, what->effect_passes ? "/effect_passes" : "/effect_days",
		      "The group does not ask for the effect.");
	else if (what->effect_passes && what->effect_passes < a->least_passes && !a->may_approve)
		fault(w, "/effect_passes",
		      "The group asks for %lld passes; fewer need the right \"%s\".",
		      (long long)a->least_passes, right_text(RIGHT_action_approve));
}

static bool check_plan(struct work *w, const struct action *a, const struct step *what)
{
	if (a->needs_cause && !a->has_cause && !what->cause)
		return refuse(w, PROBLEM_cause_is_missing,
			      "It is major, critical or a repeat: name the cause.");
	if (what->due_at && what->due_at > a->due_at)
		fault(w, "/due_at", "A plan cannot put off the date; it is due at %s.",
		      clock_text(&w->mem, a->due_at));
	else if (what->due_at && what->due_at <= w->now)
		fault(w, "/due_at", "The date must be in the future.");
	check_criteria(w, a, what);
	return work_is_faultless(w, PROBLEM_invalid_body) &&
	       check_person(w, a, what->responsible_id);
}

static bool check_step(struct work *w, const struct action *a, enum action_step step,
		       const struct step *what)
{
	if (!action_lets(a, step))
		return refuse(w, PROBLEM_forbidden, "You do not have the right to \"%s\" here.",
			      action_step_names[step]);
	if (!action_is_ready_for(a, step))
		return action_refuse_state(w, a, step);
	if (step == STEP_VERIFY && !check_verifier(w, a))
		return false;
	if (step == STEP_WAIVE && a->is_responsible)
		return refuse(w, PROBLEM_waiver_is_responsible,
			      "You are responsible for it; somebody else waives it.");
	if (step == STEP_PLAN && !check_plan(w, a, what))
		return false;
	if (step == STEP_ASSIGN && !check_person(w, a, what->person_id))
		return false;
	return action_photos_check(w, a->id, &what->photos,
				   step == STEP_HAND_IN ? a->hand_in_photos : 0);
}

/* ---- doing it */

/* The action is locked, so what held a moment ago holds. */
static bool has_moved(struct work *w, const struct db_rows *rows)
{
	return db_count(rows) == 1 || broken(w, "a locked action did not take a step");
}

static bool move(struct work *w, const struct action *a, enum action_step step,
		 const struct step *what, const char *mark)
{
	const char *from = action_state_names[a->state];
	const char *to = action_state_names[action_state_after(a, step)];
	const char *now = db_time(w, w->now);
	const char *me = w->person_id;

	switch (step) {
	case STEP_PLAN:
		return db_expect(w, has_moved, &action_plan_sql, w->tenant, a->id, from, me, now,
				 what->cause, what->plan, what->responsible_id,
				 db_time(w, what->due_at), mark, category_of(what),
				 what->effect_passes ? db_number(w, what->effect_passes) : NULL,
				 what->effect_days ? db_number(w, what->effect_days) : NULL);
	case STEP_START:
		return db_expect(w, has_moved, &action_start_sql, w->tenant, a->id, from, me, now,
				 mark);
	case STEP_HAND_IN:
		return db_expect(w, has_moved, &action_hand_in_sql, w->tenant, a->id, from, me, now,
				 what->done, mark);
	case STEP_VERIFY:
		return db_expect(w, has_moved, &action_verify_sql, w->tenant, a->id, from, me, now,
				 what->note, to, mark);
	case STEP_RETURN:
		return db_expect(w, has_moved, &action_return_sql, w->tenant, a->id, from, now,
				 mark);
	case STEP_ASSIGN:
		return db_expect(w, has_moved, &action_assign_sql, w->tenant, a->id, from, now,
				 what->person_id, mark);
	case STEP_RAISE:
		return db_expect(w, has_moved, &action_raise_sql, w->tenant, a->id, from, now,
				 mark);
	case STEP_CANCEL:
		return db_expect(w, has_moved, &action_cancel_sql, w->tenant, a->id, from, me, now,
				 what->reason, mark);
	case STEP_WAIVE:
		return db_expect(w, has_moved, &action_waive_sql, w->tenant, a->id, from, me, now,
				 what->reason, mark);
	case STEP_EXTEND:
	case STEP_LOOK_ELSEWHERE:
	case STEP_PROPOSE:
	case STEP_COMMENT:
	case STEPS:
		break;
	}
	BUG("%d is not a step that moves an action", (int)step);
}

static bool show(struct work *w, const char *id, const char **json)
{
	const struct db_rows *rows = db_query(w, &action_show_sql, w->tenant, id);

	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}

bool action_do(struct work *w, const char *id, enum action_step step, const struct step *what,
	       const char **json)
{
	const char *content = step_members(w, what);
	const char *mark = fingerprint(w, step, content);
	struct action a;

	if (!db_send(w, &action_lock_sql, w->tenant, id) || !read_facts(w, id, &a))
		return false;
	/* The answer was lost on its way; whoever has just handed the action on may hear it still.
	 */
	if (!strcmp(a.last_step, mark))
		return show(w, id, json);
	if (!a.may_read)
		return refuse(w, PROBLEM_not_found, "There is no action %s.", id);
	if (!check_step(w, &a, step, what) ||
	    !action_hide(w, &a.id, 1, step == STEP_ASSIGN ? what->person_id : what->responsible_id))
		return false;
	return move(w, &a, step, what, mark) &&
	       action_photos_add(w, id, &what->photos, action_step_names[step], a.round) &&
	       tell(w, &a, step, content) && show(w, id, json);
}

bool action_show(struct work *w, const char *id, const char **json)
{
	const struct db_rows *rows;
	const char *body;
	struct action a;
	struct text t;

	if (!action_get(w, id, &a) || !show(w, id, &body))
		return false;
	rows = db_query(w, &action_findings_sql, w->tenant, id, w->person_id);
	if (!rows)
		return false;
	text_init(&t, &w->mem);
	/* The same object with more members. */
	text_add_bytes(&t, body, strlen(body) - 1);
	text_printf(&t,
		    ",\"findings\":%s,\"photos\":%s,\"extensions\":%s,\"rounds\":%s,\"checks\":%s,"
		    "\"visits\":%s,\"proposals\":%s,\"recurrences\":%s,\"can\":[%s]}",
		    db_text(rows, 0, "findings"), db_text(rows, 0, "photos"),
		    db_text(rows, 0, "extensions"), db_text(rows, 0, "rounds"),
		    db_text(rows, 0, "checks"), db_text(rows, 0, "visits"),
		    db_text(rows, 0, "proposals"), db_text(rows, 0, "recurrences"),
		    steps_text(w, &a, "\"", ","));
	*json = text_take(&t);
	return true;
}
