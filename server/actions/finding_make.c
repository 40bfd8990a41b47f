#include "actions/finding_make.h"

#include <string.h>

#include "access/access.h"
#include "actions/action_own.h"
#include "actions/actions.h"
#include "actions/finding_make.sql.h"
#include "base/uuid.h"
#include "db/db.h"

static bool open_one(struct work *w, const struct new_finding *new)
{
	struct failure failure = {
		.id = new->id,
		.severity = severity_names[new->severity],
		.department_id = new->department_id,
		.title = new->title,
		.note = new->note,
		.repeat = 1,
	};
	const struct failures failures = {
		.unit_id = new->unit_id,
		.source = hand_source_names[new->source],
		.found_by = w->person_id,
		.at = w->now,
		.items = &failure,
		.nr = 1,
	};

	return actions_open(w, &failures);
}

static bool join_one(struct work *w, const struct new_finding *new)
{
	return db_send(w, &finding_make_join_sql, w->tenant, new->action_id, new->id,
		       uuid_v7(&w->mem, w->now), hand_source_names[new->source],
		       severity_names[new->severity], new->department_id, new->title, new->note,
		       w->person_id, db_time(w, w->now));
}

static bool add(struct work *w, const struct new_finding *new, const char *photos)
{
	return action_photos_check(w, NULL, &new->photos, 0) &&
	       (new->action_id ? join_one(w, new) : open_one(w, new)) &&
	       (!new->photos.nr || db_send(w, &finding_make_photos_sql, w->tenant, new->id, photos,
					   w->person_id, db_time(w, w->now)));
}

/* Locked, so that what is so stays so; without a department the finding is of the action's. */
static bool look_at_action(struct work *w, struct new_finding *new)
{
	const struct db_rows *rows = db_query(w, &finding_make_action_sql, w->tenant,
					      new->action_id, w->person_id, new->unit_id);
	const char *department_id;

	if (!rows)
		return false;
	if (!db_count(rows)) {
		fault(w, "/action_id", "There is no action %s.", new->action_id);
		return true;
	}
	department_id = db_text(rows, 0, "department_id");
	if (!new->department_id)
		new->department_id = department_id;
	if (!db_boolean(rows, 0, "is_here"))
		fault(w, "/action_id", "This action is of another unit.");
	else if (new->department_id &&
		 (!department_id || strcmp(new->department_id, department_id) != 0))
		fault(w, "/action_id", "This action is of another department.");
	else if (!db_boolean(rows, 0, "is_open"))
		fault(w, "/action_id", "This action is %s; a finding joins one that is not over.",
		      db_text(rows, 0, "state"));
	else if (new->source && !new->department_id)
		fault(w, "/department_id", "A complaint needs the department that answers for it.");
	return true;
}

/* Whether there is something to make; else it is there already, or cannot be made. */
static bool prepare(struct work *w, struct new_finding *new, const char *photos, bool *is_new)
{
	const struct db_rows *rows;

	if (!access_at(w, RIGHT_finding_create, new->unit_id) ||
	    !db_send(w, &finding_make_lock_sql, w->tenant, new->id))
		return false;
	rows = db_query(w, &finding_make_facts_sql, w->tenant, new->id, new->department_id,
			new->unit_id, severity_names[new->severity], new->title, new->note,
			w->person_id, photos, hand_source_names[new->source], new->action_id);
	if (!rows)
		return false;
	*is_new = !db_boolean(rows, 0, "is_taken");
	if (!*is_new)
		return db_boolean(rows, 0, "is_same") ||
		       refuse(w, PROBLEM_id_is_taken, "Something else has the id %s.", new->id);
	if (!db_boolean(rows, 0, "has_department"))
		fault(w, "/department_id", "There is no department or partner %s in use.",
		      new->department_id);
	if (new->action_id && !look_at_action(w, new))
		return false;
	return work_is_faultless(w, PROBLEM_invalid_body);
}

bool finding_make(struct work *w, struct new_finding *new, bool *is_new, const char **json)
{
	const char *photos = db_array(w, new->photos.items, new->photos.nr);
	const struct db_rows *rows;

	if (!new->id)
		new->id = uuid_v7(&w->mem, w->now);
	if (!prepare(w, new, photos, is_new) || (*is_new && !add(w, new, photos)))
		return false;
	rows = db_query(w, &finding_make_show_sql, w->tenant, new->id);
	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}
