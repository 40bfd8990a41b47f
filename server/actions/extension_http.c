#include "actions/extension.h"
#include "actions/extension_http.sql.h"
#include "db/db.h"
#include "http/http.h"
#include "json/json.h"

handler http_extension_post;
handler http_extension_approve;
handler http_extension_decline;
handler http_extension_list;

#define TEXT_MAX 4000

static const struct json_field new_extension[] = {
	JSON_FIELD(struct new_extension, id, UUID, OPTIONAL),
	JSON_FIELD(struct new_extension, due_at, TIME, REQUIRED),
	JSON_FIELD(struct new_extension, reason, TEXT, REQUIRED | NOT_BLANK | MAX(TEXT_MAX)),
};

bool http_extension_post(struct work *w, const struct request *req, struct response *res)
{
	const char *action_id = request_param(req, "id");
	struct new_extension new = { 0 };
	bool is_new;

	if (!json_read_body(w, req->body, req->body_size, new_extension, &new) ||
	    !extension_ask(w, action_id, &new, &is_new, &res->body))
		return false;
	res->status = is_new ? 201 : 200;
	res->location = arena_printf(&w->mem, "/v1/actions/%s", action_id);
	return true;
}

struct decision {
	const char *note;
};

static const struct json_field decision[] = {
	JSON_FIELD(struct decision, note, TEXT, OPTIONAL | NOT_BLANK | MAX(TEXT_MAX)),
};

static bool decide(struct work *w, const struct request *req, bool is_approved,
		   struct response *res)
{
	struct decision d = { 0 };

	return json_read_body(w, req->body, req->body_size, decision, &d) &&
	       extension_decide(w, request_param(req, "id"), request_param(req, "extension_id"),
				is_approved, d.note, &res->body);
}

bool http_extension_approve(struct work *w, const struct request *req, struct response *res)
{
	return decide(w, req, true, res);
}

bool http_extension_decline(struct work *w, const struct request *req, struct response *res)
{
	return decide(w, req, false, res);
}

static const char *const state_names[] = { "asked", "approved", "declined", NULL };

struct list_query {
	int state;
	bool state_given;
	const char *unit_id;
	bool mine;
	int64_t limit;
	const char *after;
};

static const struct json_field list_query[] = {
	JSON_FIELD_NAMES_GIVEN(struct list_query, state, ENUM, OPTIONAL, state_names),
	JSON_FIELD(struct list_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, mine, BOOLEAN, OPTIONAL),
	JSON_FIELD_RANGE(struct list_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct list_query, after, TEXT, OPTIONAL | MAX(200)),
};

bool http_extension_list(struct work *w, const struct request *req, struct response *res)
{
	struct list_query q = { 0 };
	struct page page;

	if (!request_read_query(w, req, list_query, &q) ||
	    !page_read_by_time(w, q.limit, q.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &extension_list_sql, w->tenant, w->person_id, page.limit,
				     page.key, page.id, q.state_given ? state_names[q.state] : NULL,
				     q.unit_id, db_bool(q.mine)));
}
