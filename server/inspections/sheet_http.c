#include "inspections/sheet.h"

#include "db/db.h"
#include "evidence/photo.h"
#include "http/http.h"
#include "inspections/review.h"

handler http_sheet_get;
handler http_sheet_put;
handler http_sheet_patch;
handler http_sheet_submit;
handler http_sheet_correct;
handler http_inspection_release;

#define REASON_MAX 2000
/* How long a submission waits for photographs that have only just arrived. */
#define DECODING_MS 10000

static bool show(struct work *w, struct response *res, const char *id, const char *revision,
		 bool is_discreet)
{
	const char *etag;

	if (!sheet_show(w, id, revision, is_discreet, &res->body, &etag))
		return false;
	res->etag = etag_of(w, etag);
	return true;
}

struct sheet_query {
	int64_t revision;
};

static const struct json_field sheet_query[] = {
	JSON_FIELD_RANGE(struct sheet_query, revision, INTEGER, OPTIONAL, 1, 1000000),
};

bool http_sheet_get(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct sheet_query q = { 0 };
	bool is_discreet;

	return request_read_query(w, req, sheet_query, &q) && inspection_see(w, id, &is_discreet) &&
	       show(w, res, id, q.revision ? db_number(w, q.revision) : NULL, is_discreet);
}

static const struct json_field answers_body[] = {
	JSON_FIELD(struct answers_body, context_id, UUID, OPTIONAL),
	JSON_FIELD(struct answers_body, answers, OBJECT, REQUIRED | MAY_BE_EMPTY),
	JSON_FIELD(struct answers_body, instances, OBJECT, OPTIONAL),
	JSON_FIELD(struct answers_body, fixed, OBJECT, OPTIONAL),
};

static const struct json_field patch_body[] = {
	JSON_FIELD(struct answers_body, context_id, UUID, OPTIONAL),
	JSON_FIELD(struct answers_body, answers, OBJECT, OPTIONAL),
	JSON_FIELD(struct answers_body, instances, OBJECT, OPTIONAL),
	JSON_FIELD(struct answers_body, fixed, OBJECT, OPTIONAL),
};

bool http_sheet_put(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct answers_body body = { 0 };
	const char *base;

	return if_match(w, req, &base) &&
	       json_read_body(w, req->body, req->body_size, answers_body, &body) &&
	       sheet_replace(w, id, base, &body) && show(w, res, id, NULL, false);
}

bool http_sheet_patch(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct answers_body body = { 0 };
	const char *base;

	return if_match(w, req, &base) &&
	       json_read_body(w, req->body, req->body_size, patch_body, &body) &&
	       sheet_patch(w, id, base, &body) && show(w, res, id, NULL, false);
}

struct submit_body {
	const char *context_id;
	const struct json_value *answers;
	const struct json_value *instances;
	const struct json_value *fixed;
	int64_t started_at;
	int64_t finished_at;
};

static const struct json_field submit_body[] = {
	JSON_FIELD(struct submit_body, context_id, UUID, OPTIONAL),
	JSON_FIELD(struct submit_body, answers, OBJECT, OPTIONAL),
	JSON_FIELD(struct submit_body, instances, OBJECT, OPTIONAL),
	JSON_FIELD(struct submit_body, fixed, OBJECT, OPTIONAL),
	JSON_FIELD(struct submit_body, started_at, TIME, OPTIONAL),
	JSON_FIELD(struct submit_body, finished_at, TIME, OPTIONAL),
};

static bool begin(struct work *w) { return db_begin(w, DB_APP, DB_WRITE) && principal_expect(w); }

/*
 * Photographs that arrived a moment ago are waited for without holding a connection, and only
 * once: whoever has none of those pays nothing for it.
 */
static bool submit_patiently(struct work *w, const char *id, struct submission *s,
			     const struct db_rows **shown)
{
	if (!begin(w))
		return false;
	if (sheet_submit(w, id, s, shown))
		return true;
	if (w->problem.kind != PROBLEM_photos_pending)
		return false;
	db_rollback(w);
	work_forgive(w);
	return photos_wait(w, s->photo_hashes, s->photos_nr, DECODING_MS) && begin(w) &&
	       sheet_submit(w, id, s, shown);
}

static void show_verdict(struct work *w, struct response *res)
{
	const struct db_rows *const *shown = res->completion;

	res->body = verdict_text(w, *shown);
}

bool http_sheet_submit(struct work *w, const struct request *req, struct response *res)
{
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): room for a pointer is meant */
	const struct db_rows **shown = arena_alloc(&w->mem, sizeof(*shown));
	struct submit_body body = { 0 };
	struct submission s = { 0 };

	if (!json_read_body(w, req->body, req->body_size, submit_body, &body))
		return false;
	if (body.instances && !body.answers)
		fault(w, "/instances", "Names come with the answers that they are about.");
	if (!work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	/* Whoever has seen the sheet as it is here says so; a phone without a network cannot. */
	if (request_header(req, "If-Match") && !if_match(w, req, &s.base))
		return false;
	s.body.context_id = body.context_id;
	s.body.answers = body.answers;
	s.body.instances = body.instances;
	s.body.fixed = body.fixed;
	s.started_at = body.started_at;
	s.finished_at = body.finished_at;
	res->complete = show_verdict;
	res->completion = shown;
	return submit_patiently(w, request_param(req, "id"), &s, shown);
}

struct correction {
	const struct json_value *answers;
	const struct json_value *instances;
	const char *reason;
};

static const struct json_field correction[] = {
	JSON_FIELD(struct correction, answers, OBJECT, REQUIRED | MAY_BE_EMPTY),
	JSON_FIELD(struct correction, instances, OBJECT, OPTIONAL),
	JSON_FIELD(struct correction, reason, TEXT, REQUIRED | NOT_BLANK | MAX(REASON_MAX)),
};

bool http_sheet_correct(struct work *w, const struct request *req, struct response *res)
{
	struct correction c = { 0 };
	struct answers_body body = { 0 };

	if (!json_read_body(w, req->body, req->body_size, correction, &c))
		return false;
	body.answers = c.answers;
	body.instances = c.instances;
	return sheet_correct(w, request_param(req, "id"), &body, c.reason, &res->body);
}

struct approval {
	int64_t grade;
};

static const struct json_field approval[] = {
	JSON_FIELD_RANGE(struct approval, grade, INTEGER, OPTIONAL, 1, GRADE_MAX),
};

bool http_inspection_release(struct work *w, const struct request *req, struct response *res)
{
	struct approval a = { 0 };

	return (!req->body_size || json_read_body(w, req->body, req->body_size, approval, &a)) &&
	       sheet_release(w, request_param(req, "id"), a.grade, &res->body);
}
