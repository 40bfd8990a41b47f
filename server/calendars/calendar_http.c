#include "calendars/calendar.h"
#include "calendars/calendar_http.sql.h"
#include "http/http.h"

handler http_calendar_list;
handler http_calendar_post;
handler http_calendar_get;
handler http_calendar_patch;
handler http_calendar_delete;

#define PATH "/v1/calendars"
#define NAME_MOST 200

static const struct json_field new_calendar[] = {
	JSON_FIELD(struct calendar, id, UUID, OPTIONAL),
	JSON_FIELD(struct calendar, unit_id, UUID, OR_NULL),
	JSON_FIELD(struct calendar, name, TEXT, REQUIRED | NOT_BLANK | MAX(NAME_MOST)),
	JSON_FIELD(struct calendar, base_id, UUID, OR_NULL),
	JSON_FIELD(struct calendar, weekly_closed, LIST, OPTIONAL | MAX(7)),
	JSON_FIELD(struct calendar, opens, TEXT, OPTIONAL),
	JSON_FIELD(struct calendar, closes, TEXT, OPTIONAL),
	JSON_FIELD(struct calendar, days, LIST, OPTIONAL | MAX(CALENDAR_DAYS_MOST)),
};

static const struct json_field change[] = {
	JSON_FIELD(struct calendar, name, TEXT, NOT_BLANK | MAX(NAME_MOST)),
	JSON_FIELD_GIVEN(struct calendar, base_id, UUID, OR_NULL),
	JSON_FIELD(struct calendar, weekly_closed, LIST, OPTIONAL | MAX(7)),
	JSON_FIELD(struct calendar, opens, TEXT, OPTIONAL),
	JSON_FIELD(struct calendar, closes, TEXT, OPTIONAL),
	JSON_FIELD(struct calendar, days, LIST, OPTIONAL | MAX(CALENDAR_DAYS_MOST)),
};

struct calendar_query {
	const char *q;
	const char *unit_id;
	int64_t limit;
	const char *after;
};

static const struct json_field calendar_query[] = {
	JSON_FIELD(struct calendar_query, q, TEXT, OPTIONAL | MAX(200)),
	JSON_FIELD(struct calendar_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD_RANGE(struct calendar_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct calendar_query, after, STRING, OPTIONAL | MAX(2000)),
};

bool http_calendar_list(struct work *w, const struct request *req, struct response *res)
{
	struct calendar_query query = { 0 };
	struct page page;

	if (!request_read_query(w, req, calendar_query, &query) ||
	    !page_read(w, query.limit, query.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &calendar_list_sql, w->tenant, w->person_id, query.q,
				     page.key, page.id, page.limit, query.unit_id));
}

bool http_calendar_get(struct work *w, const struct request *req, struct response *res)
{
	return respond_row(
		w, res,
		db_query(w, &calendar_get_sql, w->tenant, w->person_id, request_param(req, "id")),
		"calendar");
}

bool http_calendar_post(struct work *w, const struct request *req, struct response *res)
{
	struct calendar calendar = { .opens = "09:00", .closes = "18:00" };
	struct creation creation;

	return json_read_body(w, req->body, req->body_size, new_calendar, &calendar) &&
	       calendar_create(w, &calendar, req->body, &creation) &&
	       respond_created(w, res, &creation, PATH);
}

bool http_calendar_patch(struct work *w, const struct request *req, struct response *res)
{
	struct calendar calendar = { 0 };

	return json_read_body(w, req->body, req->body_size, change, &calendar) &&
	       calendar_change(w, request_param(req, "id"), &calendar, &res->body);
}

bool http_calendar_delete(struct work *w, const struct request *req, struct response *res)
{
	res->status = 204;
	return calendar_delete(w, request_param(req, "id"));
}
