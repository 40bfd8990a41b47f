#include "http/http.h"
#include "organization/policy.h"
#include "json/json.h"

handler http_policy_get;
handler http_policy_patch;

static const struct json_field change[] = {
	JSON_FIELD_RANGE_GIVEN(struct policy, due_critical_hours, INTEGER, OPTIONAL, 1,
			       DUE_HOURS_MOST),
	JSON_FIELD_RANGE_GIVEN(struct policy, due_major_hours, INTEGER, OPTIONAL, 1,
			       DUE_HOURS_MOST),
	JSON_FIELD_RANGE_GIVEN(struct policy, due_minor_hours, INTEGER, OPTIONAL, 1,
			       DUE_HOURS_MOST),
	JSON_FIELD_NAMES_GIVEN(struct policy, corrective_from, ENUM, OPTIONAL,
			       corrective_from_names),
	JSON_FIELD_RANGE_GIVEN(struct policy, hand_in_photos, INTEGER, OPTIONAL, 0, 20),
	JSON_FIELD_GIVEN(struct policy, has_effectiveness, BOOLEAN, OPTIONAL),
	JSON_FIELD_RANGE_GIVEN(struct policy, effect_passes, INTEGER, OPTIONAL, 1, 10),
	JSON_FIELD_RANGE_GIVEN(struct policy, effect_days, INTEGER, OPTIONAL, 1, EFFECT_DAYS_MOST),
	JSON_FIELD_RANGE_GIVEN(struct policy, recurrence_days, INTEGER, OPTIONAL, 0,
			       RECURRENCE_DAYS_MOST),
	JSON_FIELD_RANGE_GIVEN(struct policy, appeal_days, INTEGER, OPTIONAL, 0, APPEAL_DAYS_MOST),
	JSON_FIELD_RANGE_GIVEN(struct policy, appeal_decide_days, INTEGER, OPTIONAL, 1,
			       APPEAL_DAYS_MOST),
	JSON_FIELD_RANGE_GIVEN(struct policy, plan_days, INTEGER, OPTIONAL, 1, PLAN_DAYS_MOST),
};

bool http_policy_get(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	return policy_show(w, &res->body);
}

bool http_policy_patch(struct work *w, const struct request *req, struct response *res)
{
	struct policy p = { 0 };

	return json_read_body(w, req->body, req->body_size, change, &p) &&
	       policy_change(w, &p, &res->body);
}
