#include "calendars/calendar.h"

#include "access/access.h"
#include "base/uuid.h"
#include "calendars/calendar.sql.h"
#include "calendars/calendar_rules.h"

/* One question for everything that only the database knows; it faults or refuses. */
static bool check_ground(struct work *w, const char *id, const struct calendar *c)
{
	const struct db_rows *rows = db_query(w, &calendar_ground_sql, w->tenant, w->person_id, id,
					      c->unit_id, c->base_id);

	if (!rows)
		return false;
	if (c->unit_id && !db_boolean(rows, 0, "is_seen"))
		fault(w, "/unit_id", "There is no unit %s.", c->unit_id);
	else if (c->base_id && db_boolean(rows, 0, "is_loop"))
		fault(w, "/base_id",
		      "A calendar cannot build upon itself, nor upon one that builds upon it.");
	else if (c->base_id && !db_boolean(rows, 0, "base_is_there"))
		fault(w, "/base_id",
		      "There is no calendar of that id without a unit, or of a unit at or above "
		      "this one.");
	if (!work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	return db_boolean(rows, 0, "may") || refuse(w, PROBLEM_forbidden,
						    "That needs the right \"%s\" at its unit; "
						    "without a unit, for the whole group.",
						    right_text(RIGHT_organization_manage));
}

static const char *list_text(struct work *w, const struct json_value *list)
{
	return list ? json_write(&w->mem, list) : NULL;
}

bool calendar_create(struct work *w, struct calendar *c, const char *asked,
		     struct creation *creation)
{
	calendar_check(w, c);
	if (!c->id)
		c->id = uuid_v7(&w->mem, w->now);
	if (!check_ground(w, c->id, c))
		return false;
	return db_send(w, &calendar_insert_sql, w->tenant, c->id, c->unit_id, c->name, c->base_id,
		       c->weekly_closed ? list_text(w, c->weekly_closed) : "[]", c->opens,
		       c->closes, db_time(w, w->now)) &&
	       db_send(w, &calendar_day_insert_sql, w->tenant, c->id,
		       c->days ? list_text(w, c->days) : "[]") &&
	       creation_read(w, db_query(w, &calendar_created_sql, w->tenant, c->id, asked),
			     PROBLEM_one_calendar_per_unit, creation) &&
	       (!creation->is_new || creation_tell(w, "calendar", "created", c->id, c->unit_id));
}

/* unit_id: where it holds; NULL: nowhere by itself. */
static bool take(struct work *w, const char *id, const char **unit_id)
{
	const struct db_rows *rows = db_query(w, &calendar_find_sql, w->tenant, w->person_id, id);

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no calendar %s.", id);
	*unit_id = db_text(rows, 0, "unit_id");
	return true;
}

bool calendar_change(struct work *w, const char *id, const struct calendar *c, const char **body)
{
	const struct db_rows *rows;
	const char *unit_id = NULL;

	calendar_check(w, c);
	if (!take(w, id, &unit_id) || !check_ground(w, id, c) ||
	    !db_send(w, &calendar_update_sql, w->tenant, id, c->name, c->base_id,
		     db_bool(c->base_id_given), list_text(w, c->weekly_closed), c->opens, c->closes,
		     db_time(w, w->now)) ||
	    (c->days &&
	     !db_send(w, &calendar_day_replace_sql, w->tenant, id, list_text(w, c->days))) ||
	    !creation_tell(w, "calendar", "changed", id, unit_id))
		return false;
	rows = db_query(w, &calendar_show_sql, w->tenant, id);
	if (!rows)
		return false;
	*body = db_text(rows, 0, "body");
	return true;
}

bool calendar_delete(struct work *w, const char *id)
{
	const struct calendar nothing = { 0 };
	const char *unit_id = NULL;

	return take(w, id, &unit_id) && check_ground(w, id, &nothing) &&
	       db_send(w, &calendar_delete_sql, w->tenant, id) &&
	       creation_tell(w, "calendar", "deleted", id, unit_id);
}
