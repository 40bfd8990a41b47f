#include "checklists/checklist_document.h"
#include "db/db.h"
#include "findings/finding.h"
#include "findings/finding.sql.h"
#include "http/http.h"
#include "json/json.h"

handler http_finding_list;
handler http_finding_get;

enum source {
	SOURCE_NONE = -1,
	SOURCE_INSPECTION,
	SOURCE_HAND,
	SOURCE_COMPLAINT,
};

static const char *const source_names[] = { "inspection", "hand", "complaint", NULL };

struct list_query {
	const char *unit_id;
	const char *department_id;
	int severity; /* of severity_names, -1: any */
	enum source source;
	const char *inspection_id;
	const char *checklist_id;
	const char *question;
	const char *indicator;
	int kind; /* of the visit, of checklist_kinds; -1: any */
	bool counted;
	bool counted_given;
	bool fixed_on_spot;
	bool fixed_on_spot_given;
	int64_t from;
	int64_t to;
	int64_t limit;
	const char *after;
};

static const struct json_field list_query[] = {
	JSON_FIELD(struct list_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, department_id, UUID, OPTIONAL),
	JSON_FIELD_NAMES(struct list_query, severity, ENUM, OPTIONAL, severity_names),
	JSON_FIELD_NAMES(struct list_query, source, ENUM, OPTIONAL, source_names),
	JSON_FIELD(struct list_query, inspection_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, checklist_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, question, KEY, OPTIONAL),
	JSON_FIELD(struct list_query, indicator, TEXT, OPTIONAL | NOT_EMPTY | MAX(500)),
	JSON_FIELD_NAMES(struct list_query, kind, ENUM, OPTIONAL, checklist_kinds),
	JSON_FIELD_GIVEN(struct list_query, counted, BOOLEAN, OPTIONAL),
	JSON_FIELD_GIVEN(struct list_query, fixed_on_spot, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct list_query, from, TIME, OPTIONAL),
	JSON_FIELD(struct list_query, to, TIME, OPTIONAL),
	JSON_FIELD_RANGE(struct list_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct list_query, after, TEXT, OPTIONAL | MAX(200)),
};

bool http_finding_list(struct work *w, const struct request *req, struct response *res)
{
	struct list_query q = { .severity = -1, .source = SOURCE_NONE, .kind = -1 };
	struct page page;

	if (!request_read_query(w, req, list_query, &q) ||
	    !page_read_by_time(w, q.limit, q.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &finding_list_sql, w->tenant, w->person_id, page.limit,
				     page.key, page.id, q.unit_id, q.department_id,
				     q.severity < 0 ? NULL : severity_names[q.severity],
				     q.source == SOURCE_NONE ? NULL : source_names[q.source],
				     q.inspection_id, q.checklist_id, q.question,
				     db_time(w, q.from), db_time(w, q.to), q.indicator,
				     q.kind < 0 ? NULL : checklist_kinds[q.kind],
				     q.counted_given ? db_bool(q.counted) : NULL,
				     q.fixed_on_spot_given ? db_bool(q.fixed_on_spot) : NULL));
}

bool http_finding_get(struct work *w, const struct request *req, struct response *res)
{
	return respond_row(
		w, res,
		db_query(w, &finding_show_sql, w->tenant, request_param(req, "id"), w->person_id),
		"finding");
}
