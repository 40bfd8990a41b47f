#include <string.h>

#include "base/uuid.h"
#include "checklists/checklist_document.h"
#include "checklists/checklist_draft.h"
#include "checklists/checklist_show.h"
#include "checklists/workbook.h"
#include "checklists/workbook_http.sql.h"
#include "db/db.h"
#include "http/http.h"

handler http_workbook_template;
handler http_workbook_get;
handler http_workbook_import;

bool http_workbook_template(struct work *w, const struct request *req, struct response *res)
{
	struct book_written written;

	if (!workbook_write(w, NULL, req->folder, &written))
		return false;
	respond_book(w, res, &written, "gemba-checklist");
	return true;
}

bool http_workbook_get(struct work *w, const struct request *req, struct response *res)
{
	struct checklist_version_json version;
	const struct json_value *document, *code;
	struct book_written written;

	if (!checklist_document_show(w, request_param(req, "id"), request_param(req, "number"),
				     &version) ||
	    !json_parse(w, version.json, strlen(version.json), &document) ||
	    !workbook_write(w, document, req->folder, &written))
		return false;
	code = json_member(document, "code");
	respond_book(w, res, &written,
		     arena_printf(&w->mem, "%s-%s", json_text(code), request_param(req, "number")));
	return true;
}

/* ---- import */

struct import_query {
	bool dry_run;
	const char *checklist_id;
	const char *code;
	int kind;
	int severity;
	const char *department;
};

static const struct json_field import_fields[] = {
	JSON_FIELD(struct import_query, dry_run, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct import_query, checklist_id, UUID, OPTIONAL),
	JSON_FIELD(struct import_query, code, KEY, OPTIONAL),
	JSON_FIELD_NAMES(struct import_query, kind, ENUM, OPTIONAL, checklist_kinds),
	JSON_FIELD_NAMES(struct import_query, severity, ENUM, OPTIONAL, checklist_severities),
	JSON_FIELD(struct import_query, department, KEY, OPTIONAL),
};

/* What came of it. */
struct imported {
	const char *checklist_id; /* NULL: nothing was kept */
	const char *number;
};

static bool find_departments(struct work *w, struct workbook_defaults *d)
{
	const struct db_rows *rows = db_query(w, &workbook_departments_sql, w->tenant);
	struct department_word *words;

	if (!rows)
		return false;
	d->departments_nr = db_count(rows);
	words = arena_array(&w->mem, d->departments_nr, sizeof(*words));
	for (size_t i = 0; i < d->departments_nr; i++)
		words[i] = (struct department_word){ db_text(rows, i, "word"),
						     db_text(rows, i, "code") };
	d->departments = words;
	return true;
}

/* Of the checklist that gets another version, code and kind are known. */
static bool find_checklist(struct work *w, const struct import_query *query,
			   struct workbook_defaults *d)
{
	const struct db_rows *rows;

	if (!query->checklist_id)
		return true;
	rows = db_query(w, &workbook_checklist_sql, w->tenant, query->checklist_id, NULL);
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no checklist %s.",
			      query->checklist_id);
	d->code = db_text(rows, 0, "code");
	d->kind = db_text(rows, 0, "kind");
	return true;
}

/* The same document once more is what is there; else it is a new checklist, or a new draft. */
static bool keep(struct work *w, const struct import_query *query,
		 const struct checklist_draft *draft, struct imported *kept)
{
	const struct db_rows *rows = db_query(w, &workbook_checklist_sql, w->tenant,
					      query->checklist_id, draft->checklist->code);
	const char *sha256;
	bool is_new;

	if (!rows)
		return false;
	kept->number = "1";
	kept->checklist_id = db_count(rows) ? db_text(rows, 0, "id") : uuid_v7(&w->mem, w->now);
	sha256 = db_count(rows) ? db_text(rows, 0, "sha256") : NULL;
	if (sha256 && !strcmp(sha256, draft->sha256)) {
		kept->number = db_text(rows, 0, "number");
		return true;
	}
	if (query->checklist_id)
		return checklist_draft_add(w, kept->checklist_id, uuid_v7(&w->mem, w->now), draft,
					   &kept->number, &is_new);
	if (db_count(rows))
		return refuse(w, PROBLEM_checklist_code_is_taken,
			      "There is a checklist with the code \"%s\" already; import this as "
			      "a version of it.",
			      draft->checklist->code);
	return checklist_create(w, kept->checklist_id, draft, &is_new);
}

static const char *report(struct reading *r, const struct import_query *query,
			  const struct imported *kept)
{
	struct work *w = r->w;
	const struct json_value *document;
	struct text t;
	struct work aside;

	text_init(&t, &w->mem);
	text_printf(&t, "{\"dry_run\":%s,\"checklist_id\":", query->dry_run ? "true" : "false");
	if (kept->checklist_id)
		text_printf(&t, "\"%s\",\"number\":%s", kept->checklist_id, kept->number);
	else
		text_add(&t, "null,\"number\":null");
	work_init(&aside, w->now);
	text_add(&t, ",\"document\":");
	text_add(&t, r->doc.len && json_parse(&aside, r->doc.s, r->doc.len, &document) ? r->doc.s
										       : "null");
	work_release(&aside);
	text_printf(&t, ",\"sheets\":[%s],\"skipped\":[%s],\"errors\":", r->sheets.s, r->skipped.s);
	problem_add_faults(&t, &w->problem);
	text_add_char(&t, '}');
	return text_take(&t);
}

static bool finish(struct reading *r, const struct import_query *query, struct response *res)
{
	struct work *w = r->w;
	struct imported kept = { 0 };
	struct checklist_draft draft;

	if (query->dry_run || w->problem.faults_nr) {
		if (!query->dry_run)
			return work_is_faultless(w, PROBLEM_import_has_faults);
		res->body = report(r, query, &kept);
		db_rollback(w);
		work_forgive(w);
		return true;
	}
	if (!checklist_draft_read(w, r->doc.s, r->doc.len, &draft) ||
	    !keep(w, query, &draft, &kept))
		return false;
	return respond_json(res, 200, report(r, query, &kept));
}

bool http_workbook_import(struct work *w, const struct request *req, struct response *res)
{
	struct import_query query = { .kind = CHECKLIST_DAILY, .severity = CHECKLIST_MAJOR };
	struct workbook_defaults defaults;
	struct book book;
	struct reading r = { .w = w, .book = &book, .defaults = &defaults };

	if (!request_read_query(w, req, import_fields, &query) ||
	    !book_read(w, req->upload_path, &book))
		return false;
	defaults = (struct workbook_defaults){
		.code = query.code,
		.kind = checklist_kinds[query.kind],
		.severity = checklist_severities[query.severity],
		.department = query.department ? query.department : "quality",
	};
	if (!db_begin(w, DB_APP, DB_WRITE) || !principal_expect(w) ||
	    !db_send(w, &workbook_lock_sql, w->tenant) || !find_departments(w, &defaults) ||
	    !find_checklist(w, &query, &defaults))
		return false;
	(void)workbook_read(&r);
	return finish(&r, &query, res);
}
