#include "actions/finding_make.h"

#include "access/access.h"
#include "actions/action_own.h"
#include "actions/actions.h"
#include "actions/finding_make.sql.h"
#include "base/uuid.h"
#include "db/db.h"

static bool open_action(struct work *w, const struct new_finding *new, const char *photos)
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

	return action_photos_check(w, NULL, &new->photos, 0) && actions_open(w, &failures) &&
	       (!new->photos.nr || db_send(w, &finding_make_photos_sql, w->tenant, new->id, photos,
					   w->person_id, db_time(w, w->now)));
}

/* Whether there is something to make; else it is there already, or cannot be made. */
static bool prepare(struct work *w, const struct new_finding *new, const char *photos, bool *is_new)
{
	const struct db_rows *rows;

	if (!access_at(w, RIGHT_finding_create, new->unit_id) ||
	    !db_send(w, &finding_make_lock_sql, w->tenant, new->id))
		return false;
	rows = db_query(w, &finding_make_facts_sql, w->tenant, new->id, new->department_id,
			new->unit_id, severity_names[new->severity], new->title, new->note,
			w->person_id, photos, hand_source_names[new->source]);
	if (!rows)
		return false;
	*is_new = !db_boolean(rows, 0, "is_taken");
	if (!*is_new)
		return db_boolean(rows, 0, "is_same") ||
		       refuse(w, PROBLEM_id_is_taken, "Something else has the id %s.", new->id);
	if (!db_boolean(rows, 0, "has_department"))
		fault(w, "/department_id", "There is no department or partner %s in use.",
		      new->department_id);
	return work_is_faultless(w, PROBLEM_invalid_body);
}

bool finding_make(struct work *w, struct new_finding *new, bool *is_new, const char **json)
{
	const char *photos = db_array(w, new->photos.items, new->photos.nr);
	const struct db_rows *rows;

	if (!new->id)
		new->id = uuid_v7(&w->mem, w->now);
	if (!prepare(w, new, photos, is_new) || (*is_new && !open_action(w, new, photos)))
		return false;
	rows = db_query(w, &finding_make_show_sql, w->tenant, new->id);
	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}
