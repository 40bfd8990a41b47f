#include "actions/action_comment.sql.h"
#include "actions/action_own.h"
#include "base/uuid.h"
#include "db/db.h"

/* Something has the id already: this comment sent again, or something else. */
static bool check_same(struct work *w, const char *action_id, const char *id, const char *data)
{
	const struct db_rows *rows = db_query(w, &action_comment_is_same_sql, w->tenant, id,
					      action_id, w->person_id, data);

	if (!rows)
		return false;
	return db_boolean(rows, 0, "is_same") ||
	       refuse(w, PROBLEM_id_is_taken, "Something else has the id %s.", id);
}

static bool add(struct work *w, const struct action *a, const char *id, const struct step *what,
		bool *is_new)
{
	/* Without the state and the round, which may be others when it is sent again. */
	const char *data = arena_printf(&w->mem, "{%s}", step_members(w, what) + 1);
	const struct db_rows *rows =
		db_query(w, &action_comment_add_sql, w->tenant, id, db_time(w, w->now), a->id,
			 a->unit_id, w->person_id, data);

	if (!rows)
		return false;
	*is_new = db_count(rows);
	return *is_new ? action_photos_add(w, a->id, &what->photos, "comment", a->round)
		       : check_same(w, a->id, id, data);
}

bool action_comment(struct work *w, const char *id, const struct step *what, bool *is_new,
		    const char **json)
{
	const char *comment_id = what->id ? what->id : uuid_v7(&w->mem, w->now);
	const struct db_rows *rows;
	struct action a;

	if (!action_get(w, id, &a) || !action_photos_check(w, id, &what->photos, 0) ||
	    !add(w, &a, comment_id, what, is_new))
		return false;
	rows = db_query(w, &action_comment_show_sql, w->tenant, id, comment_id);
	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}
