#include "http/http.h"
#include "inspections/review_policy.h"
#include "json/json.h"

handler http_review_policy_get;
handler http_review_policy_patch;

#define REVIEW_HOURS_MAX 2160
#define HOURS_MAX 720

/* Only to be checked: the database takes what is named from the body itself. */
struct change {
	int64_t review_hours;
	int review_overdue;
	int64_t revision_hours;
	int64_t release_from_hours;
	int64_t release_to_hours;
	int64_t mystery_release_from_hours;
	int64_t mystery_release_to_hours;
	int64_t store_rest_days;
	int64_t brand_rest_days;
	int64_t shopper_visits_per_day;
	int64_t store_visits_per_day;
	int64_t store_spacing_days;
	int64_t shopper_open_visits;
	int64_t expiry_hours;
	int64_t report_hours;
	int64_t narrative_chars;
};

static const char *const overdue_names[] = { "tell", "release", NULL };

static const struct json_field change[] = {
	JSON_FIELD_RANGE(struct change, review_hours, INTEGER, OPTIONAL, 1, REVIEW_HOURS_MAX),
	JSON_FIELD_NAMES(struct change, review_overdue, ENUM, OPTIONAL, overdue_names),
	JSON_FIELD_RANGE(struct change, revision_hours, INTEGER, OPTIONAL, 1, HOURS_MAX),
	JSON_FIELD_RANGE(struct change, release_from_hours, INTEGER, OPTIONAL, 0, HOURS_MAX),
	JSON_FIELD_RANGE(struct change, release_to_hours, INTEGER, OPTIONAL, 0, HOURS_MAX),
	JSON_FIELD_RANGE(struct change, mystery_release_from_hours, INTEGER, OPTIONAL, 0,
			 HOURS_MAX),
	JSON_FIELD_RANGE(struct change, mystery_release_to_hours, INTEGER, OPTIONAL, 0, HOURS_MAX),
	JSON_FIELD_RANGE(struct change, store_rest_days, INTEGER, OPTIONAL, 0, 3650),
	JSON_FIELD_RANGE(struct change, brand_rest_days, INTEGER, OPTIONAL, 0, 3650),
	JSON_FIELD_RANGE(struct change, shopper_visits_per_day, INTEGER, OPTIONAL, 1, 50),
	JSON_FIELD_RANGE(struct change, store_visits_per_day, INTEGER, OPTIONAL, 1, 50),
	JSON_FIELD_RANGE(struct change, store_spacing_days, INTEGER, OPTIONAL, 0, 365),
	JSON_FIELD_RANGE(struct change, shopper_open_visits, INTEGER, OPTIONAL, 1, 100),
	JSON_FIELD_RANGE(struct change, expiry_hours, INTEGER, OPTIONAL, 1, 720),
	JSON_FIELD_RANGE(struct change, report_hours, INTEGER, OPTIONAL, 1, 720),
	JSON_FIELD_RANGE(struct change, narrative_chars, INTEGER, OPTIONAL, 0, 2000),
};

bool http_review_policy_get(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	return review_policy_show(w, &res->body);
}

bool http_review_policy_patch(struct work *w, const struct request *req, struct response *res)
{
	struct change c = { 0 };

	return json_read_body(w, req->body, req->body_size, change, &c) &&
	       review_policy_change(w, arena_strndup(&w->mem, req->body, req->body_size),
				    &res->body);
}
