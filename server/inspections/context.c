#include "inspections/context.h"

#include "base/text.h"
#include "base/uuid.h"
#include "checklists/checklist_document.h"
#include "db/db.h"
#include "inspections/context.sql.h"
#include "inspections/inspection_own.h"
#include "inspections/sheet.h"

static void read_context(const struct db_rows *rows, struct context *c)
{
	c->id = db_text(rows, 0, "id");
	c->version_id = c->version.id;
	c->tags = db_text(rows, 0, "tags");
	c->history = db_text(rows, 0, "history");
}

/* What has started keeps its version; what has not takes the one in force. */
static bool load_version(struct work *w, const struct inspection *i, struct checklist_version *v)
{
	return i->version_id ? checklist_version_load(w, i->version_id, v)
			     : checklist_published(w, i->checklist_id, v);
}

bool context_make(struct work *w, const struct inspection *i, struct context *c)
{
	const struct checklist *checklist;
	const struct db_rows *rows;

	if (!load_version(w, i, &c->version))
		return false;
	checklist = c->version.checklist;
	rows = db_query(w, &context_make_sql, w->tenant, i->id, i->unit_id, i->checklist_id,
			c->version.id, db_time(w, w->now), db_number(w, checklist->lookback),
			db_number(w, checklist->days),
			i->is_mystery ? uuid_v4(&w->mem) : uuid_v7(&w->mem, w->now));
	if (!rows)
		return false;
	read_context(rows, c);
	return true;
}

static bool load_context(struct work *w, const struct db_rows *rows, struct context *c)
{
	if (!checklist_version_load(w, db_text(rows, 0, "version_id"), &c->version))
		return false;
	read_context(rows, c);
	return true;
}

static bool refuse_unknown(struct work *w)
{
	return refuse(w, PROBLEM_context_unknown,
		      "No bundle of this visit has handed out that context.");
}

bool context_get(struct work *w, const struct inspection *i, const char *id, struct context *c)
{
	const struct db_rows *rows = db_query(w, &context_get_sql, w->tenant, i->id, id);

	if (!rows)
		return false;
	return db_count(rows) ? load_context(w, rows, c) : refuse_unknown(w);
}

bool context_ask(struct work *w, const char *inspection_id, const char *id,
		 const struct db_rows **rows)
{
	return db_ask(w, rows, &context_choose_sql, w->tenant, inspection_id, id);
}

bool context_read(struct work *w, const struct inspection *i, const struct db_rows *rows,
		  bool is_named, struct context *c)
{
	if (db_count(rows))
		return load_context(w, rows, c);
	return is_named ? refuse_unknown(w) : context_make(w, i, c);
}

static void add_member(struct text *t, const char *name, const char *json)
{
	text_printf(t, ",\"%s\":%s", name, json ? json : "null");
}

static const char *text_of(struct work *w, const struct context *c, const struct db_rows *rows)
{
	struct text t;

	text_init(&t, &w->mem);
	text_printf(&t, "{\"inspection\":%s", db_text(rows, 0, "inspection"));
	add_member(&t, "unit", db_text(rows, 0, "unit"));
	add_member(&t, "departments", db_text(rows, 0, "departments"));
	text_printf(&t,
		    ",\"version\":{\"id\":\"%s\",\"number\":%lld,\"sha256\":\"%s\",\"document\":",
		    c->version.id, (long long)c->version.number, c->version.sha256);
	text_add_bytes(&t, c->version.document, c->version.document_size);
	text_printf(&t, "},\"context\":{\"id\":\"%s\",\"tags\":%s,\"history\":%s}", c->id, c->tags,
		    c->history);
	add_member(&t, "previous", db_text(rows, 0, "previous"));
	add_member(&t, "sheet", db_text(rows, 0, "sheet"));
	add_member(&t, "returned", db_text(rows, 0, "returned"));
	text_add(&t, "}");
	return text_take(&t);
}

/* Once it has started, what it began with stays what it is scored with. */
static bool choose_context(struct work *w, const struct inspection *i, struct context *c)
{
	struct sheet sheet = { 0 };
	bool exists;

	if (!inspection_is(i, "started"))
		return context_make(w, i, c);
	return sheet_get(w, i->id, &sheet, &exists) && context_get(w, i, sheet.context_id, c);
}

/* A look at the visit, which writes nothing where nothing has changed. */
static bool look(struct work *w, const char *id, struct inspection *i)
{
	const struct db_rows *rows;

	if (!db_send(w, &context_alone_sql, id) || !inspection_look(w, id, &rows) || !db_flush(w) ||
	    !inspection_read(w, id, rows, i))
		return false;
	if (!i->is_mine)
		return refuse(w, PROBLEM_forbidden, "Somebody else leads this visit.");
	return inspection_is_fillable(i) || inspection_refuse(w, i, "filled in");
}

bool bundle_ask(struct work *w, const char *inspection_id, struct bundle *b)
{
	struct inspection i = { 0 };

	return look(w, inspection_id, &i) && choose_context(w, &i, &b->context) &&
	       db_ask(w, &b->rows, &bundle_show_sql, w->tenant, i.id, i.unit_id, i.checklist_id);
}

const char *bundle_text(struct work *w, const struct bundle *b)
{
	return text_of(w, &b->context, b->rows);
}
