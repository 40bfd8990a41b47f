#include "organization/unit_import.h"

#include <stdlib.h>
#include <string.h>

#include "access/access.h"
#include "base/uuid.h"
#include "db/db.h"
#include "organization/unit_import.sql.h"
#include "outbox/outbox.h"

struct unit_table {
	struct import import;
	struct unit_row *units;
	struct import_index *by_code;
	struct import_index *parents; /* words that mean a unit that is there: the row of `found` */
	size_t parents_nr;
	const struct db_rows *found;
	const char *top_id; /* the group; NULL: there is none */
	bool may_top;
};

/* ---- what is there */

static void index_codes(struct unit_table *t)
{
	struct import *i = &t->import;
	size_t nr = 0;

	t->by_code = arena_array(&i->w->mem, i->nr, sizeof(*t->by_code));
	for (size_t r = 0; r < i->nr; r++)
		t->by_code[nr++] =
			(struct import_index){ t->units[r].code ? t->units[r].code : "", r };
	import_index_sort(t->by_code, nr);
	for (size_t n = 1; n < nr; n++)
		if (*t->by_code[n].text && !strcmp(t->by_code[n].text, t->by_code[n - 1].text))
			import_fault(i, t->by_code[n].row, UNIT_CODE,
				     "The code \"%s\" is there a second time.", t->by_code[n].text);
}

static bool find_units(struct unit_table *t)
{
	struct import *i = &t->import;
	const char **codes = arena_array(&i->w->mem, i->nr, sizeof(*codes));
	const struct db_rows *rows;

	for (size_t r = 0; r < i->nr; r++)
		codes[r] = t->units[r].code ? t->units[r].code : "";
	rows = db_query(i->w, &unit_import_there_sql, i->w->tenant, i->w->person_id,
			db_array(i->w, codes, i->nr));
	t->found = rows;
	for (size_t r = 0; rows && r < i->nr; r++) {
		struct unit_row *u = &t->units[r];

		u->id = db_text(rows, r, "id");
		u->is_there = u->id;
		u->may = db_boolean(rows, r, "may");
		u->is_seen = db_boolean(rows, r, "is_seen");
		u->may_move = db_boolean(rows, r, "may_move");
		u->kind_there = db_text(rows, r, "kind");
		u->parent_id_there = db_text(rows, r, "parent_id");
		if (!u->id)
			u->id = uuid_v7(&i->w->mem, i->w->now);
	}
	return rows;
}

static bool find_top(struct unit_table *t)
{
	struct work *w = t->import.w;
	const struct db_rows *rows = db_query(w, &unit_import_top_sql, w->tenant, w->person_id);

	if (!rows)
		return false;
	t->top_id = db_count(rows) ? db_text(rows, 0, "id") : NULL;
	t->may_top = db_count(rows) && db_boolean(rows, 0, "may");
	return true;
}

/* ---- words that stand in many rows are asked for once */

static size_t distinct(struct unit_table *t, const char *(*of)(const struct unit_row *),
		       const char ***words)
{
	struct import *i = &t->import;
	struct import_index *all = arena_array(&i->w->mem, i->nr, sizeof(*all));
	size_t nr = 0, kept = 0;

	for (size_t r = 0; r < i->nr; r++)
		if (of(&t->units[r]))
			all[nr++] = (struct import_index){ of(&t->units[r]), r };
	import_index_sort(all, nr);
	*words = arena_array(&i->w->mem, nr, sizeof(**words));
	for (size_t n = 0; n < nr; n++)
		if (!n || strcmp(all[n].text, all[n - 1].text) != 0)
			(*words)[kept++] = all[n].text;
	return kept;
}

static const char *zone_of(const struct unit_row *u) { return u->time_zone; }
static const char *parent_of(const struct unit_row *u) { return u->parent; }

static bool check_zones(struct unit_table *t)
{
	struct import *i = &t->import;
	const struct db_rows *rows;
	struct import_index *known;
	const char **words;
	size_t nr = distinct(t, zone_of, &words);

	if (!nr)
		return true;
	rows = db_query(i->w, &unit_import_zones_sql, db_array(i->w, words, nr));
	if (!rows)
		return false;
	nr = db_count(rows);
	known = arena_array(&i->w->mem, nr, sizeof(*known));
	for (size_t n = 0; n < nr; n++)
		known[n].text = db_text(rows, n, "name");
	import_index_sort(known, nr);
	for (size_t r = 0; r < i->nr; r++)
		if (t->units[r].time_zone && !import_index_find(known, nr, t->units[r].time_zone))
			import_fault(i, r, UNIT_TIME_ZONE,
				     "\"%s\" is not a time zone of the IANA database, like "
				     "Asia/Shanghai.",
				     t->units[r].time_zone);
	return true;
}

static const struct db_rows *find_parents(struct unit_table *t)
{
	struct work *w = t->import.w;
	const struct db_rows *rows;
	const char **words;
	size_t nr = distinct(t, parent_of, &words);

	rows = db_query(w, &unit_import_parents_sql, w->tenant, w->person_id,
			db_array(w, words, nr));
	if (!rows)
		return NULL;
	t->parents_nr = db_count(rows);
	t->parents = arena_array(&w->mem, t->parents_nr, sizeof(*t->parents));
	for (size_t n = 0; n < t->parents_nr; n++)
		t->parents[n] = (struct import_index){ db_text(rows, n, "word"), n };
	import_index_sort(t->parents, t->parents_nr);
	return rows;
}

/* ---- which unit stands above which */

static void above_is(struct unit_table *t, size_t row, const char *id, const char *kind, bool may)
{
	struct unit_row *u = &t->units[row];

	u->parent_id = id;
	if (kind && !strcmp(kind, "store"))
		import_fault(&t->import, row, u->parent_column,
			     "\"%s\" is a store, and a store has no units below it.", u->parent);
	else if (!may && !(u->is_there && !strcmp(u->parent_id_there, id)))
		import_fault(&t->import, row, u->parent ? u->parent_column : UNIT_CODE,
			     "That needs the right \"%s\" at the unit above.",
			     right_text(RIGHT_organization_manage));
}

static void put_below_table(struct unit_table *t, size_t row, size_t above)
{
	struct unit_row *up = &t->units[above];
	const char *kind = up->is_there ? up->kind_there : up->kind ? up->kind : "store";

	t->units[row].parent_row = above;
	/* Whether a new one may be made is asked where it stands. */
	above_is(t, row, up->id, kind, !up->is_there || up->may);
}

static void put_below(struct unit_table *t, size_t row, const struct db_rows *rows)
{
	struct unit_row *u = &t->units[row];
	const struct import_index *at;

	u->parent_row = SIZE_MAX;
	if (!u->parent) {
		if (u->is_there)
			return;
		if (!t->top_id || !t->may_top)
			import_fault(&t->import, row, UNIT_CODE,
				     "Say which unit this one stands below; directly below the "
				     "group needs the right \"%s\" there.",
				     right_text(RIGHT_organization_manage));
		u->parent_id = t->top_id;
		return;
	}
	at = import_index_find(t->by_code, t->import.nr, u->parent);
	if (at) {
		put_below_table(t, row, at->row);
		return;
	}
	at = import_index_find(t->parents, t->parents_nr, u->parent);
	if (at)
		above_is(t, row, db_text(rows, at->row, "id"), db_text(rows, at->row, "kind"),
			 db_boolean(rows, at->row, "may"));
	else
		import_fault(&t->import, row, u->parent_column,
			     "There is no unit with the code or the name \"%s\".", u->parent);
}

/* How deep below what is there; a ring of units stands on nothing. */
static void find_depth(struct unit_table *t, size_t row)
{
	size_t nr = t->import.nr, steps = 0;

	for (size_t r = row; t->units[r].parent_row != SIZE_MAX && steps <= nr; steps++)
		r = t->units[r].parent_row;
	t->units[row].depth = (int)steps;
	if (steps > nr)
		import_fault(&t->import, row, t->units[row].parent_column,
			     "A unit cannot stand below itself.");
}

static bool place_units(struct unit_table *t)
{
	const struct db_rows *rows = find_parents(t);

	if (!rows)
		return false;
	for (size_t r = 0; r < t->import.nr; r++)
		put_below(t, r, rows);
	for (size_t r = 0; r < t->import.nr; r++)
		find_depth(t, r);
	return true;
}

/* ---- what would change */

static bool is_same(const char *was, const char *is, int column)
{
	if (!was)
		return false;
	if (column == UNIT_LAT || column == UNIT_LON)
		return strtod(was, NULL) == strtod(is, NULL);
	return !strcmp(was, is);
}

static void compare(struct unit_table *t, size_t row, int column, const char *name, const char **is)
{
	const char *was = db_text(t->found, row, name);

	if (*is && !is_same(was, *is, column))
		import_change(&t->import, row, column, was, *is);
	else
		*is = NULL;
}

static void compare_parent(struct unit_table *t, size_t row)
{
	struct unit_row *u = &t->units[row];

	if (!u->parent_id)
		return;
	if (!strcmp(u->parent_id, u->parent_id_there)) {
		u->parent_id = NULL;
		return;
	}
	import_change(&t->import, row, u->parent_column, db_text(t->found, row, "parent_code"),
		      u->parent);
	if (!u->may_move)
		import_fault(&t->import, row, u->parent_column,
			     "A move needs the right \"%s\" at the unit above, before and after.",
			     right_text(RIGHT_organization_manage));
}

static void change_unit(struct unit_table *t, size_t row)
{
	struct import *i = &t->import;
	struct unit_row *u = &t->units[row];

	if (!u->is_seen) {
		import_fault(i, row, UNIT_CODE, "There is a unit with this code already.");
		return;
	}
	if (u->kind && strcmp(u->kind, u->kind_there) != 0)
		import_fault(i, row, UNIT_KIND, "This unit is there as a %s, which never changes.",
			     u->kind_there);
	compare(t, row, UNIT_NAME, "name", &u->name);
	compare_parent(t, row);
	compare(t, row, UNIT_TIME_ZONE, "time_zone", &u->time_zone);
	compare(t, row, UNIT_LAT, "lat", &u->lat);
	compare(t, row, UNIT_LON, "lon", &u->lon);
	compare(t, row, UNIT_RADIUS, "radius_m", &u->radius_m);
	compare(t, row, UNIT_ADDRESS, "address", &u->address);
	compare(t, row, UNIT_TAGS, "tags", &u->tags);
	compare(t, row, UNIT_STATE, "state", &u->state);
	if (i->rows[row].result == IMPORT_CHANGED && !u->may)
		import_fault(i, row, UNIT_CODE, "That needs the right \"%s\" at this unit.",
			     right_text(RIGHT_organization_manage));
}

static void create_unit(struct unit_table *t, size_t row)
{
	struct unit_row *u = &t->units[row];
	struct import *i = &t->import;

	if (!u->name && !import_value(i, row, UNIT_NAME))
		import_fault(i, row, UNIT_NAME, "A new unit needs a name.");
	if ((!u->kind || !strcmp(u->kind, "store")) && !import_value(i, row, UNIT_TIME_ZONE))
		import_fault(i, row, UNIT_TIME_ZONE, "A store needs a time zone.");
	if (i->rows[row].result == IMPORT_UNCHANGED)
		i->rows[row].result = IMPORT_CREATED;
}

/* ---- storing it */

static void add_member(struct text *t, const char *name, const char *value, bool is_bare)
{
	if (!value)
		return;
	text_printf(t, ",\"%s\":", name);
	if (is_bare)
		text_add(t, value);
	else
		text_json(t, value);
}

static void add_unit(struct text *t, const struct unit_row *u)
{
	text_printf(t, "%s{\"depth\":%d", t->len > 1 ? "," : "", u->depth);
	add_member(t, "id", u->id, false);
	add_member(t, "parent_id", u->parent_id, false);
	add_member(t, "kind", u->kind, false);
	add_member(t, "code", u->code, false);
	add_member(t, "name", u->name, false);
	add_member(t, "state", u->state, false);
	add_member(t, "time_zone", u->time_zone, false);
	add_member(t, "lat", u->lat, true);
	add_member(t, "lon", u->lon, true);
	add_member(t, "radius_m", u->radius_m, true);
	add_member(t, "address", u->address, false);
	add_member(t, "tags", u->tags, true);
	text_add_char(t, '}');
}

/* All rows with that result as a list; false: there is none. */
static bool list(const struct unit_table *t, enum import_result result, const char **json)
{
	struct text text;

	text_init(&text, &t->import.w->mem);
	text_add_char(&text, '[');
	for (size_t r = 0; r < t->import.nr; r++)
		if (t->import.rows[r].result == result)
			add_unit(&text, &t->units[r]);
	text_add_char(&text, ']');
	*json = text_take(&text);
	return text.len > 2;
}

static bool tell(const struct unit_table *t, const char *kind, enum import_result result,
		 bool is_moved)
{
	struct work *w = t->import.w;
	const char **ids = arena_array(&w->mem, t->import.nr, sizeof(*ids));
	size_t nr = 0;

	for (size_t r = 0; r < t->import.nr; r++)
		if (t->import.rows[r].result == result &&
		    (result == IMPORT_CREATED || !t->units[r].parent_id != is_moved))
			ids[nr++] = t->units[r].id;
	return !nr || outbox_post_many(w, kind, "unit", ids, ids, nr);
}

static bool store(const struct unit_table *t)
{
	struct work *w = t->import.w;
	const char *json;

	if (t->import.nr >= IMPORT_MANY && !db_send(w, &unit_import_replan_sql))
		return false;
	if (list(t, IMPORT_CREATED, &json) &&
	    !db_send(w, &unit_import_insert_sql, w->tenant, json, db_time(w, w->now)))
		return false;
	if (list(t, IMPORT_CHANGED, &json) &&
	    !db_send(w, &unit_import_update_sql, w->tenant, json, db_time(w, w->now)))
		return false;
	if (t->import.nr >= IMPORT_MANY && !db_send(w, &unit_import_grew_sql))
		return false;
	return tell(t, "unit.created", IMPORT_CREATED, false) &&
	       tell(t, "unit.changed", IMPORT_CHANGED, false) &&
	       tell(t, "unit.moved", IMPORT_CHANGED, true);
}

static bool look(struct unit_table *t)
{
	struct work *w = t->import.w;

	return db_send(w, &unit_import_lock_sql, w->tenant) && find_units(t) && find_top(t) &&
	       check_zones(t) && place_units(t);
}

bool unit_import(struct work *w, const struct request *req, struct response *res)
{
	struct unit_table *t = arena_alloc(&w->mem, sizeof(*t));
	struct import *i = &t->import;

	if (!import_begin(w, req, &unit_import_kind, i))
		return false;
	t->units = arena_array(&w->mem, i->nr, sizeof(*t->units));
	for (size_t r = 0; r < i->nr; r++)
		unit_row_read(i, r, &t->units[r]);
	index_codes(t);
	if (!look(t))
		return false;
	for (size_t r = 0; r < i->nr; r++)
		if (t->units[r].is_there)
			change_unit(t, r);
		else
			create_unit(t, r);
	return (w->problem.faults_nr || i->is_dry || store(t)) && import_end(i, UNIT_NAME, res);
}
