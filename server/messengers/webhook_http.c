#include "http/http.h"
#include "messengers/webhook.h"
#include "messengers/webhook_http.sql.h"
#include "organization/tenant.h"

handler http_webhook_list;
handler http_webhook_post;
handler http_webhook_get;
handler http_webhook_patch;
handler http_webhook_delete;
handler http_webhook_rotate;
handler http_webhook_test;
handler http_webhook_delivery_list;
handler http_webhook_redeliver;

#define URL_MOST 2000
#define DESCRIPTION_MOST 1000
#define KINDS_MOST 200

static const struct json_field new_webhook[] = {
	JSON_FIELD(struct webhook, id, UUID, OPTIONAL),
	JSON_FIELD(struct webhook, url, TEXT, REQUIRED | MAX(URL_MOST)),
	JSON_FIELD(struct webhook, description, TEXT, NOT_BLANK | OR_NULL | MAX(DESCRIPTION_MOST)),
	JSON_FIELD(struct webhook, kinds, TEXT_LIST, OPTIONAL | MAX(KINDS_MOST)),
};

static const struct json_field change[] = {
	JSON_FIELD(struct webhook, url, TEXT, NOT_EMPTY | MAX(URL_MOST)),
	JSON_FIELD_GIVEN(struct webhook, description, TEXT,
			 NOT_BLANK | OR_NULL | MAX(DESCRIPTION_MOST)),
	JSON_FIELD_GIVEN(struct webhook, kinds, TEXT_LIST, OPTIONAL | MAX(KINDS_MOST)),
	JSON_FIELD_NAMES_GIVEN(struct webhook, state, ENUM, OPTIONAL, webhook_states),
};

bool http_webhook_list(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	return tenant_expect(w, RIGHT_webhook_manage) &&
	       respond_row(w, res, db_query(w, &webhook_list_sql, w->tenant), "list");
}

bool http_webhook_post(struct work *w, const struct request *req, struct response *res)
{
	struct webhook webhook = { 0 };
	struct creation creation;

	return json_read_body(w, req->body, req->body_size, new_webhook, &webhook) &&
	       webhook_create(w, &webhook, req->body, &creation) &&
	       respond_created(w, res, &creation, "/v1/webhooks");
}

bool http_webhook_get(struct work *w, const struct request *req, struct response *res)
{
	return tenant_expect(w, RIGHT_webhook_manage) &&
	       respond_row(w, res,
			   db_query(w, &webhook_get_sql, w->tenant, request_param(req, "id")),
			   "webhook");
}

bool http_webhook_patch(struct work *w, const struct request *req, struct response *res)
{
	struct webhook webhook = { 0 };

	return json_read_body(w, req->body, req->body_size, change, &webhook) &&
	       webhook_change(w, request_param(req, "id"), &webhook, &res->body);
}

bool http_webhook_delete(struct work *w, const struct request *req, struct response *res)
{
	res->status = 204;
	return webhook_delete(w, request_param(req, "id"));
}

bool http_webhook_rotate(struct work *w, const struct request *req, struct response *res)
{
	return webhook_rotate(w, request_param(req, "id"), &res->body);
}

bool http_webhook_test(struct work *w, const struct request *req, struct response *res)
{
	res->status = 202;
	return webhook_test(w, request_param(req, "id"), &res->body);
}

bool http_webhook_redeliver(struct work *w, const struct request *req, struct response *res)
{
	res->status = 202;
	return webhook_redeliver(w, request_param(req, "id"), request_param(req, "delivery_id"),
				 &res->body);
}

struct list_query {
	int64_t limit;
	const char *after;
};

static const struct json_field list_query[] = {
	JSON_FIELD_RANGE(struct list_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct list_query, after, TEXT, OPTIONAL | MAX(200)),
};

bool http_webhook_delivery_list(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	const struct db_rows *rows;
	struct list_query q = { 0 };
	struct page page;

	if (!request_read_query(w, req, list_query, &q) ||
	    !page_read_by_time(w, q.limit, q.after, &page) ||
	    !tenant_expect(w, RIGHT_webhook_manage))
		return false;
	rows = db_query(w, &webhook_delivery_list_sql, w->tenant, id, page.limit, page.key,
			page.id);
	if (rows && !db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no webhook %s.", id);
	return page_respond(w, res, rows);
}
