#include "db/db.h"
#include "http/http.h"
#include "notices/inbox.sql.h"
#include "json/json.h"

handler http_inbox_list;
handler http_inbox_count;
handler http_inbox_read;
handler http_inbox_read_until;

struct list_query {
	bool unread;
	int64_t limit;
	const char *after;
};

static const struct json_field list_query[] = {
	JSON_FIELD(struct list_query, unread, BOOLEAN, OPTIONAL),
	JSON_FIELD_RANGE(struct list_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct list_query, after, TEXT, OPTIONAL | MAX(200)),
};

bool http_inbox_list(struct work *w, const struct request *req, struct response *res)
{
	struct list_query q = { 0 };
	struct page page;

	if (!request_read_query(w, req, list_query, &q) ||
	    !page_read_by_time(w, q.limit, q.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &inbox_list_sql, w->tenant, w->person_id, page.limit,
				     page.key, page.id, db_bool(q.unread)));
}

bool http_inbox_count(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	return respond_row(w, res, db_query(w, &inbox_count_sql, w->tenant, w->person_id), "inbox");
}

bool http_inbox_read(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	const struct db_rows *rows =
		db_query(w, &inbox_read_sql, w->tenant, w->person_id, id, db_time(w, w->now));

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no notice %s.", id);
	res->status = 204;
	return true;
}

struct read_until {
	int64_t until;
};

static const struct json_field read_until[] = {
	JSON_FIELD(struct read_until, until, TIME, REQUIRED),
};

bool http_inbox_read_until(struct work *w, const struct request *req, struct response *res)
{
	struct read_until body = { 0 };

	if (!json_read_body(w, req->body, req->body_size, read_until, &body) ||
	    !db_send(w, &inbox_read_until_sql, w->tenant, w->person_id, db_time(w, body.until),
		     db_time(w, w->now)))
		return false;
	res->status = 204;
	return true;
}
