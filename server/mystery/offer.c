#include "mystery/offer.h"

#include <string.h>

#include "db/db.h"
#include "inspections/inspection.h"
#include "inspections/sight.h"
#include "mystery/offer.sql.h"
#include "mystery/offer_system.sql.h"
#include "outbox/outbox.h"

static bool read_one(const struct db_rows *rows, const char **json)
{
	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}

bool offer_list(struct work *w, const char **json)
{
	return read_one(db_query(w, &offer_list_sql, w->tenant, w->person_id, db_time(w, w->now)),
			json);
}

static bool tell(struct work *w, const char *id, const char *unit_id)
{
	struct event event = {
		.kind = "inspection.changed",
		.subject = "inspection",
		.subject_id = id,
		.unit_id = unit_id,
		.is_discreet = true,
	};

	return outbox_post(w, &event);
}

static bool show(struct work *w, const char *id, const char **json)
{
	return read_one(db_query(w, &offer_show_sql, w->tenant, id), json);
}

static bool look(struct work *w, const char *id, const char *on, const struct db_rows **rows)
{
	*rows = NULL;
	if (!db_send(w, &offer_lock_sql, w->tenant))
		return false;
	*rows = db_query(w, &offer_look_sql, w->tenant, id, w->person_id, on, db_time(w, w->now));
	if (!*rows)
		return false;
	return db_count(*rows) || refuse(w, PROBLEM_not_found, "There is no such offer.");
}

static bool check_offer(struct work *w, const struct db_rows *rows)
{
	if (!db_boolean(rows, 0, "is_free"))
		return refuse(w, PROBLEM_offer_is_taken,
			      db_boolean(rows, 0, "is_mine")
				      ? "You have it for another day; give it back first."
				      : "Somebody else has taken it.");
	if (!db_boolean(rows, 0, "is_its_day"))
		fault(w, "/on", "The visit is not to be made on that day.");
	if (!work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	if (db_boolean(rows, 0, "is_full"))
		return refuse(w, PROBLEM_shopper_has_enough,
			      "Make one of the visits that you have first, or give one back.");
	return true;
}

bool offer_take(struct work *w, const char *inspection_id, const char *on, const char **json)
{
	const char *now = db_time(w, w->now);
	const struct db_rows *rows;

	if (!look(w, inspection_id, on, &rows))
		return false;
	if (db_boolean(rows, 0, "is_mine") && db_boolean(rows, 0, "is_same_day"))
		return show(w, inspection_id, json);
	return check_offer(w, rows) &&
	       db_send(w, &offer_mark_sql, w->tenant, inspection_id, on, now) &&
	       db_send(w, &offer_take_sql, w->tenant, inspection_id, w->person_id, on, now) &&
	       tell(w, inspection_id, db_text(rows, 0, "unit_id")) && show(w, inspection_id, json);
}

/* It is gone from the phone of whoever had it. */
static bool give(struct work *w, const char *id, const char *unit_id)
{
	const struct inspection i = { .id = id, .unit_id = unit_id };
	const char *people;

	return sight_now(w, id, &people) &&
	       db_send(w, &offer_return_sql, w->tenant, id, db_time(w, w->now)) &&
	       tell(w, id, unit_id) && sight_tell(w, &i, people);
}

bool offer_give_back(struct work *w, const char *inspection_id)
{
	const struct db_rows *rows;
	const char *state;

	if (!look(w, inspection_id, NULL, &rows))
		return false;
	if (db_boolean(rows, 0, "is_free"))
		return true;
	if (!db_boolean(rows, 0, "is_mine"))
		return refuse(w, PROBLEM_offer_is_taken, "Somebody else has taken it.");
	state = db_text(rows, 0, "state");
	if (strcmp(state, "planned") != 0 && strcmp(state, "open") != 0)
		return refuse(w, PROBLEM_inspection_not_open,
			      "The visit is %s; it cannot be given back.", state);
	return give(w, inspection_id, db_text(rows, 0, "unit_id"));
}

static const char *some(struct work *w, int64_t n) { return n ? db_number(w, n) : NULL; }

bool offer_require(struct work *w, const char *inspection_id, const struct requirements *r,
		   const char **json)
{
	struct inspection i = { 0 };

	if (!inspection_take(w, inspection_id, &i))
		return false;
	if (!i.may_hide)
		return refuse(w, PROBLEM_forbidden,
			      "That needs the right \"inspection.plan\" above the store.");
	if (!i.is_mystery || (!inspection_is(&i, "planned") && !inspection_is(&i, "open")))
		return inspection_refuse(w, &i, "offered to some");
	return db_send(w, &offer_require_sql, w->tenant, i.id, some(w, r->min_rating),
		       db_array(w, r->languages.items, r->languages.nr),
		       db_array(w, r->certifications.items, r->certifications.nr),
		       some(w, r->birth_from), some(w, r->birth_to)) &&
	       offer_requirements(w, i.id, json);
}

bool offer_requirements(struct work *w, const char *inspection_id, const char **json)
{
	const struct db_rows *rows =
		db_query(w, &offer_requirements_sql, w->tenant, inspection_id, w->person_id);

	if (rows && !db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no mystery visit %s.", inspection_id);
	return read_one(rows, json);
}

static bool find_tenant(struct work *w, const char **tenant)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	rows = db_query(w, &offer_expired_tenant_sql, db_time(w, w->now));
	if (!rows)
		return false;
	*tenant = db_count(rows) ? db_text(rows, 0, "tenant_id") : NULL;
	return db_commit(w);
}

static bool expire(struct work *w, bool *has_more)
{
	const struct db_rows *rows = db_query(w, &offer_expired_sql, w->tenant, db_time(w, w->now));
	const char *id;

	if (!rows)
		return false;
	if (!db_count(rows))
		return true;
	*has_more = true;
	id = db_text(rows, 0, "id");
	if (!db_boolean(rows, 0, "is_unbegun"))
		return db_send(w, &offer_begun_sql, w->tenant, id);
	return give(w, id, db_text(rows, 0, "unit_id"));
}

bool offer_expire_step(struct work *w, bool *has_more)
{
	*has_more = false;
	if (!find_tenant(w, &w->tenant))
		return false;
	return !w->tenant || (db_begin(w, DB_APP, DB_WRITE) && expire(w, has_more) && db_commit(w));
}
