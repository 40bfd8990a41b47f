#include "appeals/appeal.h"

#include <string.h>

#include "access/access.h"
#include "actions/action_photo.h"
#include "actions/dispute.h"
#include "appeals/appeal.sql.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"
#include "inspections/amend.h"
#include "outbox/outbox.h"
#include "json/json.h"

const char *const appeal_state_names[] = { "open",      "upheld", "changed", "declined",
					   "withdrawn", "moot",   NULL };
const char *const appeal_outcome_names[] = { "upheld", "changed", "declined", NULL };

static bool show(struct work *w, const char *id, const char **json)
{
	const struct db_rows *rows = db_query(w, &appeal_show_sql, w->tenant, id);

	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}

/* What everybody may know of it is told: who appealed and decided is no secret. */
static bool tell(struct work *w, const char *kind, const char *id, const struct db_rows *about,
		 const char *text)
{
	struct event event = { .kind = kind,
			       .subject = "appeal",
			       .subject_id = id,
			       .unit_id = db_text(about, 0, "unit_id") };
	struct text t;

	text_init(&t, &w->mem);
	text_printf(&t, "{\"finding_id\":\"%s\",\"inspection_id\":\"%s\"",
		    db_text(about, 0, "finding_id"), db_text(about, 0, "inspection_id"));
	if (text) {
		text_add(&t, ",\"reason\":");
		text_json(&t, text);
	}
	text_add_char(&t, '}');
	event.data = text_take(&t);
	return outbox_post(w, &event);
}

/* ---- making one */

static bool check_finding(struct work *w, const char *id, const struct db_rows *finding)
{
	if (!db_text(finding, 0, "inspection_id"))
		return refuse(w, PROBLEM_finding_not_appealable,
			      "It was written down by hand; talk to who answers for its action.");
	if (!db_boolean(finding, 0, "stands"))
		return refuse(w, PROBLEM_finding_not_appealable, "The finding %s is void.", id);
	if (db_boolean(finding, 0, "has_one"))
		return refuse(w, PROBLEM_one_appeal_per_finding,
			      "There is an appeal against it that is open or was decided.");
	if (!db_integer(finding, 0, "appeal_days"))
		return refuse(w, PROBLEM_finding_not_appealable, "The group takes no appeals.");
	if (!db_boolean(finding, 0, "is_in_time"))
		return refuse(w, PROBLEM_appeal_time_is_over,
			      "It could be appealed against until %s.",
			      db_text(finding, 0, "until"));
	return true;
}

static bool insert(struct work *w, const char *finding_id, const struct new_appeal *new,
		   const struct db_rows *finding)
{
	const char *photos = db_array(w, new->photos.items, new->photos.nr);

	return action_photos_check(w, NULL, &new->photos, 0) &&
	       db_send(w, &appeal_insert_sql, w->tenant, new->id, finding_id,
		       db_text(finding, 0, "inspection_id"), new->reason, w->person_id,
		       db_time(w, w->now), db_text(finding, 0, "due_at")) &&
	       (!new->photos.nr ||
		db_send(w, &appeal_photos_insert_sql, w->tenant, new->id, photos)) &&
	       dispute_begin(w, db_text(finding, 0, "action_id"), new->id) &&
	       tell(w, "appeal.made", new->id, finding, new->reason);
}

bool appeal_make(struct work *w, const char *finding_id, struct new_appeal *new, bool *is_new,
		 const char **json)
{
	const struct db_rows *finding;
	const struct db_rows *there;

	if (!db_send(w, &appeal_visit_lock_sql, w->tenant, finding_id))
		return false;
	finding = db_query(w, &appeal_finding_sql, w->tenant, finding_id, w->person_id,
			   db_time(w, w->now));
	if (!finding)
		return false;
	if (!db_count(finding))
		return refuse(w, PROBLEM_not_found, "There is no finding %s.", finding_id);
	if (!access_within(w, RIGHT_appeal_make, db_text(finding, 0, "unit_id"),
			   db_text(finding, 0, "department_id")))
		return false;
	there = db_query(w, &appeal_there_sql, w->tenant, finding_id, new->id, new->reason,
			 w->person_id, db_array(w, new->photos.items, new->photos.nr));
	if (!there)
		return false;
	*is_new = !db_count(there);
	if (!*is_new && !db_boolean(there, 0, "is_same"))
		return refuse(w, PROBLEM_id_is_taken, "Something else has the id %s.",
			      db_text(there, 0, "id"));
	if (!new->id)
		new->id = *is_new ? uuid_v4(&w->mem) : db_text(there, 0, "id");
	if (*is_new &&
	    (!check_finding(w, finding_id, finding) || !insert(w, finding_id, new, finding)))
		return false;
	return show(w, new->id, json);
}

/* ---- ending one */

static bool is_text(const char *a, const char *b) { return !strcmp(a ? a : "", b ? b : ""); }

static bool find(struct work *w, const char *id, const struct db_rows **appeal)
{
	*appeal = db_query(w, &appeal_find_sql, w->tenant, id, w->person_id);
	if (!*appeal)
		return false;
	return db_count(*appeal) || refuse(w, PROBLEM_not_found, "There is no appeal %s.", id);
}

static bool take(struct work *w, const char *id, const struct db_rows **appeal)
{
	return db_send(w, &appeal_lock_sql, w->tenant, id) && find(w, id, appeal);
}

static bool is_open(const struct db_rows *appeal)
{
	return !strcmp(db_text(appeal, 0, "state"), "open");
}

static bool check_decider(struct work *w, const struct db_rows *appeal)
{
	if (!is_open(appeal))
		return refuse(w, PROBLEM_appeal_has_ended, "It is %s already.",
			      db_text(appeal, 0, "state"));
	if (is_text(db_text(appeal, 0, "appealed_by"), w->person_id))
		return refuse(w, PROBLEM_decider_is_the_appellant,
			      "You have appealed; somebody else decides.");
	if (db_boolean(appeal, 0, "has_inspected"))
		return refuse(w, PROBLEM_decider_inspected,
			      "You had a part in the visit; somebody else decides.");
	return true;
}

static bool end(struct work *w, const char *id, const char *state, const char *decided_by,
		const char *note, int64_t revision)
{
	return db_send(w, &appeal_end_sql, w->tenant, id, state, db_time(w, w->now), decided_by,
		       note, revision ? db_number(w, revision) : NULL);
}

static bool store(struct work *w, const char *id, const struct appeal_decision *d,
		  const struct db_rows *appeal)
{
	const char *state = appeal_outcome_names[d->outcome];
	const char *inspection_id = db_text(appeal, 0, "inspection_id");
	bool is_changed = d->outcome == APPEAL_CHANGED;
	struct amendment a = { 0 };

	if (is_changed &&
	    !amend_score(w, inspection_id, db_text(appeal, 0, "finding_id"), &d->changes, &a))
		return false;
	return end(w, id, state, w->person_id, d->note, is_changed ? a.revision : 0) &&
	       (!is_changed || amend_store(w, &a, d->note)) &&
	       dispute_end(w, inspection_id, false) &&
	       tell(w, arena_printf(&w->mem, "appeal.%s", state), id, appeal, d->note);
}

static const char *object_text(struct work *w, const struct json_value *v)
{
	return v ? json_write(&w->mem, v) : "{}";
}

/* Whether the caller has decided just that: the answer to it may have been lost. */
static bool was_decided_so(struct work *w, const char *id, const struct appeal_decision *d,
			   const struct db_rows *appeal, bool *was)
{
	const struct db_rows *rows;

	*was = is_text(db_text(appeal, 0, "state"), appeal_outcome_names[d->outcome]) &&
	       is_text(db_text(appeal, 0, "decided_by"), w->person_id) &&
	       is_text(db_text(appeal, 0, "note"), d->note);
	if (!*was || d->outcome != APPEAL_CHANGED)
		return true;
	rows = db_query(w, &appeal_answers_are_same_sql, w->tenant, id,
			object_text(w, d->changes.answers), object_text(w, d->changes.instances));
	if (!rows)
		return false;
	*was = db_boolean(rows, 0, "is_same");
	return true;
}

bool appeal_decide(struct work *w, const char *id, const struct appeal_decision *d,
		   const char **json)
{
	const struct db_rows *appeal;
	bool was;

	if (!take(w, id, &appeal) ||
	    !access_within(w, RIGHT_appeal_decide, db_text(appeal, 0, "unit_id"),
			   db_text(appeal, 0, "department_id")) ||
	    !was_decided_so(w, id, d, appeal, &was))
		return false;
	if (was)
		return show(w, id, json);
	return check_decider(w, appeal) && store(w, id, d, appeal) && show(w, id, json);
}

bool appeal_withdraw(struct work *w, const char *id, const char **json)
{
	const struct db_rows *appeal;
	const char *state;

	if (!take(w, id, &appeal))
		return false;
	if (!is_text(db_text(appeal, 0, "appealed_by"), w->person_id))
		return refuse(w, PROBLEM_forbidden, "Whoever appealed withdraws it.");
	state = db_text(appeal, 0, "state");
	if (!strcmp(state, "withdrawn"))
		return show(w, id, json);
	if (!is_open(appeal))
		return refuse(w, PROBLEM_appeal_has_ended, "It is %s already.", state);
	return end(w, id, "withdrawn", NULL, NULL, 0) &&
	       dispute_end(w, db_text(appeal, 0, "inspection_id"), false) &&
	       tell(w, "appeal.withdrawn", id, appeal, NULL) && show(w, id, json);
}

bool appeal_show(struct work *w, const char *id, const char **json)
{
	const struct db_rows *appeal;
	bool is_mine, may_decide;
	const char *body;
	struct text t;

	if (!find(w, id, &appeal) || !show(w, id, &body))
		return false;
	is_mine = is_text(db_text(appeal, 0, "appealed_by"), w->person_id);
	may_decide = db_boolean(appeal, 0, "may_decide") && !is_mine &&
		     !db_boolean(appeal, 0, "has_inspected");
	text_init(&t, &w->mem);
	/* The same object with one member more. */
	text_add_bytes(&t, body, strlen(body) - 1);
	text_add(&t, ",\"can\":[");
	if (is_open(appeal))
		text_add(&t, is_mine ? "\"withdraw\"" : may_decide ? "\"decide\"" : "");
	text_add(&t, "]}");
	*json = text_take(&t);
	return true;
}
