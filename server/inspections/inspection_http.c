#include "inspections/inspection.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/text.h"
#include "checklists/checklist_document.h"
#include "db/db.h"
#include "http/http.h"
#include "inspections/context.h"
#include "inspections/inspection_http.sql.h"
#include "inspections/void.h"

handler http_inspection_post;
handler http_inspection_post_many;
handler http_inspection_list;
handler http_inspection_get;
handler http_inspection_patch;
handler http_inspection_cancel;
handler http_inspection_void;
handler http_inspection_take;
handler http_inspection_start;
handler http_inspection_bundle;

#define NOTE_MAX 2000
#define REASON_MAX 2000

static const struct json_field new_inspection[] = {
	JSON_FIELD(struct new_inspection, id, UUID, OPTIONAL),
	JSON_FIELD(struct new_inspection, unit_id, UUID, REQUIRED),
	JSON_FIELD(struct new_inspection, checklist_id, UUID, REQUIRED),
	JSON_FIELD(struct new_inspection, visible_from, TIME, OPTIONAL),
	JSON_FIELD(struct new_inspection, start_at, TIME, OPTIONAL),
	JSON_FIELD(struct new_inspection, due_at, TIME, OPTIONAL),
	JSON_FIELD(struct new_inspection, miss_at, TIME, OPTIONAL),
	JSON_FIELD(struct new_inspection, lead_id, UUID, OPTIONAL),
	JSON_FIELD(struct new_inspection, team, UUID_LIST, OPTIONAL | MAX(TEAM_MAX)),
	JSON_FIELD(struct new_inspection, is_unannounced, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct new_inspection, needs_review, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct new_inspection, note, TEXT, OPTIONAL | MAX(NOTE_MAX)),
};

/* A visit changes in more ways than it counts: its tag is its content's. */
static void tag_body(struct work *w, struct response *res)
{
	char hash[SHA256_HEX];

	sha256_hex(res->body, strlen(res->body), hash);
	res->etag = etag_of(w, arena_strdup(&w->mem, hash));
	res->cache_control = "private, no-cache";
}

static bool show(struct work *w, struct response *res, const char *id)
{
	const struct db_rows *rows = db_query(w, &inspection_show_sql, w->tenant, id, w->person_id);

	if (!respond_row(w, res, rows, "visit"))
		return false;
	tag_body(w, res);
	return true;
}

bool http_inspection_post(struct work *w, const struct request *req, struct response *res)
{
	struct new_inspection n = { .pointer = "" };
	size_t made;

	if (!json_read_body(w, req->body, req->body_size, new_inspection, &n) ||
	    !inspections_make(w, &n, 1, &made) || !show(w, res, n.id))
		return false;
	res->status = made ? 201 : 200;
	res->location = arena_printf(&w->mem, "/v1/inspections/%s", n.id);
	return true;
}

struct many {
	const struct json_value *inspections;
};

static const struct json_field many[] = {
	JSON_FIELD(struct many, inspections, LIST, REQUIRED | MAX(INSPECTIONS_AT_ONCE)),
};

static const char *ids_text(struct work *w, const struct new_inspection *list, size_t nr,
			    size_t made)
{
	struct text t;

	text_init(&t, &w->mem);
	text_printf(&t, "{\"made\":%zu,\"ids\":[", made);
	for (size_t i = 0; i < nr; i++)
		text_printf(&t, "%s\"%s\"", i ? "," : "", list[i].id);
	text_add(&t, "]}");
	return text_take(&t);
}

/* The same id twice in one body could only mean that one of the two is a mistake. */
static void check_ids(struct work *w, const struct new_inspection *list, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		for (size_t j = 0; list[i].id && j < i; j++)
			if (list[j].id && !strcmp(list[i].id, list[j].id))
				fault(w, arena_printf(&w->mem, "%s/id", list[i].pointer),
				      "This id is there twice.");
}

bool http_inspection_post_many(struct work *w, const struct request *req, struct response *res)
{
	struct new_inspection *list;
	struct many body = { 0 };
	size_t made;
	size_t nr;

	if (!json_read_body(w, req->body, req->body_size, many, &body))
		return false;
	nr = json_length(body.inspections);
	list = arena_array(&w->mem, nr, sizeof(*list));
	for (size_t i = 0; i < nr; i++) {
		list[i].pointer = arena_printf(&w->mem, "/inspections/%zu", i);
		json_read(w, json_item(body.inspections, i), list[i].pointer, new_inspection,
			  &list[i]);
	}
	check_ids(w, list, nr);
	if (!work_is_faultless(w, PROBLEM_invalid_body) || !inspections_make(w, list, nr, &made))
		return false;
	return respond_json(res, made ? 201 : 200, ids_text(w, list, nr, made));
}

enum sort { SORT_NEWEST, SORT_DUE };

struct list_query {
	struct json_texts state;
	const char *unit_id;
	int kind;
	bool kind_given;
	const char *checklist_id;
	int status;
	bool status_given;
	const char *lead_id;
	const char *department_id;
	bool mine;
	bool free;
	int punctuality;
	bool punctuality_given;
	int64_t from;
	int64_t to;
	enum sort sort;
	int64_t limit;
	const char *after;
};

static const char *const sorts[] = { "newest", "due", NULL };
static const char *const statuses[] = { "pass", "fail", "not_scored", NULL };
static const char *const punctualities[] = {
	"due", "on_time", "late", "unfinished", "missed", NULL
};
static const char *const states[] = {
	"planned",   "open",    "started", "submitted", "released", "missed",
	"cancelled", "skipped", "voided",  "excluded",  "misfired", NULL,
};

static const struct json_field list_query[] = {
	JSON_FIELD(struct list_query, state, TEXT_LIST, OPTIONAL | MAX(11)),
	JSON_FIELD(struct list_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD_NAMES_GIVEN(struct list_query, kind, ENUM, OPTIONAL, checklist_kinds),
	JSON_FIELD(struct list_query, checklist_id, UUID, OPTIONAL),
	JSON_FIELD_NAMES_GIVEN(struct list_query, status, ENUM, OPTIONAL, statuses),
	JSON_FIELD(struct list_query, lead_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, department_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, mine, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct list_query, free, BOOLEAN, OPTIONAL),
	JSON_FIELD_NAMES_GIVEN(struct list_query, punctuality, ENUM, OPTIONAL, punctualities),
	JSON_FIELD(struct list_query, from, TIME, OPTIONAL),
	JSON_FIELD(struct list_query, to, TIME, OPTIONAL),
	JSON_FIELD_NAMES(struct list_query, sort, ENUM, OPTIONAL, sorts),
	JSON_FIELD_RANGE(struct list_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct list_query, after, TEXT, OPTIONAL | MAX(200)),
};

static bool is_state(const char *text)
{
	for (int i = 0; states[i]; i++)
		if (!strcmp(text, states[i]))
			return true;
	return false;
}

static bool check_states(struct work *w, const struct json_texts *list)
{
	for (size_t i = 0; i < list->nr; i++)
		if (!is_state(list->items[i]))
			fault(w, json_pointer_item(&w->mem, "/state", i),
			      "\"%s\" is no state of a visit.", list->items[i]);
	return work_is_faultless(w, PROBLEM_invalid_query);
}

/* Where a list begins that goes on from nowhere. */
static const struct page beginnings[] = {
	[SORT_NEWEST] = { .key = "infinity", .id = "ffffffff-ffff-ffff-ffff-ffffffffffff" },
	[SORT_DUE] = { .key = "-infinity", .id = "00000000-0000-0000-0000-000000000000" },
};

static bool read_page(struct work *w, const struct list_query *q, struct page *page)
{
	int64_t ms;

	if (!page_read(w, q->limit, q->after, page))
		return false;
	if (!page->key) {
		page->key = beginnings[q->sort].key;
		page->id = beginnings[q->sort].id;
	} else if (strcmp(page->key, "infinity") != 0 && !clock_parse(page->key, &ms)) {
		fault(w, "/after", "This is not a \"next\" of an earlier answer.");
	}
	return work_is_faultless(w, PROBLEM_invalid_query);
}

/* What nobody leads is nobody's, and asked for by whoever looks for something to do. */
static bool check_free(struct work *w, const struct list_query *q)
{
	if (q->free && q->mine)
		fault(w, "/mine", "What nobody leads is not one's own.");
	if (q->free && q->sort != SORT_DUE)
		fault(w, "/sort", "What nobody leads is listed by when it is due.");
	if (q->free && q->lead_id)
		fault(w, "/lead_id", "What nobody leads has no lead.");
	if (q->free && (q->status_given || q->department_id))
		fault(w, q->status_given ? "/status" : "/department_id",
		      "What nobody leads has no result.");
	return work_is_faultless(w, PROBLEM_invalid_query);
}

static bool list_free(struct work *w, struct response *res, const struct list_query *q,
		      const struct page *page)
{
	return page_respond(w, res,
			    db_query(w, &inspection_list_free_sql, w->tenant, w->person_id,
				     q->state.nr ? db_array(w, q->state.items, q->state.nr) : NULL,
				     q->unit_id, q->kind_given ? checklist_kinds[q->kind] : NULL,
				     q->checklist_id, db_time(w, q->from), db_time(w, q->to),
				     page->limit, page->key, page->id));
}

/* Whether visits came in time is asked of all that were due, whatever else became of them. */
static bool check_punctuality(struct work *w, const struct list_query *q)
{
	const char *pointer = q->state.nr           ? "/state"
			      : q->free             ? "/free"
			      : q->mine             ? "/mine"
			      : q->status_given     ? "/status"
			      : q->department_id    ? "/department_id"
			      : q->sort == SORT_DUE ? "/sort"
						    : NULL;

	if (q->punctuality_given && pointer)
		fault(w, pointer, "With punctuality that is not asked for.");
	return work_is_faultless(w, PROBLEM_invalid_query);
}

static bool list_punctuality(struct work *w, struct response *res, const struct list_query *q,
			     const struct page *page)
{
	return page_respond(w, res,
			    db_query(w, &inspection_list_punctuality_sql, w->tenant, w->person_id,
				     punctualities[q->punctuality], q->unit_id,
				     q->kind_given ? checklist_kinds[q->kind] : NULL,
				     q->checklist_id, q->lead_id, db_time(w, q->from),
				     db_time(w, q->to), page->limit, page->key, page->id));
}

bool http_inspection_list(struct work *w, const struct request *req, struct response *res)
{
	struct list_query q = { 0 };
	struct page page;

	if (!request_read_query(w, req, list_query, &q) || !check_states(w, &q.state) ||
	    !check_punctuality(w, &q) || !check_free(w, &q) || !read_page(w, &q, &page))
		return false;
	if (q.free)
		return list_free(w, res, &q, &page);
	if (q.punctuality_given)
		return list_punctuality(w, res, &q, &page);
	return page_respond(w, res,
			    db_query(w,
				     q.sort == SORT_DUE ? &inspection_list_due_sql
							: &inspection_list_newest_sql,
				     w->tenant, w->person_id,
				     q.state.nr ? db_array(w, q.state.items, q.state.nr) : NULL,
				     q.unit_id, q.kind_given ? checklist_kinds[q.kind] : NULL,
				     q.checklist_id, db_bool(q.mine), db_time(w, q.from),
				     db_time(w, q.to), page.limit, page.key, page.id,
				     q.status_given ? statuses[q.status] : NULL, q.lead_id,
				     q.department_id));
}

bool http_inspection_get(struct work *w, const struct request *req, struct response *res)
{
	return show(w, res, request_param(req, "id"));
}

static const struct json_field change[] = {
	JSON_FIELD_GIVEN(struct change, visible_from, TIME, OPTIONAL | OR_NULL),
	JSON_FIELD_GIVEN(struct change, start_at, TIME, OPTIONAL | OR_NULL),
	JSON_FIELD_GIVEN(struct change, due_at, TIME, OPTIONAL | OR_NULL),
	JSON_FIELD_GIVEN(struct change, miss_at, TIME, OPTIONAL | OR_NULL),
	JSON_FIELD_GIVEN(struct change, lead_id, UUID, OPTIONAL | OR_NULL),
	JSON_FIELD_GIVEN(struct change, team, UUID_LIST, OPTIONAL | MAX(TEAM_MAX)),
	JSON_FIELD_GIVEN(struct change, is_unannounced, BOOLEAN, OPTIONAL),
	JSON_FIELD_GIVEN(struct change, needs_review, BOOLEAN, OPTIONAL),
	JSON_FIELD_GIVEN(struct change, note, TEXT, OPTIONAL | OR_NULL | MAX(NOTE_MAX)),
};

/* What the database has refused is told with its place: the last of the times that were sent. */
static bool point_at_times(struct work *w, const struct change *c)
{
	const char *pointer = c->miss_at_given    ? "/miss_at"
			      : c->due_at_given   ? "/due_at"
			      : c->start_at_given ? "/start_at"
						  : "/visible_from";

	if (w->problem.kind == PROBLEM_inspection_times_are_in_order)
		fault(w, pointer, "visible_from, start_at, due_at and miss_at come in this order.");
	return false;
}

bool http_inspection_patch(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct change c = { 0 };

	return json_read_body(w, req->body, req->body_size, change, &c) &&
	       ((inspection_change(w, id, &c) && show(w, res, id)) || point_at_times(w, &c));
}

struct reason {
	const char *reason;
};

static const struct json_field reason[] = {
	JSON_FIELD(struct reason, reason, TEXT, REQUIRED | NOT_BLANK | MAX(REASON_MAX)),
};

bool http_inspection_cancel(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct reason r = { 0 };

	return json_read_body(w, req->body, req->body_size, reason, &r) &&
	       inspection_cancel(w, id, r.reason) && show(w, res, id);
}

bool http_inspection_take(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");

	return inspection_lead(w, id) && show(w, res, id);
}

bool http_inspection_void(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct reason r = { 0 };

	return json_read_body(w, req->body, req->body_size, reason, &r) &&
	       inspection_void(w, id, r.reason) && show(w, res, id);
}

static const struct json_field start[] = {
	JSON_FIELD(struct start, context_id, UUID, OPTIONAL),
	JSON_FIELD(struct start, started_at, TIME, OPTIONAL),
};

bool http_inspection_start(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct start s = { 0 };

	return json_read_body(w, req->body, req->body_size, start, &s) &&
	       inspection_start(w, id, &s) && show(w, res, id);
}

static void show_bundle(struct work *w, struct response *res)
{
	res->body = bundle_text(w, res->completion);
	tag_body(w, res);
}

bool http_inspection_bundle(struct work *w, const struct request *req, struct response *res)
{
	struct bundle *bundle = arena_alloc(&w->mem, sizeof(*bundle));

	res->complete = show_bundle;
	res->completion = bundle;
	return bundle_ask(w, request_param(req, "id"), bundle);
}
