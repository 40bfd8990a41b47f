#include "organization/membership_http.h"

#include "http/http.h"
#include "organization/membership_http.sql.h"

handler http_membership_list;
handler http_membership_post;
handler http_membership_get;
handler http_membership_patch;
handler http_membership_delete;

#define PATH "/v1/memberships"

static const struct json_field new_membership[] = {
	JSON_FIELD(struct membership, person_id, UUID, REQUIRED),
	MEMBERSHIP_FIELDS,
};

struct membership_query {
	const char *person_id;
	const char *role_id;
	const char *unit_id;
	const char *department_id;
	int64_t limit;
	const char *after;
};

static const struct json_field membership_query[] = {
	JSON_FIELD(struct membership_query, person_id, UUID, OPTIONAL),
	JSON_FIELD(struct membership_query, role_id, UUID, OPTIONAL),
	JSON_FIELD(struct membership_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD(struct membership_query, department_id, UUID, OPTIONAL),
	JSON_FIELD_RANGE(struct membership_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct membership_query, after, STRING, OPTIONAL | MAX(2000)),
};

bool http_membership_list(struct work *w, const struct request *req, struct response *res)
{
	struct membership_query query = { 0 };
	struct page page;

	if (!request_read_query(w, req, membership_query, &query) ||
	    !page_read(w, query.limit, query.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &membership_list_sql, w->tenant, w->person_id,
				     query.person_id, query.role_id, query.unit_id,
				     query.department_id, page.id, page.limit));
}

bool http_membership_get(struct work *w, const struct request *req, struct response *res)
{
	return respond_row(
		w, res,
		db_query(w, &membership_get_sql, w->tenant, w->person_id, request_param(req, "id")),
		"membership");
}

bool http_membership_post(struct work *w, const struct request *req, struct response *res)
{
	struct membership membership = { 0 };
	struct creation creation;

	return json_read_body(w, req->body, req->body_size, new_membership, &membership) &&
	       membership_give(w, &membership, req->body, &creation) &&
	       respond_created(w, res, &creation, PATH);
}

static const struct json_field change[] = {
	JSON_FIELD_GIVEN(struct membership_change, department_id, UUID, OR_NULL),
	JSON_FIELD_GIVEN(struct membership_change, starts_on, DATE, OR_NULL),
	JSON_FIELD_GIVEN(struct membership_change, ends_on, DATE, OR_NULL),
};

bool http_membership_patch(struct work *w, const struct request *req, struct response *res)
{
	struct membership_change c = { 0 };

	return json_read_body(w, req->body, req->body_size, change, &c) &&
	       membership_change(w, request_param(req, "id"), &c, &res->body);
}

bool http_membership_delete(struct work *w, const struct request *req, struct response *res)
{
	(void)res;
	return membership_take(w, request_param(req, "id"));
}
