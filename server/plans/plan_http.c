#include <string.h>

#include "base/clock.h"
#include "calendars/calendar_rules.h"
#include "db/db.h"
#include "http/http.h"
#include "plans/plan.h"
#include "plans/plan_http.sql.h"
#include "plans/plan_rules.h"

handler http_plan_list;
handler http_plan_post;
handler http_plan_preview;
handler http_plan_get;
handler http_plan_patch;
handler http_plan_occurrence_list;
handler http_plan_draw_get;

struct plan_query {
	int state;
	bool state_given;
	const char *below;
	const char *q;
	int64_t limit;
	const char *after;
};

static const struct json_field plan_query[] = {
	JSON_FIELD_NAMES_GIVEN(struct plan_query, state, ENUM, OPTIONAL, plan_states),
	JSON_FIELD(struct plan_query, below, UUID, OPTIONAL),
	JSON_FIELD(struct plan_query, q, TEXT, OPTIONAL | MAX(200)),
	JSON_FIELD_RANGE(struct plan_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct plan_query, after, STRING, OPTIONAL | MAX(2000)),
};

struct occurrence_query {
	int64_t from;
	int64_t to;
	const char *unit_id;
	bool unmade;
	bool unmade_given;
	int64_t limit;
	const char *after;
};

static const struct json_field occurrence_query[] = {
	JSON_FIELD(struct occurrence_query, from, TIME, OPTIONAL),
	JSON_FIELD(struct occurrence_query, to, TIME, OPTIONAL),
	JSON_FIELD(struct occurrence_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD_GIVEN(struct occurrence_query, unmade, BOOLEAN, OPTIONAL),
	JSON_FIELD_RANGE(struct occurrence_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct occurrence_query, after, TEXT, OPTIONAL | MAX(200)),
};

struct draw_query {
	const char *occurrence;
	const char *unit_id;
};

static const struct json_field draw_query[] = {
	JSON_FIELD(struct draw_query, occurrence, TEXT, REQUIRED | MAX(16)),
	JSON_FIELD(struct draw_query, unit_id, UUID, OPTIONAL),
};

bool http_plan_list(struct work *w, const struct request *req, struct response *res)
{
	struct plan_query q = { 0 };
	struct page page;

	if (!request_read_query(w, req, plan_query, &q) || !page_read(w, q.limit, q.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &plan_list_sql, w->tenant, w->person_id,
				     q.state_given ? plan_states[q.state] : NULL, q.below, q.q,
				     page.key, page.id, page.limit));
}

bool http_plan_post(struct work *w, const struct request *req, struct response *res)
{
	struct creation creation;

	return plan_create(w, req->body, req->body_size, &creation) &&
	       respond_created(w, res, &creation, "/v1/plans");
}

bool http_plan_preview(struct work *w, const struct request *req, struct response *res)
{
	return plan_preview(w, req->body, req->body_size, &res->body);
}

bool http_plan_get(struct work *w, const struct request *req, struct response *res)
{
	return respond_row(
		w, res,
		db_query(w, &plan_get_sql, w->tenant, request_param(req, "id"), w->person_id),
		"plan");
}

bool http_plan_patch(struct work *w, const struct request *req, struct response *res)
{
	return plan_change(w, request_param(req, "id"), req->body, req->body_size, &res->body);
}

bool http_plan_occurrence_list(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	const struct db_rows *rows;
	struct occurrence_query q = { 0 };
	struct page page;

	if (!request_read_query(w, req, occurrence_query, &q) ||
	    !page_read_by_time(w, q.limit, q.after, &page))
		return false;
	rows = db_query(w, &plan_occurrence_list_sql, w->tenant, id, w->person_id,
			db_time(w, q.from), db_time(w, q.to), q.unit_id,
			q.unmade_given ? db_bool(q.unmade) : NULL, page.key, page.id, page.limit);
	if (rows && !db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no plan %s.", id);
	return page_respond(w, res, rows);
}

/* "2026-11-28T09:00": a day and a time of it. */
static bool is_occurrence(struct work *w, const char *s)
{
	return strlen(s) == 16 && s[10] == 'T' && is_hour(s + 11, false) &&
	       clock_is_date(arena_printf(&w->mem, "%.10s", s));
}

bool http_plan_draw_get(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct draw_query q = { 0 };
	const struct db_rows *rows;

	if (!request_read_query(w, req, draw_query, &q))
		return false;
	if (!is_occurrence(w, q.occurrence))
		fault(w, "/occurrence", "An occurrence is written like 2026-11-28T09:00.");
	if (!work_is_faultless(w, PROBLEM_invalid_query))
		return false;
	rows = q.unit_id ? db_query(w, &plan_draw_person_sql, w->tenant, id, w->person_id,
				    q.occurrence, q.unit_id)
			 : db_query(w, &plan_draw_stores_sql, w->tenant, id, w->person_id,
				    q.occurrence);
	return respond_row(w, res, rows, "draw");
}
