#include <string.h>

#include "actions/action_photo.h"
#include "appeals/appeal.h"
#include "appeals/appeal_http.sql.h"
#include "checklists/checklist_document.h"
#include "db/db.h"
#include "findings/finding.h"
#include "http/http.h"
#include "json/json.h"

handler http_appeal_post;
handler http_appeal_list;
handler http_appeal_get;
handler http_appeal_decide;
handler http_appeal_withdraw;

#define TEXT_MAX 4000
#define PHOTOS_MAX 10
#define STATES 6

static const struct json_field new_appeal[] = {
	JSON_FIELD(struct new_appeal, id, UUID, OPTIONAL),
	JSON_FIELD(struct new_appeal, reason, TEXT, REQUIRED | NOT_BLANK | MAX(TEXT_MAX)),
	JSON_FIELD(struct new_appeal, photos, STRING_LIST, OPTIONAL | MAX(PHOTOS_MAX)),
};

bool http_appeal_post(struct work *w, const struct request *req, struct response *res)
{
	struct new_appeal new = { 0 };
	const struct json_value *body;
	bool is_new;

	if (!json_parse(w, req->body, req->body_size, &body))
		return false;
	json_read(w, body, "", new_appeal, &new);
	action_photos_fault(w, &new.photos);
	if (!work_is_faultless(w, PROBLEM_invalid_body) ||
	    !appeal_make(w, request_param(req, "id"), &new, &is_new, &res->body))
		return false;
	res->status = is_new ? 201 : 200;
	res->location = arena_printf(&w->mem, "/v1/appeals/%s", new.id);
	return true;
}

/* ---- the list */

struct list_query {
	struct json_texts state;
	const char *unit_id;
	const char *department_id;
	const char *checklist_id;
	const char *inspection_id;
	const char *finding_id;
	int severity;
	bool severity_given;
	int kind; /* of the visit */
	bool kind_given;
	int64_t from;
	int64_t to;
	bool decide;
	bool late;
	bool late_given;
	int64_t limit;
	const char *after;
};

static const struct json_field list_query[] = {
	JSON_FIELD(struct list_query, state, KEY_LIST, OPTIONAL | NOT_EMPTY | MAX(STATES)),
	JSON_FIELD(struct list_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, department_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, checklist_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, inspection_id, UUID, OPTIONAL),
	JSON_FIELD(struct list_query, finding_id, UUID, OPTIONAL),
	JSON_FIELD_NAMES_GIVEN(struct list_query, severity, ENUM, OPTIONAL, severity_names),
	JSON_FIELD_NAMES_GIVEN(struct list_query, kind, ENUM, OPTIONAL, checklist_kinds),
	JSON_FIELD(struct list_query, from, TIME, OPTIONAL),
	JSON_FIELD(struct list_query, to, TIME, OPTIONAL),
	JSON_FIELD(struct list_query, decide, BOOLEAN, OPTIONAL),
	JSON_FIELD_GIVEN(struct list_query, late, BOOLEAN, OPTIONAL),
	JSON_FIELD_RANGE(struct list_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct list_query, after, TEXT, OPTIONAL | MAX(200)),
};

static bool is_state(const char *name)
{
	for (size_t i = 0; appeal_state_names[i]; i++)
		if (!strcmp(appeal_state_names[i], name))
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

bool http_appeal_list(struct work *w, const struct request *req, struct response *res)
{
	struct list_query q = { 0 };
	struct page page;

	if (!request_read_query(w, req, list_query, &q) || !states_are_known(w, &q.state) ||
	    !page_read_by_time(w, q.limit, q.after, &page))
		return false;
	return page_respond(
		w, res,
		db_query(w, &appeal_list_sql, w->tenant, w->person_id, page.limit, page.key,
			 page.id, q.state.nr ? db_array(w, q.state.items, q.state.nr) : NULL,
			 q.unit_id, q.department_id, q.checklist_id, q.inspection_id, q.finding_id,
			 q.severity_given ? severity_names[q.severity] : NULL, db_time(w, q.from),
			 db_time(w, q.to), db_bool(q.decide), q.late_given ? db_bool(q.late) : NULL,
			 db_time(w, w->now), q.kind_given ? checklist_kinds[q.kind] : NULL));
}

bool http_appeal_get(struct work *w, const struct request *req, struct response *res)
{
	return appeal_show(w, request_param(req, "id"), &res->body);
}

/* ---- what becomes of one */

struct decision {
	int outcome;
	const char *note;
	const struct json_value *answers;
	const struct json_value *instances;
};

static const struct json_field decision[] = {
	JSON_FIELD_NAMES(struct decision, outcome, ENUM, REQUIRED, appeal_outcome_names),
	JSON_FIELD(struct decision, note, TEXT, REQUIRED | NOT_BLANK | MAX(TEXT_MAX)),
	JSON_FIELD(struct decision, answers, OBJECT, OPTIONAL),
	JSON_FIELD(struct decision, instances, OBJECT, OPTIONAL),
};

/* Answers belong to what is changed, and to nothing else. */
static bool check_answers(struct work *w, const struct decision *d)
{
	bool is_changed = d->outcome == APPEAL_CHANGED;

	if (is_changed && !json_length(d->answers) && !json_length(d->instances))
		fault(w, "/answers", "Say which answers are right.");
	if (!is_changed && d->answers)
		fault(w, "/answers", "Answers change only with the outcome \"changed\".");
	if (!is_changed && d->instances)
		fault(w, "/instances", "Answers change only with the outcome \"changed\".");
	return work_is_faultless(w, PROBLEM_invalid_body);
}

bool http_appeal_decide(struct work *w, const struct request *req, struct response *res)
{
	struct decision body = { 0 };
	struct appeal_decision d = { 0 };

	if (!json_read_body(w, req->body, req->body_size, decision, &body) ||
	    !check_answers(w, &body))
		return false;
	d.outcome = (enum appeal_outcome)body.outcome;
	d.note = body.note;
	d.changes.answers = body.answers;
	d.changes.instances = body.instances;
	return appeal_decide(w, request_param(req, "id"), &d, &res->body);
}

bool http_appeal_withdraw(struct work *w, const struct request *req, struct response *res)
{
	return appeal_withdraw(w, request_param(req, "id"), &res->body);
}
