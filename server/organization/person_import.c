#include "organization/person_import.h"

#include <string.h>

#include "access/session.h"
#include "base/uuid.h"
#include "db/db.h"
#include "organization/person_import.sql.h"
#include "outbox/outbox.h"

#define FIRST 500

struct person_table {
	struct import import;
	struct person_row *people;
	struct import_index *by_login;
	const struct db_rows *found;
};

/* ---- what is there */

static void index_logins(struct person_table *t)
{
	struct import *i = &t->import;

	t->by_login = arena_array(&i->w->mem, i->nr, sizeof(*t->by_login));
	for (size_t r = 0; r < i->nr; r++)
		t->by_login[r] =
			(struct import_index){ t->people[r].login ? t->people[r].login : "", r };
	import_index_sort(t->by_login, i->nr);
	for (size_t r = 0; r < i->nr; r++)
		t->people[r].first =
			t->people[r].login
				? import_index_find(t->by_login, i->nr, t->people[r].login)->row
				: r;
}

static const char *column_array(const struct person_table *t, int column)
{
	const struct import *i = &t->import;
	const char **values = arena_array(&i->w->mem, i->nr, sizeof(*values));

	for (size_t r = 0; r < i->nr; r++) {
		const char *s =
			column == PERSON_LOGIN ? t->people[r].login : import_value(i, r, column);

		values[r] = s ? s : "";
	}
	return db_array(i->w, values, i->nr);
}

static bool plan_anew(const struct person_table *t)
{
	return t->import.nr < IMPORT_MANY || db_send(t->import.w, &person_import_replan_sql);
}

static bool find_people(struct person_table *t)
{
	struct work *w = t->import.w;
	const struct db_rows *rows;

	if (!db_send(w, &person_import_lock_sql, w->tenant) || !plan_anew(t))
		return false;
	rows = db_query(w, &person_import_there_sql, w->tenant, w->person_id,
			column_array(t, PERSON_LOGIN), column_array(t, PERSON_ROLE),
			column_array(t, PERSON_UNIT), column_array(t, PERSON_DEPARTMENT));
	t->found = rows;
	for (size_t r = 0; rows && r < t->import.nr; r++) {
		struct person_row *p = &t->people[r];

		p->id = db_text(rows, r, "id");
		p->is_there = p->id;
		p->role_id = db_text(rows, r, "role_id");
		p->unit_id = db_text(rows, r, "unit_id");
		p->department_id = db_text(rows, r, "department_id");
		if (!p->id)
			p->id = p->first == r ? uuid_v7(&w->mem, w->now) : t->people[p->first].id;
	}
	return rows;
}

/* ---- roles */

static void fault_unknown(struct person_table *t, size_t row, int column, const char *id,
			  const char *what)
{
	const char *word = import_value(&t->import, row, column);

	if (word && !id)
		import_fault(&t->import, row, column,
			     "There is no %s with the code or the name \"%s\".", what, word);
}

/* Whether another row above gives the same. */
static bool is_given_above(const struct person_table *t, size_t row)
{
	const struct person_row *p = &t->people[row];
	const char *login = p->login ? p->login : "";
	const struct import_index *at = import_index_find(t->by_login, t->import.nr, login);

	for (; at && at->row < row && !strcmp(at->text, login); at++) {
		const struct person_row *o = &t->people[at->row];

		if (o->gives && !strcmp(o->role_id, p->role_id) &&
		    !strcmp(o->unit_id, p->unit_id) &&
		    !strcmp(o->department_id ? o->department_id : "",
			    p->department_id ? p->department_id : ""))
			return true;
	}
	return false;
}

static void read_role(struct person_table *t, size_t row)
{
	struct person_row *p = &t->people[row];
	struct import *i = &t->import;
	const char *lacking = db_text(t->found, row, "lacking");

	fault_unknown(t, row, PERSON_ROLE, p->role_id, "role");
	fault_unknown(t, row, PERSON_UNIT, p->unit_id, "unit");
	fault_unknown(t, row, PERSON_DEPARTMENT, p->department_id, "department or partner");
	if (!p->role_id || !p->unit_id || i->rows[row].result == IMPORT_FAULTY ||
	    db_boolean(t->found, row, "has_role") || is_given_above(t, row))
		return;
	if (lacking) {
		import_fault(i, row, PERSON_ROLE,
			     "You cannot give what you do not have there yourself: %s.", lacking);
		return;
	}
	p->gives = true;
	p->membership_id = uuid_v7(&i->w->mem, i->w->now);
	import_change(i, row, PERSON_ROLE, NULL, import_value(i, row, PERSON_ROLE));
}

/* ---- people */

static void compare(struct person_table *t, size_t row, int column, const char *name,
		    const char **is)
{
	const char *was = db_text(t->found, row, name);

	if (*is && (!was || strcmp(was, *is) != 0))
		import_change(&t->import, row, column, was, *is);
	else
		*is = NULL;
}

/* Further rows of somebody only give roles. */
static void check_repeated(struct person_table *t, size_t row, int column, const char *first,
			   const char *is)
{
	if (is && (!first || strcmp(first, is) != 0))
		import_fault(&t->import, row, column,
			     "An earlier row of this sign-in name says something else.");
}

static bool changes_person(const struct person_row *p)
{
	return p->name || p->email || p->phone || p->language || p->state;
}

static void change_person(struct person_table *t, size_t row)
{
	struct person_row *p = &t->people[row];
	struct import *i = &t->import;

	if (!db_boolean(t->found, row, "is_seen")) {
		import_fault(i, row, PERSON_LOGIN,
			     "There is a person with this sign-in name already.");
		return;
	}
	compare(t, row, PERSON_NAME, "name", &p->name);
	compare(t, row, PERSON_EMAIL, "email", &p->email);
	compare(t, row, PERSON_PHONE, "phone", &p->phone);
	compare(t, row, PERSON_LANGUAGE, "language", &p->language);
	compare(t, row, PERSON_STATE, "state", &p->state);
	if (changes_person(p) && !db_boolean(t->found, row, "is_within"))
		import_fault(i, row, PERSON_LOGIN,
			     "That needs the right \"people.manage\" wherever the person has a "
			     "role, and every right of those roles.");
}

static void create_person(struct person_table *t, size_t row)
{
	struct import *i = &t->import;

	if (!t->people[row].name)
		import_fault(i, row, PERSON_NAME, "A new person needs a name.");
	if (!t->people[row].gives && !db_boolean(t->found, row, "is_top") &&
	    i->rows[row].result != IMPORT_FAULTY)
		import_fault(i, row, PERSON_ROLE,
			     "Without a role only somebody who manages people for the whole group "
			     "adds a person.");
	if (i->rows[row].result != IMPORT_FAULTY)
		i->rows[row].result = IMPORT_CREATED;
}

static void check_left(struct person_table *t, size_t row)
{
	const struct person_row *first = &t->people[t->people[row].first];
	const char *state = db_text(t->found, row, "state");

	if (first->state)
		state = first->state;
	if (t->people[row].gives && state && !strcmp(state, "left"))
		import_fault(&t->import, row, PERSON_ROLE, "Whoever has left gets no role.");
}

/* What the first row says is compared with the others before it is compared with what is there. */
static void decide(struct person_table *t)
{
	size_t nr = t->import.nr;

	for (size_t r = 0; r < nr; r++) {
		const struct person_row *p = &t->people[r], *first = &t->people[p->first];

		if (p->first == r)
			continue;
		check_repeated(t, r, PERSON_NAME, first->name, p->name);
		check_repeated(t, r, PERSON_EMAIL, first->email, p->email);
		check_repeated(t, r, PERSON_PHONE, first->phone, p->phone);
		check_repeated(t, r, PERSON_LANGUAGE, first->language, p->language);
		check_repeated(t, r, PERSON_STATE, first->state, p->state);
	}
	for (size_t r = 0; r < nr; r++) {
		read_role(t, r);
		if (t->people[r].first != r || !t->people[r].login)
			continue;
		if (t->people[r].is_there)
			change_person(t, r);
		else
			create_person(t, r);
	}
	for (size_t r = 0; r < nr; r++)
		check_left(t, r);
}

/* ---- storing it */

static void add_member(struct text *t, const char *name, const char *value)
{
	if (!value)
		return;
	text_printf(t, ",\"%s\":", name);
	text_json(t, value);
}

static void add_person(struct text *t, const struct person_row *p)
{
	text_printf(t, "%s{\"id\":\"%s\"", t->len > 1 ? "," : "", p->id);
	add_member(t, "login", p->login);
	add_member(t, "name", p->name);
	add_member(t, "email", p->email);
	add_member(t, "phone", p->phone);
	add_member(t, "language", p->language);
	add_member(t, "state", p->state);
	text_add_char(t, '}');
}

/* The first rows of those who are (not) there; *nr of them, with their ids and units. */
static const char *list(const struct person_table *t, bool is_there, const char **ids,
			const char **units, size_t *nr)
{
	struct text text;

	*nr = 0;
	text_init(&text, &t->import.w->mem);
	text_add_char(&text, '[');
	for (size_t r = 0; r < t->import.nr; r++) {
		const struct person_row *p = &t->people[r];

		if (p->first != r || p->is_there != is_there || (is_there && !changes_person(p)))
			continue;
		add_person(&text, p);
		units[*nr] = is_there ? NULL : p->unit_id;
		ids[(*nr)++] = p->id;
	}
	text_add_char(&text, ']');
	return text_take(&text);
}

/* Of those who were there before. */
static bool tell(const struct person_table *t, const char *kind, bool leaves)
{
	struct work *w = t->import.w;
	const char **ids = arena_array(&w->mem, t->import.nr, sizeof(*ids));
	size_t nr = 0;

	for (size_t r = 0; r < t->import.nr; r++) {
		const struct person_row *p = &t->people[r];
		bool has_left = p->state && !strcmp(p->state, "left");

		if (p->first == r && p->is_there && changes_person(p) && has_left == leaves)
			ids[nr++] = p->id;
	}
	return !nr || outbox_post_many(w, kind, "person", ids, NULL, nr);
}

/* What comes next is planned for as many as there are now. */
static bool look_anew(const struct person_table *t)
{
	return t->import.nr < IMPORT_MANY || db_send(t->import.w, &person_import_grew_sql);
}

/*
 * The first ones alone: where a table has had a person or two, their keys look as if the tenant
 * alone told one from the other, and what refers to the rest would be planned by that.
 */
static bool insert_people(const struct person_table *t, const char *json, size_t nr)
{
	struct work *w = t->import.w;
	size_t first = nr < FIRST ? nr : FIRST;

	return db_send(w, &person_import_insert_sql, w->tenant, json, db_time(w, w->now), "0",
		       db_number(w, (int64_t)first)) &&
	       (nr == first ||
		(look_anew(t) &&
		 db_send(w, &person_import_insert_sql, w->tenant, json, db_time(w, w->now),
			 db_number(w, (int64_t)first), db_number(w, (int64_t)nr))));
}

static bool store_people(const struct person_table *t)
{
	struct work *w = t->import.w;
	const char **ids = arena_array(&w->mem, t->import.nr, sizeof(*ids));
	const char **units = arena_array(&w->mem, t->import.nr, sizeof(*units));
	const char *json;
	size_t nr;

	json = list(t, false, ids, units, &nr);
	if (nr && !(insert_people(t, json, nr) &&
		    outbox_post_many(w, "person.created", "person", ids, units, nr)))
		return false;
	json = list(t, true, ids, units, &nr);
	return (!nr ||
		db_send(w, &person_import_update_sql, w->tenant, json, db_time(w, w->now))) &&
	       tell(t, "person.changed", false) && tell(t, "person.left", true);
}

static bool end_sessions(const struct person_table *t)
{
	for (size_t r = 0; r < t->import.nr; r++) {
		const struct person_row *p = &t->people[r];

		if (p->first == r && p->is_there && p->state && !strcmp(p->state, "left") &&
		    !session_end_others(t->import.w, p->id, NULL, "left"))
			return false;
	}
	return true;
}

struct given {
	const char **ids;
	const char **people;
	const char **roles;
	const char **units;
	const char **departments;
	const char **events;
	size_t nr;
};

static struct given gather(const struct person_table *t)
{
	struct arena *mem = &t->import.w->mem;
	struct given g = { 0 };
	const char **room = arena_array(mem, 6 * t->import.nr, sizeof(*room));

	g.ids = room;
	g.people = g.ids + t->import.nr;
	g.roles = g.people + t->import.nr;
	g.units = g.roles + t->import.nr;
	g.departments = g.units + t->import.nr;
	g.events = g.departments + t->import.nr;
	for (size_t r = 0; r < t->import.nr; r++) {
		const struct person_row *p = &t->people[r];

		if (!p->gives)
			continue;
		g.ids[g.nr] = p->membership_id;
		g.people[g.nr] = p->id;
		g.roles[g.nr] = p->role_id;
		g.units[g.nr] = p->unit_id;
		g.departments[g.nr] = p->department_id;
		g.events[g.nr++] = uuid_v7(mem, t->import.w->now);
	}
	return g;
}

static bool give_roles(const struct person_table *t)
{
	struct work *w = t->import.w;
	struct given g = gather(t);

	return !g.nr || (db_send(w, &person_import_give_sql, w->tenant, db_array(w, g.ids, g.nr),
				 db_array(w, g.people, g.nr), db_array(w, g.roles, g.nr),
				 db_array(w, g.units, g.nr), db_array(w, g.departments, g.nr),
				 db_time(w, w->now)) &&
			 look_anew(t) &&
			 db_send(w, &person_import_tell_sql, w->tenant, db_array(w, g.events, g.nr),
				 db_array(w, g.ids, g.nr), db_time(w, w->now), w->person_id));
}

static bool store(const struct person_table *t)
{
	return plan_anew(t) && store_people(t) && end_sessions(t) && look_anew(t) && give_roles(t);
}

bool person_import(struct work *w, const struct request *req, struct response *res)
{
	struct person_table *t = arena_alloc(&w->mem, sizeof(*t));
	struct import *i = &t->import;

	if (!import_begin(w, req, &person_import_kind, i))
		return false;
	t->people = arena_array(&w->mem, i->nr, sizeof(*t->people));
	for (size_t r = 0; r < i->nr; r++)
		person_row_read(i, r, &t->people[r]);
	index_logins(t);
	if (!find_people(t))
		return false;
	decide(t);
	if (!w->problem.faults_nr && !i->is_dry && !store(t))
		return false;
	return import_end(i, PERSON_NAME, res);
}
