#include "organization/unit.h"

#include <math.h>

#include "access/access.h"
#include "base/uuid.h"
#include "organization/unit.sql.h"

const char *const unit_states[] = { "opening", "open", "closed", NULL };
static const char *const kinds[] = { "brand", "region", "store" };

static const char *coordinate(struct work *w, double degrees)
{
	return isnan(degrees) ? NULL : arena_printf(&w->mem, "%.17g", degrees);
}

static const char *radius(struct work *w, int64_t radius_m)
{
	return radius_m ? db_number(w, radius_m) : NULL;
}

static const char *tag_array(struct work *w, const struct unit *unit)
{
	for (size_t i = 0; i < unit->tags.nr; i++) {
		const char *pointer = json_pointer_item(&w->mem, "/tags", i);

		if (utf8_length(unit->tags.items[i]) > UNIT_TAG_MOST)
			fault(w, pointer, "A tag has at most %d characters.", UNIT_TAG_MOST);
		if (json_is_unseen(unit->tags.items[i]))
			fault(w, pointer, "A tag must not be blank.");
	}
	return db_array(w, unit->tags.items, unit->tags.nr);
}

/* Somebody types it again, into a table or another system. */
static void check_code(struct work *w, const char *code)
{
	if (code && json_has_unseen_end(code))
		fault(w, "/code",
		      "A code neither begins nor ends with a blank, nor with something "
		      "that nobody sees.");
}

/* One question for everything that only the database knows; it faults or refuses. */
static bool check_ground(struct work *w, const char *id, const struct unit *unit, bool *moves)
{
	const struct db_rows *rows = db_query(w, &unit_ground_sql, w->tenant, w->person_id, id,
					      unit->parent_id, unit->time_zone);

	if (!rows)
		return false;
	if (!db_boolean(rows, 0, "zone_is_known"))
		fault(w, "/time_zone",
		      "\"%s\" is not a time zone of the IANA database, like Asia/Shanghai.",
		      unit->time_zone);
	if (unit->parent_id && !db_boolean(rows, 0, "is_seen"))
		fault(w, "/parent_id", "There is no unit %s.", unit->parent_id);
	if (!work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	*moves = unit->parent_id && !db_boolean(rows, 0, "is_there_already");
	if (*moves && !db_boolean(rows, 0, "may"))
		return refuse(w, PROBLEM_forbidden, "That needs the right \"%s\" %s.",
			      right_text(RIGHT_organization_manage),
			      id ? "at the unit above, before and after the move"
				 : "at the unit above");
	return true;
}

/* What the database has refused is told with its place. */
static bool point_at_member(struct work *w)
{
	if (w->problem.kind == PROBLEM_unit_store_has_time_zone)
		fault(w, "/time_zone", "A store needs a time zone, like Asia/Shanghai.");
	if (w->problem.kind == PROBLEM_unit_place_is_whole) {
		fault(w, "/lat", "Latitude and longitude are given together, or neither.");
		fault(w, "/lon", "Latitude and longitude are given together, or neither.");
	}
	return false;
}

bool unit_create(struct work *w, struct unit *unit, const char *asked, struct creation *creation)
{
	const char *tags = tag_array(w, unit);
	bool moves;

	check_code(w, unit->code);
	if (!check_ground(w, NULL, unit, &moves))
		return false;
	if (!unit->id)
		unit->id = uuid_v7(&w->mem, w->now);
	if (!db_send(w, &unit_insert_sql, w->tenant, unit->id, unit->parent_id, kinds[unit->kind],
		     unit->code, unit->name, unit_states[unit->state], unit->time_zone,
		     coordinate(w, unit->lat), coordinate(w, unit->lon), radius(w, unit->radius_m),
		     unit->address, tags, db_time(w, w->now)) ||
	    !creation_read(w, db_query(w, &unit_created_sql, w->tenant, unit->id, asked),
			   PROBLEM_unit_code_is_taken, creation))
		return point_at_member(w);
	return !creation->is_new || creation_tell(w, "unit", "created", unit->id, unit->id);
}

static const char *emptied(struct work *w, const struct unit *u)
{
	const char *names[5];
	size_t nr = 0;

	if (u->time_zone_given && !u->time_zone)
		names[nr++] = "time_zone";
	if (u->lat_given && isnan(u->lat))
		names[nr++] = "lat";
	if (u->lon_given && isnan(u->lon))
		names[nr++] = "lon";
	if (u->radius_m_given && !u->radius_m)
		names[nr++] = "radius_m";
	if (u->address_given && !u->address)
		names[nr++] = "address";
	return db_array(w, names, nr);
}

bool unit_change(struct work *w, const char *id, const struct unit *change, const char **body)
{
	const char *tags = tag_array(w, change);
	const struct db_rows *rows;
	bool moves = false;

	check_code(w, change->code);
	if (!access_within(w, RIGHT_organization_manage, id, NULL))
		return false;
	if (change->parent_id || change->time_zone ? !check_ground(w, id, change, &moves)
						   : !work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	if (!db_send(w, &unit_update_sql, w->tenant, id, change->parent_id, change->code,
		     change->name, change->state_given ? unit_states[change->state] : NULL,
		     change->time_zone, coordinate(w, change->lat), coordinate(w, change->lon),
		     radius(w, change->radius_m), change->address, emptied(w, change),
		     change->tags_given ? tags : NULL, db_time(w, w->now)))
		return false;
	rows = db_query(w, &unit_show_sql, w->tenant, id);
	if (!rows)
		return point_at_member(w);
	if (!creation_tell(w, "unit", moves ? "moved" : "changed", id, id))
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no unit %s.", id);
	*body = db_text(rows, 0, "body");
	return true;
}
