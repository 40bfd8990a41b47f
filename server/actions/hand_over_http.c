#include "actions/hand_over.h"

#include <string.h>

#include "http/http.h"
#include "json/json.h"

handler http_action_hand_over;

static const struct json_field fields[] = {
	JSON_FIELD(struct hand_over, from_person_id, UUID, REQUIRED),
	JSON_FIELD(struct hand_over, to_person_id, UUID, REQUIRED),
	JSON_FIELD(struct hand_over, unit_id, UUID, OPTIONAL),
	JSON_FIELD(struct hand_over, action_ids, UUID_LIST, NOT_EMPTY | MAX(HAND_OVER_MOST)),
	JSON_FIELD(struct hand_over, reason, TEXT, REQUIRED | NOT_BLANK | MAX(4000)),
};

bool http_action_hand_over(struct work *w, const struct request *req, struct response *res)
{
	struct hand_over h = { 0 };

	if (!json_read_body(w, req->body, req->body_size, fields, &h))
		return false;
	if (!strcmp(h.from_person_id, h.to_person_id))
		fault(w, "/to_person_id", "They are that person's already.");
	return work_is_faultless(w, PROBLEM_invalid_body) && hand_over(w, &h, &res->body);
}
