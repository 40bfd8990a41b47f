#include <math.h>

#include "http/http.h"
#include "organization/unit.h"
#include "organization/unit_http.sql.h"
#include "json/json.h"

handler http_unit_list;
handler http_unit_post;
handler http_unit_get;
handler http_unit_patch;

#define PATH "/v1/units"
#define TEXT_MOST 1000

static const char *const kinds[] = { "brand", "region", "store", NULL };

static const struct json_field new_unit[] = {
	JSON_FIELD(struct unit, id, UUID, OPTIONAL),
	JSON_FIELD(struct unit, parent_id, UUID, REQUIRED),
	JSON_FIELD_NAMES(struct unit, kind, ENUM, REQUIRED, kinds),
	JSON_FIELD(struct unit, code, TEXT, REQUIRED | NOT_BLANK | MAX(UNIT_CODE_MOST)),
	JSON_FIELD(struct unit, name, TEXT, REQUIRED | NOT_BLANK | MAX(UNIT_NAME_MOST)),
	JSON_FIELD_NAMES(struct unit, state, ENUM, OPTIONAL, unit_states),
	JSON_FIELD(struct unit, time_zone, TEXT, NOT_EMPTY | OR_NULL | MAX(64)),
	JSON_FIELD_RANGE(struct unit, lat, REAL, OR_NULL, -90, 90),
	JSON_FIELD_RANGE(struct unit, lon, REAL, OR_NULL, -180, 180),
	JSON_FIELD_RANGE(struct unit, radius_m, INTEGER, OR_NULL, 1, 100000),
	JSON_FIELD(struct unit, address, TEXT, NOT_BLANK | OR_NULL | MAX(TEXT_MOST)),
	JSON_FIELD(struct unit, tags, TEXT_LIST, OPTIONAL | MAX(UNIT_TAGS_MOST)),
};

static const struct json_field change[] = {
	JSON_FIELD(struct unit, parent_id, UUID, OPTIONAL),
	JSON_FIELD(struct unit, code, TEXT, NOT_BLANK | MAX(UNIT_CODE_MOST)),
	JSON_FIELD(struct unit, name, TEXT, NOT_BLANK | MAX(UNIT_NAME_MOST)),
	JSON_FIELD_NAMES_GIVEN(struct unit, state, ENUM, OPTIONAL, unit_states),
	JSON_FIELD_GIVEN(struct unit, time_zone, TEXT, NOT_EMPTY | OR_NULL | MAX(64)),
	JSON_FIELD_RANGE_GIVEN(struct unit, lat, REAL, OR_NULL, -90, 90),
	JSON_FIELD_RANGE_GIVEN(struct unit, lon, REAL, OR_NULL, -180, 180),
	JSON_FIELD_RANGE_GIVEN(struct unit, radius_m, INTEGER, OR_NULL, 1, 100000),
	JSON_FIELD_GIVEN(struct unit, address, TEXT, NOT_BLANK | OR_NULL | MAX(TEXT_MOST)),
	JSON_FIELD_GIVEN(struct unit, tags, TEXT_LIST, OPTIONAL | MAX(UNIT_TAGS_MOST)),
};

static const char *const any_kinds[] = { "group", "brand", "region", "store", NULL };

struct unit_query {
	int kind;
	bool kind_given;
	int state;
	bool state_given;
	const char *tag;
	const char *below;
	const char *parent_id;
	const char *q;
	int64_t limit;
	const char *after;
};

static const struct json_field unit_query[] = {
	JSON_FIELD_NAMES_GIVEN(struct unit_query, kind, ENUM, OPTIONAL, any_kinds),
	JSON_FIELD_NAMES_GIVEN(struct unit_query, state, ENUM, OPTIONAL, unit_states),
	JSON_FIELD(struct unit_query, tag, TEXT, OPTIONAL | MAX(UNIT_TAG_MOST)),
	JSON_FIELD(struct unit_query, below, UUID, OPTIONAL),
	JSON_FIELD(struct unit_query, parent_id, UUID, OPTIONAL),
	JSON_FIELD(struct unit_query, q, TEXT, OPTIONAL | MAX(200)),
	JSON_FIELD_RANGE(struct unit_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct unit_query, after, STRING, OPTIONAL | MAX(2000)),
};

bool http_unit_list(struct work *w, const struct request *req, struct response *res)
{
	struct unit_query query = { 0 };
	struct page page;

	if (!request_read_query(w, req, unit_query, &query) ||
	    !page_read(w, query.limit, query.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &unit_list_sql, w->tenant, w->person_id,
				     query.kind_given ? any_kinds[query.kind] : NULL,
				     query.state_given ? unit_states[query.state] : NULL, query.tag,
				     query.below, query.q, page.key, page.id, page.limit,
				     query.parent_id));
}

bool http_unit_get(struct work *w, const struct request *req, struct response *res)
{
	return respond_row(
		w, res,
		db_query(w, &unit_get_sql, w->tenant, w->person_id, request_param(req, "id")),
		"unit");
}

bool http_unit_post(struct work *w, const struct request *req, struct response *res)
{
	struct unit unit = { .state = UNIT_OPEN, .lat = (double)NAN, .lon = (double)NAN };
	struct creation creation;

	return json_read_body(w, req->body, req->body_size, new_unit, &unit) &&
	       unit_create(w, &unit, req->body, &creation) &&
	       respond_created(w, res, &creation, PATH);
}

bool http_unit_patch(struct work *w, const struct request *req, struct response *res)
{
	struct unit unit = { .lat = (double)NAN, .lon = (double)NAN };

	return json_read_body(w, req->body, req->body_size, change, &unit) &&
	       unit_change(w, request_param(req, "id"), &unit, &res->body);
}
