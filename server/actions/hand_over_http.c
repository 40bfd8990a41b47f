#include "actions/hand_over.h"
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

	return json_read_body(w, req->body, req->body_size, fields, &h) &&
	       hand_over(w, &h, &res->body);
}
