#include "db/db.h"
#include "escalations/escalation.h"
#include "escalations/escalation_http.sql.h"
#include "findings/finding.h"
#include "http/http.h"
#include "json/json.h"

handler http_escalation_policy_get;
handler http_escalation_policy_put;
handler http_escalation_list;

bool http_escalation_policy_get(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	return escalation_policy_show(w, &res->body);
}

static const struct json_field policy[] = {
	JSON_FIELD(struct escalation_policy, is_on, BOOLEAN, REQUIRED),
	JSON_FIELD_NAMES(struct escalation_policy, clock, ENUM, REQUIRED, escalation_clock_names),
	JSON_FIELD_RANGE(struct escalation_policy, extensions_most, INTEGER, REQUIRED, 0, 20),
	JSON_FIELD(struct escalation_policy, ladders, OBJECT, REQUIRED),
};

bool http_escalation_policy_put(struct work *w, const struct request *req, struct response *res)
{
	struct escalation_policy p = { 0 };

	return json_read_body(w, req->body, req->body_size, policy, &p) &&
	       escalation_policy_put(w, &p, &res->body);
}

struct list_query {
	const char *action_id;
	const char *unit_id;
	const char *department_id;
	const char *checklist_id;
	int severity;
	bool severity_given;
	int cause;
	bool cause_given;
	int64_t level;
	int64_t level_from;
	bool highest;
	bool running;
	bool running_given;
	bool complaint;
	bool complaint_given;
	bool mine;
	int64_t from;
	int64_t to;
	int64_t limit;
	const char *after;
};

static const struct json_field list_query[] = {
	JSON_FIELD(struct list_query, action_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, department_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, checklist_id, UUID, OPTIONAL),
	JSON_FIELD_NAMES_GIVEN(struct list_query, severity, ENUM, OPTIONAL, severity_names),
	JSON_FIELD_NAMES_GIVEN(struct list_query, cause, ENUM, OPTIONAL, escalation_cause_names),
	JSON_FIELD_RANGE(struct list_query, level, INTEGER, OPTIONAL, 1, LEVELS_MOST),
	JSON_FIELD_RANGE(struct list_query, level_from, INTEGER, OPTIONAL, 1, LEVELS_MOST),
	JSON_FIELD(struct list_query, highest, BOOLEAN, OPTIONAL),
	JSON_FIELD_GIVEN(struct list_query, running, BOOLEAN, OPTIONAL),
	JSON_FIELD_GIVEN(struct list_query, complaint, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct list_query, mine, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct list_query, from, TIME, OPTIONAL),
	JSON_FIELD(struct list_query, to, TIME, OPTIONAL),
	JSON_FIELD_RANGE(struct list_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct list_query, after, TEXT, OPTIONAL | MAX(200)),
};

bool http_escalation_list(struct work *w, const struct request *req, struct response *res)
{
	struct list_query q = { 0 };
	struct page page;

	if (!request_read_query(w, req, list_query, &q) ||
	    !page_read_by_time(w, q.limit, q.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &escalation_list_sql, w->tenant, w->person_id, page.limit,
				     page.key, page.id, q.action_id, q.unit_id, q.department_id,
				     q.severity_given ? severity_names[q.severity] : NULL,
				     q.cause_given ? escalation_cause_names[q.cause] : NULL,
				     q.level ? db_number(w, q.level) : NULL,
				     q.running_given ? db_bool(q.running) : NULL, db_bool(q.mine),
				     db_time(w, q.from), db_time(w, q.to),
				     q.complaint_given ? db_bool(q.complaint) : NULL,
				     q.checklist_id, db_bool(q.highest),
				     q.level_from ? db_number(w, q.level_from) : NULL));
}
