#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "inspections/inspection_own.h"
#include "inspections/sheet.h"
#include "inspections/sheet_change.sql.h"
#include "inspections/sheet_score.h"
#include "inspections/spot_fix.h"

/* ---- what a body changes of a sheet */

/*
 * A section's names, and what was put right, are touched like an answer, under names that no
 * question can have.
 */
static const char *touched_section(struct work *w, const char *section)
{
	return arena_printf(&w->mem, "#%s", section);
}

static const char *touched_fix(struct work *w, const char *key)
{
	return arena_printf(&w->mem, "!%s", key);
}

static bool is_none(const struct json_value *v) { return !v || json_kind(v) == JSON_IS_NULL; }

static bool is_same(struct work *w, const struct json_value *a, const struct json_value *b)
{
	if (is_none(a) || is_none(b))
		return is_none(a) == is_none(b);
	return !strcmp(json_write(&w->mem, a), json_write(&w->mem, b));
}

static void add_member(struct text *t, const char *name, const struct json_value *value)
{
	if (t->len > 1)
		text_add_char(t, ',');
	text_json(t, name);
	text_add_char(t, ':');
	if (value)
		json_add(t, value);
	else
		text_add(t, "null");
}

static bool parse_made(struct work *w, struct text *t, const struct json_value **value)
{
	text_add_char(t, '}');
	return json_parse(w, t->s, t->len, value) ||
	       broken(w, "a change is not JSON: %s", w->problem.detail);
}

/*
 * The members of the new ones that the old ones have not, or have otherwise, null where one goes
 * away; of a whole sheet also goes what is left out.
 */
static bool read_changes(struct work *w, const struct json_value *old, const struct json_value *new,
			 bool is_whole, const struct json_value **changes)
{
	struct json_members m;
	struct text t;

	text_init(&t, &w->mem);
	text_add_char(&t, '{');
	for (json_walk(&m, new); m.name; json_step(&m))
		if (!is_same(w, json_member(old, m.name), m.value))
			add_member(&t, m.name, m.value);
	if (is_whole)
		for (json_walk(&m, old); m.name; json_step(&m))
			if (!json_member(new, m.name))
				add_member(&t, m.name, NULL);
	return parse_made(w, &t, changes);
}

static bool read_body_changes(struct work *w, const struct sheet *sheet,
			      const struct answers_body *body, bool is_whole,
			      struct answers_body *changes)
{
	changes->context_id = body->context_id;
	return read_changes(w, sheet->answers, body->answers, is_whole, &changes->answers) &&
	       read_changes(w, sheet->instances, body->instances, is_whole, &changes->instances) &&
	       (!body->fixed ||
		read_changes(w, sheet->fixed, body->fixed, is_whole, &changes->fixed));
}

static bool is_empty(const struct answers_body *changes)
{
	return !json_length(changes->answers) && !json_length(changes->instances) &&
	       !json_length(changes->fixed);
}

/* ---- what others have changed since */

static bool is_touched_since(const struct sheet *sheet, const char *name, int64_t edit)
{
	int64_t touched;

	return json_whole(json_member(sheet->touched, name), &touched) && touched > edit;
}

static void add_name(struct text *t, const char *name)
{
	text_add(t, t->len ? "," : "\"questions\":[");
	text_json(t, name);
}

static bool refuse_conflict(struct work *w, const struct sheet *sheet, struct text *names)
{
	if (names && names->len) {
		text_add(names, "]");
		w->problem.extra = text_take(names);
	}
	return refuse(w, PROBLEM_revision_conflict,
		      "The sheet is at %lld.%lld: somebody has changed it meanwhile.",
		      (long long)sheet->revision, (long long)sheet->edit);
}

static bool check_touched(struct work *w, const struct sheet *sheet, int64_t edit,
			  const struct answers_body *changes)
{
	struct json_members m;
	struct text names;

	text_init(&names, &w->mem);
	for (json_walk(&m, changes->answers); m.name; json_step(&m))
		if (is_touched_since(sheet, m.name, edit))
			add_name(&names, m.name);
	for (json_walk(&m, changes->instances); m.name; json_step(&m))
		if (is_touched_since(sheet, touched_section(w, m.name), edit))
			add_name(&names, touched_section(w, m.name));
	for (json_walk(&m, changes->fixed); m.name; json_step(&m))
		if (is_touched_since(sheet, touched_fix(w, m.name), edit))
			add_name(&names, touched_fix(w, m.name));
	return !names.len || refuse_conflict(w, sheet, &names);
}

/* "revision.edit" */
static bool read_base(struct work *w, const struct sheet *sheet, const char *base, int64_t *edit)
{
	size_t digits = strspn(base, "0123456789");
	size_t more = base[digits] == '.' ? strspn(base + digits + 1, "0123456789") : 0;

	if (!digits || !more || base[digits + 1 + more])
		return refuse(w, PROBLEM_revision_conflict, "If-Match is not an ETag of a sheet.");
	*edit = strtoll(base + digits + 1, NULL, 10);
	if (strtoll(base, NULL, 10) != sheet->revision || *edit > sheet->edit)
		return refuse_conflict(w, sheet, NULL);
	return true;
}

bool sheet_expect(struct work *w, const struct sheet *sheet, const char *base)
{
	int64_t edit = 0;

	if (!base)
		return true;
	return read_base(w, sheet, base, &edit) &&
	       (edit == sheet->edit || refuse_conflict(w, sheet, NULL));
}

bool sheet_may_become(struct work *w, const struct sheet *sheet, const char *base,
		      const struct answers_body *body)
{
	struct answers_body changes = { 0 };
	int64_t edit = 0;

	if (!read_body_changes(w, sheet, body, true, &changes))
		return false;
	if (!sheet->edit || is_empty(&changes))
		return true;
	if (!base)
		return refuse(w, PROBLEM_revision_required,
			      "The sheet has been changed; say with If-Match which edit of it you "
			      "have seen.");
	return read_base(w, sheet, base, &edit) && check_touched(w, sheet, edit, &changes);
}

/* ---- changing it */

/* The old members but for those that change, then the changes but for those that go. */
static void add_merged(struct text *t, const struct json_value *old,
		       const struct json_value *changes)
{
	struct text members;
	struct json_members m;

	text_init(&members, t->mem);
	text_add_char(&members, '{');
	for (json_walk(&m, old); m.name; json_step(&m))
		if (!json_member(changes, m.name))
			add_member(&members, m.name, m.value);
	for (json_walk(&m, changes); m.name; json_step(&m))
		if (!is_none(m.value))
			add_member(&members, m.name, m.value);
	text_add_char(&members, '}');
	text_add(t, text_take(&members));
}

bool sheet_merge(struct work *w, const struct sheet *sheet, const struct answers_body *changes,
		 struct answers_body *whole, const char **document)
{
	const struct json_value *value;
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{\"answers\":");
	add_merged(&t, sheet->answers, changes->answers);
	text_add(&t, ",\"instances\":");
	add_merged(&t, sheet->instances, changes->instances);
	if (!parse_made(w, &t, &value))
		return false;
	whole->answers = json_member(value, "answers");
	whole->instances = json_member(value, "instances");
	*document = text_take(&t);
	return true;
}

static bool merge_fixed(struct work *w, const struct sheet *sheet,
			const struct answers_body *changes, const struct json_value **fixed)
{
	struct text t;

	text_init(&t, &w->mem);
	add_merged(&t, sheet->fixed, changes->fixed);
	return json_parse(w, t.s, t.len, fixed) ||
	       broken(w, "a change is not JSON: %s", w->problem.detail);
}

static bool is_changed(const struct answers_body *changes, const char *touched)
{
	switch (*touched) {
	case '#':
		return json_member(changes->instances, touched + 1) != NULL;
	case '!':
		return json_member(changes->fixed, touched + 1) != NULL;
	default:
		return json_member(changes->answers, touched) != NULL;
	}
}

static void add_edit(struct text *t, const char *name, int64_t edit)
{
	text_add(t, t->len > 1 ? "," : "");
	text_json(t, name);
	text_printf(t, ":%lld", (long long)edit);
}

static const char *touched_text(struct work *w, const struct sheet *sheet,
				const struct answers_body *changes, int64_t edit)
{
	struct json_members m;
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{");
	for (json_walk(&m, sheet->touched); m.name; json_step(&m)) {
		int64_t before;

		if (!is_changed(changes, m.name) && json_whole(m.value, &before))
			add_edit(&t, m.name, before);
	}
	for (json_walk(&m, changes->answers); m.name; json_step(&m))
		add_edit(&t, m.name, edit);
	for (json_walk(&m, changes->instances); m.name; json_step(&m))
		add_edit(&t, touched_section(w, m.name), edit);
	for (json_walk(&m, changes->fixed); m.name; json_step(&m))
		add_edit(&t, touched_fix(w, m.name), edit);
	text_add(&t, "}");
	return text_take(&t);
}

/* The visit and its sheet, to be filled in by the caller. */
static bool take_fillable(struct work *w, const char *id, struct inspection *i, struct sheet *sheet)
{
	bool exists;

	if (!inspection_take(w, id, i))
		return false;
	if (!i->is_mine)
		return refuse(w, PROBLEM_forbidden, "Somebody else leads this visit.");
	if (!inspection_is(i, "started"))
		return inspection_refuse(w, i, "filled in");
	if (!sheet_get(w, id, sheet, &exists))
		return false;
	return exists || broken(w, "the started visit %s has no sheet", id);
}

/* What it started with stays: another context is fine where it is of the same version. */
static bool choose_context(struct work *w, const struct inspection *i, const struct sheet *sheet,
			   const char *context_id, struct context *c)
{
	if (!context_get(w, i, context_id ? context_id : sheet->context_id, c))
		return false;
	if (strcmp(c->version_id, i->version_id) != 0)
		return refuse(w, PROBLEM_context_unknown,
			      "The visit has started with another version of the checklist.");
	return true;
}

static bool names_another(const char *named, const char *kept)
{
	return named && kept && strcmp(named, kept) != 0;
}

static bool store_change(struct work *w, const struct inspection *i, const struct sheet *sheet,
			 const struct answers_body *changes, const struct answers_body *whole,
			 const char *document)
{
	bool is_rescored = names_another(changes->context_id, sheet->context_id);
	const char *edit = db_number(w, sheet->edit + 1);
	struct context context = { 0 };
	struct scored scored = { 0 };

	if (!choose_context(w, i, sheet, changes->context_id, &context) ||
	    !sheet_score(w, &context, whole, &scored) ||
	    !spot_fix_check(w, i->id, whole->fixed, changes->fixed, &scored))
		return false;
	if (is_empty(changes) && !is_rescored)
		return true;
	return db_send(w, &sheet_change_sql, w->tenant, i->id, db_number(w, sheet->revision), edit,
		       context.id, document, touched_text(w, sheet, changes, sheet->edit + 1),
		       scored.result, w->person_id, db_time(w, w->now),
		       spot_fix_text(w, whole->fixed)) &&
	       db_send(w, &sheet_edit_sql, w->tenant, i->id, edit, db_time(w, w->now)) &&
	       inspection_tell(w, i, "inspection.filled_in", NULL);
}

bool sheet_replace(struct work *w, const char *inspection_id, const char *base,
		   const struct answers_body *body)
{
	struct answers_body changes = { 0 };
	struct answers_body whole = *body;
	struct inspection i = { 0 };
	struct sheet sheet = { 0 };
	int64_t edit = 0;

	if (!take_fillable(w, inspection_id, &i, &sheet) || !read_base(w, &sheet, base, &edit) ||
	    !read_body_changes(w, &sheet, body, true, &changes) ||
	    !check_touched(w, &sheet, edit, &changes))
		return false;
	if (!body->fixed)
		whole.fixed = sheet.fixed;
	return store_change(w, &i, &sheet, &changes, &whole,
			    sheet_document(w, body->answers, body->instances));
}

bool sheet_patch(struct work *w, const char *inspection_id, const char *base,
		 const struct answers_body *body)
{
	struct answers_body changes = { 0 };
	struct answers_body whole = { 0 };
	struct inspection i = { 0 };
	struct sheet sheet = { 0 };
	const char *document;
	int64_t edit = 0;

	return take_fillable(w, inspection_id, &i, &sheet) && read_base(w, &sheet, base, &edit) &&
	       read_body_changes(w, &sheet, body, false, &changes) &&
	       check_touched(w, &sheet, edit, &changes) &&
	       sheet_merge(w, &sheet, &changes, &whole, &document) &&
	       merge_fixed(w, &sheet, &changes, &whole.fixed) &&
	       store_change(w, &i, &sheet, &changes, &whole, document);
}
