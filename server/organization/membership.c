#include "organization/membership.h"

#include "base/text.h"
#include "base/uuid.h"
#include "organization/membership.sql.h"
#include "outbox/outbox.h"
#include "json/json.h"

static void fault_missing(struct work *w, const struct db_rows *rows, const char *column,
			  const char *parent, const char *member, const char *what)
{
	if (!db_boolean(rows, 0, column))
		fault(w, json_pointer(&w->mem, parent, member), "There is no such %s.", what);
}

bool membership_is_fit(struct work *w, const struct membership *m, const char *parent)
{
	const struct db_rows *rows =
		db_query(w, &membership_ground_sql, w->tenant, w->person_id, m->role_id, m->unit_id,
			 m->department_id, m->person_id);

	if (!rows)
		return false;
	fault_missing(w, rows, "has_person", parent, "person_id", "person");
	fault_missing(w, rows, "has_role", parent, "role_id", "role");
	fault_missing(w, rows, "has_unit", parent, "unit_id", "unit");
	fault_missing(w, rows, "has_department", parent, "department_id", "department or partner");
	if (!work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	if (!db_is_null(rows, 0, "lacking"))
		return refuse(w, PROBLEM_forbidden,
			      "You cannot give what you do not have there yourself: %s.",
			      db_text(rows, 0, "lacking"));
	if (db_boolean(rows, 0, "has_left"))
		return refuse(w, PROBLEM_person_has_left, "Whoever has left gets no role.");
	return true;
}

static bool send_insert(struct work *w, struct membership *m)
{
	if (!m->id)
		m->id = uuid_v7(&w->mem, w->now);
	return db_send(w, &membership_insert_sql, w->tenant, m->id, m->person_id, m->role_id,
		       m->unit_id, m->department_id, m->starts_on, m->ends_on, db_time(w, w->now));
}

static void add_member(struct text *t, const char *name, const char *value)
{
	text_printf(t, "%s\"%s\":", t->len > 1 ? "," : "", name);
	if (value)
		text_json(t, value);
	else
		text_add(t, "null");
}

/* Ids and dates only: events outlive what people are called. */
static const char *told(struct work *w, const struct membership *m)
{
	struct text t;

	text_init(&t, &w->mem);
	text_add_char(&t, '{');
	add_member(&t, "person_id", m->person_id);
	add_member(&t, "role_id", m->role_id);
	add_member(&t, "unit_id", m->unit_id);
	add_member(&t, "department_id", m->department_id);
	add_member(&t, "starts_on", m->starts_on);
	add_member(&t, "ends_on", m->ends_on);
	text_add_char(&t, '}');
	return text_take(&t);
}

static bool tell(struct work *w, const char *kind, const struct membership *m)
{
	struct event event = {
		.kind = kind,
		.subject = "membership",
		.subject_id = m->id,
		.unit_id = m->unit_id,
		.data = told(w, m),
	};

	return outbox_post(w, &event);
}

bool membership_give(struct work *w, struct membership *m, const char *asked,
		     struct creation *creation)
{
	if (!membership_is_fit(w, m, "") || !send_insert(w, m) ||
	    !creation_read(w, db_query(w, &membership_created_sql, w->tenant, m->id, asked),
			   PROBLEM_membership_is_there_already, creation))
		return false;
	return !creation->is_new || tell(w, "membership.given", m);
}

bool membership_insert(struct work *w, struct membership *m)
{
	struct creation creation;

	if (!send_insert(w, m) ||
	    !creation_read(w, db_query(w, &membership_created_sql, w->tenant, m->id, "{}"),
			   PROBLEM_membership_is_there_already, &creation))
		return false;
	return creation.is_new ? tell(w, "membership.given", m)
			       : refuse(w, PROBLEM_id_is_taken, "Another membership has this id.");
}

static void read(const struct db_rows *rows, size_t row, struct membership *m)
{
	m->id = db_text(rows, row, "id");
	m->person_id = db_text(rows, row, "person_id");
	m->role_id = db_text(rows, row, "role_id");
	m->unit_id = db_text(rows, row, "unit_id");
	m->department_id = db_text(rows, row, "department_id");
	m->starts_on = db_text(rows, row, "starts_on");
	m->ends_on = db_text(rows, row, "ends_on");
}

/* The membership, locked, if the caller may take it. */
static bool reach(struct work *w, const char *id, struct membership *m)
{
	const struct db_rows *rows =
		db_query(w, &membership_reach_sql, w->tenant, w->person_id, id);

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no such membership.");
	if (!db_is_null(rows, 0, "lacking"))
		return refuse(w, PROBLEM_forbidden,
			      "You cannot take what you do not have there yourself: %s.",
			      db_text(rows, 0, "lacking"));
	read(rows, 0, m);
	return true;
}

bool membership_take(struct work *w, const char *id)
{
	struct membership m = { 0 };

	return reach(w, id, &m) && db_send(w, &membership_delete_sql, w->tenant, id) &&
	       tell(w, "membership.deleted", &m);
}

static bool apply(struct membership *m, const struct membership_change *change)
{
	if (change->department_id_given)
		m->department_id = change->department_id;
	if (change->starts_on_given)
		m->starts_on = change->starts_on;
	if (change->ends_on_given)
		m->ends_on = change->ends_on;
	return change->department_id_given || change->starts_on_given || change->ends_on_given;
}

static bool update(struct work *w, const struct membership *m, const struct membership_change *c)
{
	return db_send(w, &membership_update_sql, w->tenant, m->id, db_bool(c->department_id_given),
		       c->department_id, db_bool(c->starts_on_given), c->starts_on,
		       db_bool(c->ends_on_given), c->ends_on) &&
	       tell(w, "membership.changed", m);
}

bool membership_change(struct work *w, const char *id, const struct membership_change *change,
		       const char **body)
{
	const struct db_rows *rows;
	struct membership m = { 0 };

	if (!reach(w, id, &m))
		return false;
	if (apply(&m, change) && (!membership_is_fit(w, &m, "") || !update(w, &m, change)))
		return false;
	rows = db_query(w, &membership_show_sql, w->tenant, id);
	if (!rows)
		return false;
	*body = db_text(rows, 0, "body");
	return true;
}

static bool tell_each(struct work *w, const char *kind, const struct db_rows *rows)
{
	for (size_t i = 0; i < db_count(rows); i++) {
		struct membership m = { 0 };

		read(rows, i, &m);
		if (!tell(w, kind, &m))
			return false;
	}
	return true;
}

bool membership_end_all(struct work *w, const char *person_id)
{
	const struct db_rows *dropped;
	const struct db_rows *ended;

	dropped = db_query(w, &membership_drop_later_sql, w->tenant, person_id);
	if (!dropped)
		return false;
	ended = db_query(w, &membership_end_yesterday_sql, w->tenant, person_id);
	return ended && tell_each(w, "membership.deleted", dropped) &&
	       tell_each(w, "membership.changed", ended);
}
