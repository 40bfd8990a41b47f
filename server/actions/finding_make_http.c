#include "actions/action_own.h"
#include "actions/finding_make.h"
#include "findings/finding.h"
#include "http/http.h"
#include "json/json.h"

handler http_finding_post;

#define PHOTOS_MAX 20

static const struct json_field new_finding[] = {
	JSON_FIELD(struct new_finding, id, UUID, OPTIONAL),
	JSON_FIELD(struct new_finding, unit_id, UUID, REQUIRED),
	JSON_FIELD(struct new_finding, department_id, UUID, OPTIONAL),
	JSON_FIELD(struct new_finding, action_id, UUID, OPTIONAL),
	JSON_FIELD_NAMES(struct new_finding, severity, ENUM, REQUIRED, severity_names),
	JSON_FIELD_NAMES(struct new_finding, source, ENUM, OPTIONAL, hand_source_names),
	JSON_FIELD(struct new_finding, title, TEXTS, REQUIRED | MAX(500)),
	JSON_FIELD(struct new_finding, note, TEXT, OPTIONAL | NOT_BLANK | MAX(4000)),
	JSON_FIELD(struct new_finding, photos, STRING_LIST, OPTIONAL | MAX(PHOTOS_MAX)),
};

bool http_finding_post(struct work *w, const struct request *req, struct response *res)
{
	struct new_finding new = { 0 };
	const struct json_value *body;
	bool is_new;

	if (!json_parse(w, req->body, req->body_size, &body))
		return false;
	json_read(w, body, "", new_finding, &new);
	if (new.source && !new.department_id && !new.action_id)
		fault(w, "/department_id", "A complaint needs the department that answers for it.");
	action_photos_fault(w, &new.photos);
	if (!work_is_faultless(w, PROBLEM_invalid_body) ||
	    !finding_make(w, &new, &is_new, &res->body))
		return false;
	res->status = is_new ? 201 : 200;
	res->location = arena_printf(&w->mem, "/v1/findings/%s", new.id);
	return true;
}
