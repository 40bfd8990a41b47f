#include "http/http.h"
#include "organization/department.h"
#include "organization/department_http.sql.h"
#include "json/json.h"

/* Departments and partners are one thing with two addresses. */
handler http_department_list;
handler http_department_post;
handler http_department_get;
handler http_department_patch;
handler http_partner_list;
handler http_partner_post;
handler http_partner_get;
handler http_partner_patch;

#define CONTACT_MOST 1000

static const char *const paths[] = { "/v1/departments", "/v1/partners" };

static const struct json_field new_department[] = {
	JSON_FIELD(struct department, id, UUID, OPTIONAL),
	JSON_FIELD(struct department, code, KEY, REQUIRED),
	JSON_FIELD(struct department, name, TEXTS, REQUIRED | MAX(DEPARTMENT_TEXT_MOST)),
	JSON_FIELD(struct department, contact, TEXT, NOT_BLANK | OR_NULL | MAX(CONTACT_MOST)),
	JSON_FIELD_NAMES(struct department, state, ENUM, OPTIONAL, department_states),
};

static const struct json_field change[] = {
	JSON_FIELD(struct department, code, KEY, OPTIONAL),
	JSON_FIELD(struct department, name, TEXTS, OPTIONAL | MAX(DEPARTMENT_TEXT_MOST)),
	JSON_FIELD_GIVEN(struct department, contact, TEXT, NOT_BLANK | OR_NULL | MAX(CONTACT_MOST)),
	JSON_FIELD_NAMES_GIVEN(struct department, state, ENUM, OPTIONAL, department_states),
};

struct department_query {
	int state;
	bool state_given;
	const char *q;
	int64_t limit;
	const char *after;
};

static const struct json_field department_query[] = {
	JSON_FIELD_NAMES_GIVEN(struct department_query, state, ENUM, OPTIONAL, department_states),
	JSON_FIELD(struct department_query, q, TEXT, OPTIONAL | MAX(200)),
	JSON_FIELD_RANGE(struct department_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct department_query, after, STRING, OPTIONAL | MAX(2000)),
};

static bool list(struct work *w, const struct request *req, struct response *res,
		 enum department_kind kind)
{
	struct department_query query = { 0 };
	struct page page;

	if (!request_read_query(w, req, department_query, &query) ||
	    !page_read(w, query.limit, query.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &department_list_sql, w->tenant, department_kinds[kind],
				     query.state_given ? department_states[query.state] : NULL,
				     query.q, page.key, page.limit));
}

static bool get(struct work *w, const struct request *req, struct response *res,
		enum department_kind kind)
{
	return respond_row(w, res,
			   db_query(w, &department_get_sql, w->tenant, request_param(req, "id"),
				    department_kinds[kind]),
			   department_kinds[kind]);
}

static bool post(struct work *w, const struct request *req, struct response *res,
		 enum department_kind kind)
{
	struct department department = { .kind = kind };
	struct creation creation;

	return json_read_body(w, req->body, req->body_size, new_department, &department) &&
	       department_create(w, &department, req->body, &creation) &&
	       respond_created(w, res, &creation, paths[kind]);
}

static bool patch(struct work *w, const struct request *req, struct response *res,
		  enum department_kind kind)
{
	struct department department = { .kind = kind };

	return json_read_body(w, req->body, req->body_size, change, &department) &&
	       department_change(w, request_param(req, "id"), &department, &res->body);
}

bool http_department_list(struct work *w, const struct request *req, struct response *res)
{
	return list(w, req, res, DEPARTMENT_DEPARTMENT);
}

bool http_department_post(struct work *w, const struct request *req, struct response *res)
{
	return post(w, req, res, DEPARTMENT_DEPARTMENT);
}

bool http_department_get(struct work *w, const struct request *req, struct response *res)
{
	return get(w, req, res, DEPARTMENT_DEPARTMENT);
}

bool http_department_patch(struct work *w, const struct request *req, struct response *res)
{
	return patch(w, req, res, DEPARTMENT_DEPARTMENT);
}

bool http_partner_list(struct work *w, const struct request *req, struct response *res)
{
	return list(w, req, res, DEPARTMENT_PARTNER);
}

bool http_partner_post(struct work *w, const struct request *req, struct response *res)
{
	return post(w, req, res, DEPARTMENT_PARTNER);
}

bool http_partner_get(struct work *w, const struct request *req, struct response *res)
{
	return get(w, req, res, DEPARTMENT_PARTNER);
}

bool http_partner_patch(struct work *w, const struct request *req, struct response *res)
{
	return patch(w, req, res, DEPARTMENT_PARTNER);
}
