#include "inspections/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "inspections/inspection_own.h"
#include "inspections/sheet.sql.h"
#include "inspections/sheet_score.h"

bool sheet_begin(struct work *w, const struct inspection *i, const struct context *c)
{
	return db_send(w, &sheet_begin_sql, w->tenant, i->id, c->id, w->person_id,
		       db_time(w, w->now));
}

static bool parse_kept(struct work *w, const char *text, const struct json_value **value)
{
	if (json_parse(w, text, strlen(text), value))
		return true;
	return broken(w, "a kept sheet is not JSON: %s", w->problem.detail);
}

bool sheet_get(struct work *w, const char *inspection_id, struct sheet *sheet, bool *exists)
{
	const struct db_rows *rows = db_query(w, &sheet_get_sql, w->tenant, inspection_id, NULL);
	const struct json_value *document;

	if (!rows)
		return false;
	memset(sheet, 0, sizeof(*sheet));
	*exists = db_count(rows) > 0;
	if (!*exists)
		return true;
	sheet->revision = db_integer(rows, 0, "revision");
	sheet->edit = db_integer(rows, 0, "edit");
	sheet->is_submitted = db_boolean(rows, 0, "is_submitted");
	sheet->context_id = db_text(rows, 0, "context_id");
	sheet->document = db_text(rows, 0, "document");
	sheet->result = db_text(rows, 0, "result");
	sheet->submission_sha256 = db_text(rows, 0, "submission_sha256");
	if (!parse_kept(w, sheet->document, &document) ||
	    !parse_kept(w, db_text(rows, 0, "touched"), &sheet->touched))
		return false;
	sheet->answers = json_member(document, "answers");
	sheet->instances = json_member(document, "instances");
	return true;
}

bool sheet_show(struct work *w, const char *inspection_id, const char *revision, const char **json,
		const char **etag)
{
	const struct db_rows *rows =
		db_query(w, &sheet_get_sql, w->tenant, inspection_id, revision);
	const char *reason;
	struct text t;

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "The visit has no such sheet.");
	reason = db_text(rows, 0, "reason");
	*etag = arena_printf(&w->mem, "%s.%s", db_text(rows, 0, "revision"),
			     db_text(rows, 0, "edit"));
	text_init(&t, &w->mem);
	text_printf(&t, "{\"revision\":%s,\"edit\":%s,\"is_submitted\":%s,\"context_id\":\"%s\",",
		    db_text(rows, 0, "revision"), db_text(rows, 0, "edit"),
		    db_bool(db_boolean(rows, 0, "is_submitted")), db_text(rows, 0, "context_id"));
	text_add(&t, "\"answers\":");
	text_add(&t, db_text(rows, 0, "answers"));
	text_add(&t, ",\"instances\":");
	text_add(&t, db_text(rows, 0, "instances"));
	text_add(&t, ",\"result\":");
	text_add(&t, db_is_null(rows, 0, "result") ? "null" : db_text(rows, 0, "result"));
	text_printf(&t, ",\"changed_at\":\"%s\",\"reason\":", db_text(rows, 0, "changed_at"));
	if (reason)
		text_json(&t, reason);
	else
		text_add(&t, "null");
	text_add(&t, "}");
	*json = text_take(&t);
	return true;
}

/* ---- changes */

/* A section's names are touched like an answer, under a name that no question can have. */
static const char *touched_name(struct work *w, const char *section)
{
	return arena_printf(&w->mem, "#%s", section);
}

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
	if (names->len) {
		text_add(names, "]");
		w->problem.extra = text_take(names);
	}
	refuse(w, PROBLEM_revision_conflict,
	       "The sheet is at %lld.%lld: somebody else has changed the same answers meanwhile.",
	       (long long)sheet->revision, (long long)sheet->edit);
	return false;
}

/* What a change made on an older edit would overwrite of other people's. */
static bool merges(struct work *w, const struct sheet *sheet, int64_t edit,
		   const struct answers_body *body)
{
	struct json_members m;
	struct text names;

	text_init(&names, &w->mem);
	for (json_walk(&m, body->answers); m.name; json_step(&m))
		if (is_touched_since(sheet, m.name, edit))
			add_name(&names, m.name);
	for (json_walk(&m, body->instances); m.name; json_step(&m))
		if (is_touched_since(sheet, touched_name(w, m.name), edit))
			add_name(&names, m.name);
	return !names.len || refuse_conflict(w, sheet, &names);
}

static bool read_base(struct work *w, const struct sheet *sheet, const char *base, int64_t *edit)
{
	char *dot;
	long long revision = strtoll(base, &dot, 10);
	struct text none = { .len = 0 };
	char *end = dot;

	if (*dot == '.')
		*edit = strtoll(dot + 1, &end, 10);
	if (*dot != '.' || end == dot + 1 || *end)
		return refuse(w, PROBLEM_revision_conflict, "If-Match is not an ETag of a sheet.");
	if (revision != sheet->revision || *edit > sheet->edit)
		return refuse_conflict(w, sheet, &none);
	return true;
}

/* Old members but for those that are new, then the new ones but for the nulls. */
static void add_merged(struct text *t, const struct json_value *old, const struct json_value *new)
{
	const char *comma = "";
	struct json_members m;

	text_add(t, "{");
	for (json_walk(&m, old); m.name; json_step(&m)) {
		if (json_member(new, m.name))
			continue;
		text_add(t, comma);
		text_json(t, m.name);
		text_add(t, ":");
		json_add(t, m.value);
		comma = ",";
	}
	for (json_walk(&m, new); m.name; json_step(&m)) {
		if (json_kind(m.value) == JSON_IS_NULL)
			continue;
		text_add(t, comma);
		text_json(t, m.name);
		text_add(t, ":");
		json_add(t, m.value);
		comma = ",";
	}
	text_add(t, "}");
}

static void add_edit(struct text *t, const char *name, int64_t edit)
{
	text_add(t, t->len > 1 ? "," : "");
	text_json(t, name);
	text_printf(t, ":%lld", (long long)edit);
}

static const char *touched_text(struct work *w, const struct sheet *sheet,
				const struct answers_body *body, int64_t edit)
{
	struct json_members m;
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{");
	for (json_walk(&m, sheet->touched); m.name; json_step(&m)) {
		int64_t before;
		bool is_new = *m.name == '#' ? json_member(body->instances, m.name + 1) != NULL
					     : json_member(body->answers, m.name) != NULL;

		if (!is_new && json_whole(m.value, &before))
			add_edit(&t, m.name, before);
	}
	for (json_walk(&m, body->answers); m.name; json_step(&m))
		add_edit(&t, m.name, edit);
	for (json_walk(&m, body->instances); m.name; json_step(&m))
		add_edit(&t, touched_name(w, m.name), edit);
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

static bool store_change(struct work *w, const struct inspection *i, const struct sheet *sheet,
			 const struct answers_body *body, const char *document)
{
	int64_t edit = sheet->edit + 1;
	struct context context;
	struct scored scored;

	if (!context_get(w, i, body->context_id ? body->context_id : sheet->context_id, &context) ||
	    !sheet_score(w, &context, document, &scored))
		return false;
	return db_send(w, &sheet_change_sql, w->tenant, i->id, db_number(w, sheet->revision),
		       db_number(w, edit), context.id, document, touched_text(w, sheet, body, edit),
		       scored.result, w->person_id, db_time(w, w->now)) &&
	       db_send(w, &sheet_edit_sql, w->tenant, i->id, db_number(w, edit),
		       db_time(w, w->now));
}

const char *sheet_document(struct work *w, const struct json_value *answers,
			   const struct json_value *instances)
{
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{\"answers\":");
	if (answers)
		json_add(&t, answers);
	else
		text_add(&t, "{}");
	text_add(&t, ",\"instances\":");
	if (instances)
		json_add(&t, instances);
	else
		text_add(&t, "{}");
	text_add(&t, "}");
	return text_take(&t);
}

static const char *merged_document(struct work *w, const struct sheet *sheet,
				   const struct answers_body *body)
{
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{\"answers\":");
	add_merged(&t, sheet->answers, body->answers);
	text_add(&t, ",\"instances\":");
	add_merged(&t, sheet->instances, body->instances);
	text_add(&t, "}");
	return text_take(&t);
}

/* A whole sheet touches what it has and, by leaving it out, what it no longer has. */
static bool add_removed(struct work *w, const struct sheet *sheet, struct answers_body *body)
{
	const char *text = merged_document(w, sheet, body);
	const struct json_value *merged;

	if (!json_parse(w, text, strlen(text), &merged))
		return false;
	body->answers = json_member(merged, "answers");
	body->instances = json_member(merged, "instances");
	return true;
}

bool sheet_replace(struct work *w, const char *inspection_id, const char *base,
		   const struct answers_body *body)
{
	struct answers_body all = *body;
	struct inspection i;
	struct sheet sheet;
	int64_t edit;

	if (!take_fillable(w, inspection_id, &i, &sheet) || !read_base(w, &sheet, base, &edit) ||
	    !add_removed(w, &sheet, &all) || !merges(w, &sheet, edit, &all))
		return false;
	return store_change(w, &i, &sheet, &all, sheet_document(w, body->answers, body->instances));
}

bool sheet_patch(struct work *w, const char *inspection_id, const char *base,
		 const struct answers_body *body)
{
	struct inspection i;
	struct sheet sheet;
	int64_t edit;

	if (!take_fillable(w, inspection_id, &i, &sheet) || !read_base(w, &sheet, base, &edit) ||
	    !merges(w, &sheet, edit, body))
		return false;
	return store_change(w, &i, &sheet, body, merged_document(w, &sheet, body));
}
