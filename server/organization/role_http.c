#include "http/http.h"
#include "organization/role.h"
#include "organization/role_http.sql.h"
#include "json/json.h"

handler http_right_list;
handler http_role_list;
handler http_role_post;
handler http_role_get;
handler http_role_patch;

#define PATH "/v1/roles"
#define RIGHTS_MOST 100

static const struct json_field new_role[] = {
	JSON_FIELD(struct role, id, UUID, OPTIONAL),
	JSON_FIELD(struct role, code, KEY, REQUIRED),
	JSON_FIELD(struct role, name, TEXTS, REQUIRED | MAX(ROLE_TEXT_MOST)),
	JSON_FIELD(struct role, rights, TEXT_LIST, REQUIRED | MAX(RIGHTS_MOST)),
};

static const struct json_field change[] = {
	JSON_FIELD(struct role, code, KEY, OPTIONAL),
	JSON_FIELD(struct role, name, TEXTS, OPTIONAL | MAX(ROLE_TEXT_MOST)),
	JSON_FIELD_GIVEN(struct role, rights, TEXT_LIST, NOT_EMPTY | MAX(RIGHTS_MOST)),
};

struct role_query {
	const char *q;
	int64_t limit;
	const char *after;
};

static const struct json_field role_query[] = {
	JSON_FIELD(struct role_query, q, TEXT, OPTIONAL | MAX(200)),
	JSON_FIELD_RANGE(struct role_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct role_query, after, STRING, OPTIONAL | MAX(2000)),
};

bool http_right_list(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	return respond_json(res, 200, rights_show(w));
}

bool http_role_list(struct work *w, const struct request *req, struct response *res)
{
	struct role_query query = { 0 };
	struct page page;

	if (!request_read_query(w, req, role_query, &query) ||
	    !page_read(w, query.limit, query.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &role_list_sql, w->tenant, query.q, page.key, page.limit));
}

bool http_role_get(struct work *w, const struct request *req, struct response *res)
{
	return respond_row(w, res, db_query(w, &role_get_sql, w->tenant, request_param(req, "id")),
			   "role");
}

bool http_role_post(struct work *w, const struct request *req, struct response *res)
{
	struct role role = { 0 };
	struct creation creation;

	return json_read_body(w, req->body, req->body_size, new_role, &role) &&
	       role_create(w, &role, &creation) && respond_created(w, res, &creation, PATH);
}

bool http_role_patch(struct work *w, const struct request *req, struct response *res)
{
	struct role role = { 0 };

	return json_read_body(w, req->body, req->body_size, change, &role) &&
	       role_change(w, request_param(req, "id"), &role, &res->body);
}
