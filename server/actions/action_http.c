#include <string.h>

#include "actions/action.h"
#include "actions/action_list.sql.h"
#include "actions/action_own.h"
#include "db/db.h"
#include "findings/finding.h"
#include "http/http.h"
#include "json/json.h"

handler http_action_list;
handler http_action_get;
handler http_action_timeline;
handler http_action_plan;
handler http_action_start;
handler http_action_hand_in;
handler http_action_verify;
handler http_action_return;
handler http_action_assign;
handler http_action_raise;
handler http_action_cancel;
handler http_action_waive;
handler http_action_comment;

#define TEXT_MAX 4000
#define PHOTOS_MAX 20

/* ---- lists */

enum sort {
	SORT_DUE,
	SORT_NEWEST,
};

static const char *const sort_names[] = { "due", "newest", NULL };
static const char *const handed_in_names[] = { "any", "on_time", "late", NULL };

#define ANY (-1)

struct list_query {
	struct json_texts state;
	const char *unit_id;
	const char *department_id;
	bool overdue;
	bool overdue_given;
	bool mine;
	int severity;
	int kind;
	const char *inspection_id;
	const char *question;
	const char *checklist_id;
	const char *responsible_id;
	int64_t from; /* of a period in which it was opened, half open */
	int64_t to;
	int handed_in;
	enum sort sort;
	int64_t limit;
	const char *after;
};

static const struct json_field list_query[] = {
	JSON_FIELD(struct list_query, state, KEY_LIST, OPTIONAL | NOT_EMPTY | MAX(ACTION_STATES)),
	JSON_FIELD(struct list_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, department_id, UUID, OPTIONAL),
	JSON_FIELD_GIVEN(struct list_query, overdue, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct list_query, mine, BOOLEAN, OPTIONAL),
	JSON_FIELD_NAMES(struct list_query, severity, ENUM, OPTIONAL, severity_names),
	JSON_FIELD_NAMES(struct list_query, kind, ENUM, OPTIONAL, action_kind_names),
	JSON_FIELD(struct list_query, inspection_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, question, KEY, OPTIONAL),
	JSON_FIELD(struct list_query, checklist_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, responsible_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, from, TIME, OPTIONAL),
	JSON_FIELD(struct list_query, to, TIME, OPTIONAL),
	JSON_FIELD_NAMES(struct list_query, handed_in, ENUM, OPTIONAL, handed_in_names),
	JSON_FIELD_NAMES(struct list_query, sort, ENUM, OPTIONAL, sort_names),
	JSON_FIELD_RANGE(struct list_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct list_query, after, TEXT, OPTIONAL | MAX(200)),
};

static bool is_state(const char *name)
{
	for (int i = 0; i < ACTION_STATES; i++)
		if (!strcmp(name, action_state_names[i]))
			return true;
	return false;
}

static bool states_are_known(struct work *w, const struct json_texts *states)
{
	for (size_t i = 0; i < states->nr; i++)
		if (!is_state(states->items[i]))
			fault(w, json_pointer_item(&w->mem, "/state", i),
			      "There is no state \"%s\".", states->items[i]);
	return work_is_faultless(w, PROBLEM_invalid_query);
}

static const char *name_or_any(const char *const *names, int i)
{
	return i == ANY ? NULL : names[i];
}

/* Whether only such are asked for that are not over. */
static bool is_not_over(const struct list_query *q)
{
	if (q->overdue_given && q->overdue)
		return true;
	for (size_t i = 0; i < q->state.nr; i++)
		if (!strcmp(q->state.items[i], "closed") ||
		    !strcmp(q->state.items[i], "cancelled") || !strcmp(q->state.items[i], "waived"))
			return false;
	return q->state.nr;
}

bool http_action_list(struct work *w, const struct request *req, struct response *res)
{
	struct list_query q = { .severity = ANY, .kind = ANY, .handed_in = ANY };
	const char *order;
	struct page page;

	if (!request_read_query(w, req, list_query, &q) || !states_are_known(w, &q.state) ||
	    !page_read_by_time(w, q.limit, q.after, &page))
		return false;
	order = q.sort == SORT_NEWEST ? "newest" : is_not_over(&q) ? "due_not_over" : "due";
	return page_respond(
		w, res,
		db_query(w, &action_list_sql, w->tenant, w->person_id, page.limit, page.key,
			 page.id, q.state.nr ? db_array(w, q.state.items, q.state.nr) : NULL,
			 q.unit_id, q.department_id, q.overdue_given ? db_bool(q.overdue) : NULL,
			 db_time(w, w->now), db_bool(q.mine),
			 name_or_any(severity_names, q.severity),
			 name_or_any(action_kind_names, q.kind), q.inspection_id, q.question, order,
			 q.checklist_id, q.responsible_id, db_time(w, q.from), db_time(w, q.to),
			 name_or_any(handed_in_names, q.handed_in)));
}

bool http_action_get(struct work *w, const struct request *req, struct response *res)
{
	return action_show(w, request_param(req, "id"), &res->body);
}

struct timeline_query {
	int64_t limit;
	const char *after;
};

static const struct json_field timeline_query[] = {
	JSON_FIELD_RANGE(struct timeline_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct timeline_query, after, TEXT, OPTIONAL | MAX(200)),
};

bool http_action_timeline(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct timeline_query q = { 0 };
	struct action a;
	struct page page;

	if (!request_read_query(w, req, timeline_query, &q) ||
	    !page_read_by_time(w, q.limit, q.after, &page) || !action_get(w, id, &a))
		return false;
	return page_respond(
		w, res,
		db_query(w, &action_timeline_sql, w->tenant, id, page.limit, page.key, page.id));
}

/* ---- steps */

#define PHOTOS JSON_FIELD(struct step, photos, STRING_LIST, OPTIONAL | MAX(PHOTOS_MAX))
#define OPTIONAL_TEXT(member) \
 JSON_FIELD(struct step, member, TEXT, OPTIONAL | NOT_BLANK | MAX(TEXT_MAX))
#define REQUIRED_TEXT(member) \
 JSON_FIELD(struct step, member, TEXT, REQUIRED | NOT_BLANK | MAX(TEXT_MAX))

static const struct json_field plan[] = {
	OPTIONAL_TEXT(cause),
	JSON_FIELD_NAMES_GIVEN(struct step, cause_category, ENUM, OPTIONAL, cause_category_names),
	REQUIRED_TEXT(plan),
	JSON_FIELD(struct step, responsible_id, UUID, OPTIONAL),
	JSON_FIELD(struct step, due_at, TIME, OPTIONAL),
	JSON_FIELD_RANGE(struct step, effect_passes, INTEGER, OPTIONAL, 1, 10),
	JSON_FIELD_RANGE(struct step, effect_days, INTEGER, OPTIONAL, 1, 730),
	PHOTOS,
};

static const struct json_field hand_in[] = {
	REQUIRED_TEXT(done),
	PHOTOS,
};

static const struct json_field verify[] = {
	OPTIONAL_TEXT(note),
	PHOTOS,
};

static const struct json_field send_back[] = {
	REQUIRED_TEXT(reason),
	PHOTOS,
};

static const struct json_field assign[] = {
	JSON_FIELD(struct step, person_id, UUID, REQUIRED),
	OPTIONAL_TEXT(reason),
};

static const struct json_field reason[] = {
	REQUIRED_TEXT(reason),
};

static const struct json_field comment[] = {
	JSON_FIELD(struct step, id, UUID, OPTIONAL),
	REQUIRED_TEXT(text),
	PHOTOS,
};

#define read_step(w, req, fields, what) \
 read_step_fields(w, req, fields, sizeof(fields) / sizeof((fields)[0]), what)

static bool read_step_fields(struct work *w, const struct request *req,
			     const struct json_field *fields, size_t nr, struct step *what)
{
	const struct json_value *body;

	if (!json_parse(w, req->body, req->body_size, &body))
		return false;
	json_read_fields(w, body, "", fields, nr, what);
	action_photos_fault(w, &what->photos);
	return work_is_faultless(w, PROBLEM_invalid_body);
}

static bool do_step(struct work *w, const struct request *req, enum action_step step,
		    const struct step *what, struct response *res)
{
	return action_do(w, request_param(req, "id"), step, what, &res->body);
}

bool http_action_plan(struct work *w, const struct request *req, struct response *res)
{
	struct step what = { 0 };

	return read_step(w, req, plan, &what) && do_step(w, req, STEP_PLAN, &what, res);
}

bool http_action_start(struct work *w, const struct request *req, struct response *res)
{
	struct step nothing = { 0 };

	return do_step(w, req, STEP_START, &nothing, res);
}

bool http_action_hand_in(struct work *w, const struct request *req, struct response *res)
{
	struct step what = { 0 };

	return read_step(w, req, hand_in, &what) && do_step(w, req, STEP_HAND_IN, &what, res);
}

bool http_action_verify(struct work *w, const struct request *req, struct response *res)
{
	struct step what = { 0 };

	return read_step(w, req, verify, &what) && do_step(w, req, STEP_VERIFY, &what, res);
}

bool http_action_return(struct work *w, const struct request *req, struct response *res)
{
	struct step what = { 0 };

	return read_step(w, req, send_back, &what) && do_step(w, req, STEP_RETURN, &what, res);
}

bool http_action_assign(struct work *w, const struct request *req, struct response *res)
{
	struct step what = { 0 };

	return read_step(w, req, assign, &what) && do_step(w, req, STEP_ASSIGN, &what, res);
}

bool http_action_raise(struct work *w, const struct request *req, struct response *res)
{
	struct step what = { 0 };

	return read_step(w, req, reason, &what) && do_step(w, req, STEP_RAISE, &what, res);
}

bool http_action_cancel(struct work *w, const struct request *req, struct response *res)
{
	struct step what = { 0 };

	return read_step(w, req, reason, &what) && do_step(w, req, STEP_CANCEL, &what, res);
}

bool http_action_waive(struct work *w, const struct request *req, struct response *res)
{
	struct step what = { 0 };

	return read_step(w, req, reason, &what) && do_step(w, req, STEP_WAIVE, &what, res);
}

bool http_action_comment(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct step what = { 0 };
	bool is_new;

	if (!read_step(w, req, comment, &what) ||
	    !action_comment(w, id, &what, &is_new, &res->body))
		return false;
	res->status = is_new ? 201 : 200;
	res->location = arena_printf(&w->mem, "/v1/actions/%s/timeline", id);
	return true;
}
