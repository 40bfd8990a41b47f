#include <string.h>

#include "checklists/checklist_document.h"
#include "http/http.h"
#include "reports/report.h"
#include "json/json.h"

handler http_report_scores;
handler http_report_findings;
handler http_report_actions;
handler http_report_appeals;
handler http_report_escalations;
handler http_report_punctuality;

#define ROWS 500
#define ROWS_MOST 10000

static const char *const scores_by[] = { "unit",      "store",      "region", "brand",
					 "checklist", "department", "kind",   "inspector",
					 "day",       "week",       "month",  NULL };
static const char *const findings_by[] = { "question", "department", "indicator",
					   "severity", "unit",       "store",
					   "region",   "brand",      NULL };
static const char *const actions_by[] = { "unit",     "store", "region",      "brand", "department",
					  "severity", "kind",  "responsible", NULL };
static const char *const appeals_by[] = { "unit",      "store",      "region",   "brand",
					  "checklist", "department", "severity", NULL };
static const char *const escalations_by[] = { "unit",       "store",    "region", "brand",
					      "department", "severity", NULL };
static const char *const punctuality_by[] = { "unit",      "store", "region",    "brand",
					      "checklist", "kind",  "inspector", NULL };
enum sort {
	SORT_KEY,
	SORT_WORST,
	SORT_BEST,
	SORT_VISITS,
	SORT_IMPROVED,
	SORT_WORSENED,
};

static const char *const sorts[] = {
	"key", "worst", "best", "visits", "improved", "worsened", NULL
};
static const char *const places[] = { "now", "then", NULL };
static const char *const action_kinds[] = { "correction", "corrective", NULL };

struct report_query {
	int by;
	int64_t from;
	int64_t to;
	const char *unit_id;
	const char *checklist_id;
	int kind;
	bool kind_given;
	const char *department_id;
	int severity;
	bool severity_given;
	int placed;
	const char *time_zone;
	int sort;
	bool compare;
	int64_t min_visits;
	int64_t limit;
};

#define COMMON(groups, kinds)                                                      \
 JSON_FIELD_NAMES(struct report_query, by, ENUM, REQUIRED, groups),                \
	 JSON_FIELD(struct report_query, from, TIME, OPTIONAL),                    \
	 JSON_FIELD(struct report_query, to, TIME, OPTIONAL),                      \
	 JSON_FIELD(struct report_query, unit_id, UUID, OPTIONAL),                 \
	 JSON_FIELD(struct report_query, checklist_id, UUID, OPTIONAL),            \
	 JSON_FIELD_NAMES_GIVEN(struct report_query, kind, ENUM, OPTIONAL, kinds), \
	 JSON_FIELD(struct report_query, department_id, UUID, OPTIONAL),           \
	 JSON_FIELD_RANGE(struct report_query, limit, INTEGER, OPTIONAL, 1, ROWS_MOST)
#define SEVERITY \
 JSON_FIELD_NAMES_GIVEN(struct report_query, severity, ENUM, OPTIONAL, checklist_severities)

static const struct json_field scores_query[] = {
	COMMON(scores_by, checklist_kinds),
	JSON_FIELD_NAMES(struct report_query, placed, ENUM, OPTIONAL, places),
	JSON_FIELD(struct report_query, time_zone, TEXT, OPTIONAL | NOT_EMPTY | MAX(64)),
	JSON_FIELD_NAMES(struct report_query, sort, ENUM, OPTIONAL, sorts),
	JSON_FIELD(struct report_query, compare, BOOLEAN, OPTIONAL),
	JSON_FIELD_RANGE(struct report_query, min_visits, INTEGER, OPTIONAL, 1, 1000000),
};

static const struct json_field findings_query[] = {
	COMMON(findings_by, checklist_kinds),
	SEVERITY,
};

static const struct json_field appeals_query[] = {
	COMMON(appeals_by, checklist_kinds),
	SEVERITY,
};

/* An action has a kind of its own, and what was written down by hand no visit. */
static const struct json_field escalations_query[] = {
	JSON_FIELD_NAMES(struct report_query, by, ENUM, REQUIRED, escalations_by),
	JSON_FIELD(struct report_query, from, TIME, OPTIONAL),
	JSON_FIELD(struct report_query, to, TIME, OPTIONAL),
	JSON_FIELD(struct report_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD(struct report_query, checklist_id, UUID, OPTIONAL),
	JSON_FIELD(struct report_query, department_id, UUID, OPTIONAL),
	JSON_FIELD_RANGE(struct report_query, limit, INTEGER, OPTIONAL, 1, ROWS_MOST),
	SEVERITY,
};

/* Whether a visit comes in time is no department's affair. */
static const struct json_field punctuality_query[] = {
	JSON_FIELD_NAMES(struct report_query, by, ENUM, REQUIRED, punctuality_by),
	JSON_FIELD(struct report_query, from, TIME, OPTIONAL),
	JSON_FIELD(struct report_query, to, TIME, OPTIONAL),
	JSON_FIELD(struct report_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD(struct report_query, checklist_id, UUID, OPTIONAL),
	JSON_FIELD_NAMES_GIVEN(struct report_query, kind, ENUM, OPTIONAL, checklist_kinds),
	JSON_FIELD_RANGE(struct report_query, limit, INTEGER, OPTIONAL, 1, ROWS_MOST),
};

static const struct json_field actions_query[] = {
	COMMON(actions_by, action_kinds),
	SEVERITY,
};

/* kinds: of visits, or of actions */
static struct report_filter filter_of(const struct report_query *q, const char *const *kinds)
{
	return (struct report_filter){
		.from = q->from,
		.to = q->to,
		.unit_id = q->unit_id,
		.checklist_id = q->checklist_id,
		.kind = q->kind_given ? kinds[q->kind] : NULL,
		.department_id = q->department_id,
		.severity = q->severity_given ? checklist_severities[q->severity] : NULL,
	};
}

/* What is compared has a time before it, and is no time itself. */
static bool check_compared(struct work *w, const struct report_query *q)
{
	const char *by = scores_by[q->by];

	if (!q->from)
		fault(w, "/from", "What is compared needs a beginning.");
	if (!q->to)
		fault(w, "/to", "What is compared needs an end.");
	if (q->from && q->to && q->to <= q->from)
		fault(w, "/to", "The end must be after the beginning.");
	else if (q->from && q->to - q->from > q->from)
		fault(w, "/to", "As long a time before would begin before 1970.");
	if (!strcmp(by, "day") || !strcmp(by, "week") || !strcmp(by, "month"))
		fault(w, "/by", "A %s is not compared with as long a time before.", by);
	return work_is_faultless(w, PROBLEM_invalid_query);
}

bool http_report_scores(struct work *w, const struct request *req, struct response *res)
{
	struct report_query q = { .time_zone = "UTC", .limit = ROWS };
	struct report_scores scores;

	if (!request_read_query(w, req, scores_query, &q))
		return false;
	q.compare = q.compare || q.sort == SORT_IMPROVED || q.sort == SORT_WORSENED;
	if (q.compare && !check_compared(w, &q))
		return false;
	scores = (struct report_scores){
		.filter = filter_of(&q, checklist_kinds),
		.by = scores_by[q.by],
		.placed = places[q.placed],
		.time_zone = q.time_zone,
		.sort = sorts[q.sort],
		.compare = q.compare,
		.min_visits = q.min_visits,
		.limit = q.limit,
	};
	return report_scores(w, &scores, &res->body);
}

bool http_report_findings(struct work *w, const struct request *req, struct response *res)
{
	struct report_query q = { .limit = ROWS };
	struct report_filter filter;

	if (!request_read_query(w, req, findings_query, &q))
		return false;
	filter = filter_of(&q, checklist_kinds);
	return report_findings(w, &filter, findings_by[q.by], q.limit, &res->body);
}

bool http_report_actions(struct work *w, const struct request *req, struct response *res)
{
	struct report_query q = { .limit = ROWS };
	struct report_filter filter;

	if (!request_read_query(w, req, actions_query, &q))
		return false;
	filter = filter_of(&q, action_kinds);
	return report_actions(w, &filter, actions_by[q.by], q.limit, &res->body);
}

bool http_report_appeals(struct work *w, const struct request *req, struct response *res)
{
	struct report_query q = { .limit = ROWS };
	struct report_filter filter;

	if (!request_read_query(w, req, appeals_query, &q))
		return false;
	filter = filter_of(&q, checklist_kinds);
	return report_appeals(w, &filter, appeals_by[q.by], q.limit, &res->body);
}

bool http_report_escalations(struct work *w, const struct request *req, struct response *res)
{
	struct report_query q = { .limit = ROWS };
	struct report_filter filter;

	if (!request_read_query(w, req, escalations_query, &q))
		return false;
	filter = filter_of(&q, checklist_kinds);
	return report_escalations(w, &filter, escalations_by[q.by], q.limit, &res->body);
}

bool http_report_punctuality(struct work *w, const struct request *req, struct response *res)
{
	struct report_query q = { .limit = ROWS };
	struct report_filter filter;

	if (!request_read_query(w, req, punctuality_query, &q))
		return false;
	filter = filter_of(&q, checklist_kinds);
	return report_punctuality(w, &filter, punctuality_by[q.by], q.limit, &res->body);
}
