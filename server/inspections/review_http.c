#include "inspections/review.h"

#include <string.h>

#include "checklists/checklist_document.h"
#include "db/db.h"
#include "evidence/photo.h"
#include "http/http.h"
#include "inspections/review_http.sql.h"

handler http_review_list;
handler http_review_get;
handler http_inspection_return;
handler http_inspection_exclude;
handler http_inspection_reshop;
handler http_inspection_misfire;

#define TEXT_MAX 2000
/* How long the word that a store was closed waits for photographs that have only just arrived. */
#define DECODING_MS 10000

static bool show(struct work *w, struct response *res, const char *id)
{
	return respond_row(w, res, db_query(w, &review_get_sql, w->tenant, id), "review");
}

bool http_review_get(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	bool is_discreet;

	if (!inspection_see(w, id, &is_discreet))
		return false;
	if (is_discreet)
		return refuse(w, PROBLEM_not_found, "There is no review %s.", id);
	return show(w, res, id);
}

struct list_query {
	struct json_texts state;
	const char *unit_id;
	int kind;
	bool kind_given;
	int64_t limit;
	const char *after;
};

static const char *const states[] = {
	"waiting", "returned", "approved", "released", "excluded", NULL,
};

static const struct json_field list_query[] = {
	JSON_FIELD(struct list_query, state, TEXT_LIST, OPTIONAL | MAX(5)),
	JSON_FIELD(struct list_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD_NAMES_GIVEN(struct list_query, kind, ENUM, OPTIONAL, checklist_kinds),
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
			      "\"%s\" is no state of a review.", list->items[i]);
	return work_is_faultless(w, PROBLEM_invalid_query);
}

bool http_review_list(struct work *w, const struct request *req, struct response *res)
{
	struct list_query q = { 0 };
	struct page page;

	if (!request_read_query(w, req, list_query, &q) || !check_states(w, &q.state) ||
	    !page_read_by_time(w, q.limit, q.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &review_list_sql, w->tenant, w->person_id,
				     q.state.nr ? db_array(w, q.state.items, q.state.nr)
						: db_array(w, states, 1),
				     q.unit_id, q.kind_given ? checklist_kinds[q.kind] : NULL,
				     page.limit, page.key ? page.key : "-infinity",
				     page.id ? page.id : "00000000-0000-0000-0000-000000000000"));
}

struct reason {
	const char *reason;
};

static const struct json_field reason[] = {
	JSON_FIELD(struct reason, reason, TEXT, REQUIRED | NOT_BLANK | MAX(TEXT_MAX)),
};

bool http_inspection_return(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct reason r = { 0 };

	return json_read_body(w, req->body, req->body_size, reason, &r) &&
	       review_return(w, id, r.reason) && show(w, res, id);
}

static const struct json_field exclusion[] = {
	JSON_FIELD_NAMES(struct exclusion_body, outcome, ENUM, OPTIONAL, exclusion_names),
	JSON_FIELD(struct exclusion_body, reason, TEXT, REQUIRED | NOT_BLANK | MAX(TEXT_MAX)),
	JSON_FIELD_RANGE(struct exclusion_body, grade, INTEGER, OPTIONAL, 1, GRADE_MAX),
};

bool http_inspection_exclude(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct exclusion_body e = { 0 };

	return json_read_body(w, req->body, req->body_size, exclusion, &e) &&
	       review_exclude(w, id, &e) && show(w, res, id);
}

static const struct json_field reshop[] = {
	JSON_FIELD(struct reshop, id, UUID, OPTIONAL),
	JSON_FIELD(struct reshop, reason, TEXT, REQUIRED | NOT_BLANK | MAX(TEXT_MAX)),
	JSON_FIELD_RANGE(struct reshop, grade, INTEGER, OPTIONAL, 1, GRADE_MAX),
	JSON_FIELD(struct reshop, start_at, TIME, OPTIONAL),
	JSON_FIELD(struct reshop, due_at, TIME, OPTIONAL),
	JSON_FIELD(struct reshop, miss_at, TIME, OPTIONAL),
	JSON_FIELD(struct reshop, lead_id, UUID, OPTIONAL),
};

bool http_inspection_reshop(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct reshop r = { 0 };
	bool made;

	if (!json_read_body(w, req->body, req->body_size, reshop, &r) ||
	    !review_reshop(w, id, &r, &made) || !show(w, res, id))
		return false;
	res->status = made ? 201 : 200;
	res->location = arena_printf(&w->mem, "/v1/inspections/%s", r.id);
	return true;
}

static const struct json_field misfire[] = {
	JSON_FIELD(struct misfire, note, TEXT, REQUIRED | NOT_BLANK | MAX(TEXT_MAX)),
	JSON_FIELD(struct misfire, photos, TEXT_LIST, REQUIRED | MAX(MISFIRE_PHOTOS_MAX)),
};

static void check_hashes(struct work *w, const struct json_texts *photos)
{
	for (size_t i = 0; i < photos->nr; i++)
		if (!json_is_hex(photos->items[i], 64))
			fault(w, json_pointer_item(&w->mem, "/photos", i),
			      "This is not the SHA-256 of a photograph.");
}

static bool begin_misfire(struct work *w, const char *id, const struct misfire *m)
{
	return db_begin(w, DB_APP, DB_WRITE) && principal_expect(w) && inspection_misfire(w, id, m);
}

/* Photographs that arrived a moment ago are waited for, as those of a submission are. */
static bool misfire_patiently(struct work *w, const char *id, const struct misfire *m)
{
	if (begin_misfire(w, id, m))
		return true;
	if (w->problem.kind != PROBLEM_photos_pending)
		return false;
	db_rollback(w);
	work_forgive(w);
	return photos_wait(w, m->photos.items, m->photos.nr, DECODING_MS) &&
	       begin_misfire(w, id, m);
}

bool http_inspection_misfire(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct misfire m = { 0 };

	if (!json_read_body(w, req->body, req->body_size, misfire, &m))
		return false;
	check_hashes(w, &m.photos);
	return work_is_faultless(w, PROBLEM_invalid_body) && misfire_patiently(w, id, &m) &&
	       show(w, res, id);
}
