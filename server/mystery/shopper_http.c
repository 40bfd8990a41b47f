#include "mystery/shopper.h"

#include "base/uuid.h"
#include "db/db.h"
#include "http/http.h"
#include "mystery/shopper_http.sql.h"
#include "organization/tenant.h"

handler http_shopper_list;
handler http_shopper_post;
handler http_shopper_get;
handler http_shopper_patch;
handler http_shopper_recognise;
handler http_mystery_visit_list;

#define NICKNAME_MAX 60
#define NOTE_MAX 2000
#define YEAR_FIRST 1900
#define YEAR_LAST 2100

/* What a new one and a change have in common. */
#define DETAILS                                                                                    \
 JSON_FIELD_GIVEN(struct shopper, languages, TEXT_LIST, OPTIONAL | MAX(SHOPPER_WORDS_MAX)),        \
	 JSON_FIELD_GIVEN(struct shopper, certifications, KEY_LIST,                                \
			  OPTIONAL | MAX(SHOPPER_WORDS_MAX)),                                      \
	 JSON_FIELD_GIVEN(struct shopper, companions, UUID_LIST, OPTIONAL | MAX(COMPANIONS_MAX)),  \
	 JSON_FIELD_RANGE_GIVEN(struct shopper, birth_from, INTEGER, OPTIONAL | OR_NULL,           \
				YEAR_FIRST, YEAR_LAST),                                            \
	 JSON_FIELD_RANGE_GIVEN(struct shopper, birth_to, INTEGER, OPTIONAL | OR_NULL, YEAR_FIRST, \
				YEAR_LAST),                                                        \
	 JSON_FIELD_RANGE_GIVEN(struct shopper, home_lat, REAL, OPTIONAL | OR_NULL, -90, 90),      \
	 JSON_FIELD_RANGE_GIVEN(struct shopper, home_lon, REAL, OPTIONAL | OR_NULL, -180, 180),    \
	 JSON_FIELD_GIVEN(struct shopper, note, TEXT, OPTIONAL | OR_NULL | MAX(NOTE_MAX)),         \
	 JSON_FIELD_NAMES_GIVEN(struct shopper, state, ENUM, OPTIONAL, shopper_states)

static const struct json_field new_shopper[] = {
	JSON_FIELD(struct shopper, id, UUID, OPTIONAL),
	JSON_FIELD(struct shopper, person_id, UUID, REQUIRED),
	JSON_FIELD(struct shopper, nickname, TEXT, REQUIRED | NOT_BLANK | MAX(NICKNAME_MAX)),
	DETAILS,
};

static const struct json_field change[] = {
	JSON_FIELD(struct shopper, nickname, TEXT, NOT_BLANK | MAX(NICKNAME_MAX)),
	DETAILS,
};

static void check_languages(struct work *w, const struct json_texts *languages)
{
	for (size_t i = 0; i < languages->nr; i++)
		if (!json_is_language(languages->items[i]))
			fault(w, json_pointer_item(&w->mem, "/languages", i),
			      "This is no tag of a language.");
}

static bool read_body(struct work *w, const struct request *req, bool is_new, struct shopper *s)
{
	bool is_read = is_new ? json_read_body(w, req->body, req->body_size, new_shopper, s)
			      : json_read_body(w, req->body, req->body_size, change, s);

	if (!is_read)
		return false;
	check_languages(w, &s->languages);
	return work_is_faultless(w, PROBLEM_invalid_body);
}

struct list_query {
	int state;
	bool state_given;
	const char *q;
	int64_t limit;
	const char *after;
};

static const struct json_field list_query[] = {
	JSON_FIELD_NAMES_GIVEN(struct list_query, state, ENUM, OPTIONAL, shopper_states),
	JSON_FIELD(struct list_query, q, TEXT, OPTIONAL | MAX(200)),
	JSON_FIELD_RANGE(struct list_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct list_query, after, STRING, OPTIONAL | MAX(2000)),
};

bool http_shopper_list(struct work *w, const struct request *req, struct response *res)
{
	struct list_query q = { 0 };
	struct page page;

	return request_read_query(w, req, list_query, &q) &&
	       page_read(w, q.limit, q.after, &page) && tenant_expect(w, RIGHT_mystery_identity) &&
	       page_respond(w, res,
			    db_query(w, &shopper_list_sql, w->tenant,
				     q.state_given ? shopper_states[q.state] : NULL, q.q, page.key,
				     page.id, page.limit));
}

bool http_shopper_post(struct work *w, const struct request *req, struct response *res)
{
	struct shopper s = { 0 };
	struct creation creation;

	return read_body(w, req, true, &s) && shopper_create(w, &s, req->body, &creation) &&
	       respond_created(w, res, &creation, "/v1/shoppers");
}

bool http_shopper_get(struct work *w, const struct request *req, struct response *res)
{
	return tenant_expect(w, RIGHT_mystery_identity) &&
	       respond_row(w, res,
			   db_query(w, &shopper_get_sql, w->tenant, request_param(req, "id")),
			   "shopper");
}

bool http_shopper_patch(struct work *w, const struct request *req, struct response *res)
{
	struct shopper s = { 0 };

	return read_body(w, req, false, &s) &&
	       shopper_change(w, request_param(req, "id"), &s, &res->body);
}

static const struct json_field recognition[] = {
	JSON_FIELD(struct recognition, unit_id, UUID, REQUIRED),
	JSON_FIELD(struct recognition, note, TEXT, OPTIONAL | MAX(NOTE_MAX)),
};

bool http_shopper_recognise(struct work *w, const struct request *req, struct response *res)
{
	struct recognition r = { 0 };

	return json_read_body(w, req->body, req->body_size, recognition, &r) &&
	       shopper_recognise(w, request_param(req, "id"), &r, &res->body);
}

struct visit_query {
	int state;
	bool state_given;
	const char *shopper_id;
	const char *unit_id;
	int64_t limit;
	const char *after;
};

static const char *const visit_states[] = {
	"planned",   "open",    "started", "submitted", "released", "missed",
	"cancelled", "skipped", "voided",  "excluded",  "misfired", NULL,
};

static const struct json_field visit_query[] = {
	JSON_FIELD_NAMES_GIVEN(struct visit_query, state, ENUM, OPTIONAL, visit_states),
	JSON_FIELD(struct visit_query, shopper_id, UUID, OPTIONAL),
	JSON_FIELD(struct visit_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD_RANGE(struct visit_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct visit_query, after, TEXT, OPTIONAL | MAX(200)),
};

bool http_mystery_visit_list(struct work *w, const struct request *req, struct response *res)
{
	struct visit_query q = { 0 };
	struct page page;

	if (!request_read_query(w, req, visit_query, &q) ||
	    !page_read_by_time(w, q.limit, q.after, &page) ||
	    !tenant_expect(w, RIGHT_mystery_identity))
		return false;
	return page_respond(w, res,
			    db_query(w, &mystery_visit_list_sql, w->tenant,
				     q.state_given ? visit_states[q.state] : NULL, q.shopper_id,
				     q.unit_id, page.key ? page.key : "infinity",
				     page.id ? page.id : "ffffffff-ffff-ffff-ffff-ffffffffffff",
				     page.limit));
}
