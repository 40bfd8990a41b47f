#include "inspections/sheet.h"

#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "inspections/inspection_own.h"
#include "inspections/sheet.sql.h"

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

bool sheet_ask(struct work *w, const char *inspection_id, const struct db_rows **rows)
{
	return db_ask(w, rows, &sheet_get_sql, w->tenant, inspection_id, NULL);
}

bool sheet_get(struct work *w, const char *inspection_id, struct sheet *sheet, bool *exists)
{
	const struct db_rows *rows;

	return sheet_ask(w, inspection_id, &rows) && db_flush(w) &&
	       sheet_read(w, rows, sheet, exists);
}

bool sheet_read(struct work *w, const struct db_rows *rows, struct sheet *sheet, bool *exists)
{
	const struct json_value *document;

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
	sheet->person_id = db_text(rows, 0, "person_id");
	sheet->reason = db_text(rows, 0, "reason");
	sheet->fixed_text = db_text(rows, 0, "fixed");
	if (sheet->fixed_text && !parse_kept(w, sheet->fixed_text, &sheet->fixed))
		return false;
	if (!parse_kept(w, sheet->document, &document) ||
	    !parse_kept(w, db_text(rows, 0, "touched"), &sheet->touched))
		return false;
	sheet->answers = json_member(document, "answers");
	sheet->instances = json_member(document, "instances");
	return true;
}

static void add_text_or_null(struct text *t, const char *value)
{
	if (value)
		text_json(t, value);
	else
		text_add(t, "null");
}

static const char *sheet_text(struct work *w, const struct db_rows *rows, bool is_discreet)
{
	const char *result = db_text(rows, 0, "result");
	const char *fixed = db_text(rows, 0, "fixed");
	struct text t;

	text_init(&t, &w->mem);
	text_printf(&t, "{\"revision\":%s,\"edit\":%s,\"is_submitted\":%s,\"context_id\":\"%s\",",
		    db_text(rows, 0, "revision"), db_text(rows, 0, "edit"),
		    db_bool(db_boolean(rows, 0, "is_submitted")), db_text(rows, 0, "context_id"));
	text_add(&t, "\"answers\":");
	text_add(&t, db_text(rows, 0, "answers"));
	text_add(&t, ",\"instances\":");
	text_add(&t, db_text(rows, 0, "instances"));
	text_add(&t, ",\"fixed\":");
	text_add(&t, fixed ? fixed : "null");
	text_add(&t, ",\"result\":");
	text_add(&t, result ? result : "null");
	text_add(&t, ",\"changed_at\":");
	add_text_or_null(&t, is_discreet ? NULL : db_text(rows, 0, "changed_at"));
	text_add(&t, ",\"reason\":");
	add_text_or_null(&t, is_discreet ? NULL : db_text(rows, 0, "reason"));
	text_add(&t, "}");
	return text_take(&t);
}

bool sheet_show(struct work *w, const char *inspection_id, const char *revision, bool is_discreet,
		const char **json, const char **etag)
{
	const struct db_rows *rows = db_query(w, &sheet_get_sql, w->tenant, inspection_id,
					      is_discreet ? NULL : revision);

	if (!rows)
		return false;
	if (!db_count(rows) ||
	    (is_discreet && revision && strcmp(revision, db_text(rows, 0, "revision")) != 0))
		return refuse(w, PROBLEM_not_found, "The visit has no such sheet.");
	*etag = arena_printf(&w->mem, "%s.%s", db_text(rows, 0, "revision"),
			     db_text(rows, 0, "edit"));
	*json = sheet_text(w, rows, is_discreet);
	return true;
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
