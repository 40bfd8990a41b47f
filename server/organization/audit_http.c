#include <string.h>

#include "http/http.h"
#include "organization/audit_http.sql.h"
#include "organization/tenant.h"
#include "json/json.h"

handler http_audit_list;

struct audit_query {
	const char *person_id;
	const char *subject;
	const char *subject_id;
	const char *operation;
	int64_t from;
	int64_t to;
	int64_t limit;
	const char *after;
};

static const struct json_field audit_query[] = {
	JSON_FIELD(struct audit_query, person_id, UUID, OPTIONAL),
	JSON_FIELD(struct audit_query, subject, TEXT, OPTIONAL | MAX(100)),
	JSON_FIELD(struct audit_query, subject_id, TEXT, OPTIONAL | MAX(100)),
	JSON_FIELD(struct audit_query, operation, TEXT, OPTIONAL | MAX(100)),
	JSON_FIELD(struct audit_query, from, TIME, OPTIONAL),
	JSON_FIELD(struct audit_query, to, TIME, OPTIONAL),
	JSON_FIELD_RANGE(struct audit_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct audit_query, after, STRING, OPTIONAL | MAX(2000)),
};

static bool check_place(struct work *w, const struct page *page)
{
	if (!page->key ||
	    (strlen(page->key) <= 18 && strspn(page->key, "0123456789") == strlen(page->key)))
		return true;
	fault(w, "/after", "This is not a \"next\" of an earlier answer.");
	return work_is_faultless(w, PROBLEM_invalid_query);
}

bool http_audit_list(struct work *w, const struct request *req, struct response *res)
{
	struct audit_query q = { 0 };
	struct page page;

	return request_read_query(w, req, audit_query, &q) &&
	       page_read(w, q.limit, q.after, &page) && check_place(w, &page) &&
	       tenant_expect(w, RIGHT_audit_read) &&
	       page_respond(w, res,
			    db_query(w, &audit_list_sql, w->tenant, w->person_id, q.person_id,
				     q.subject, q.subject_id, q.operation, db_time(w, q.from),
				     db_time(w, q.to), page.key, page.limit));
}
