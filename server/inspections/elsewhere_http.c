#include "inspections/elsewhere.h"

#include <string.h>

#include "http/http.h"
#include "inspections/inspection.h"
#include "inspections/lost_photo.h"

handler http_action_look_elsewhere;
handler http_lost_photo_post;

#define REASON_MAX 2000

static const struct json_field elsewhere[] = {
	JSON_FIELD(struct elsewhere, unit_ids, UUID_LIST, NOT_EMPTY | MAX(INSPECTIONS_AT_ONCE)),
	JSON_FIELD(struct elsewhere, below, UUID, OPTIONAL),
	JSON_FIELD(struct elsewhere, due_at, TIME, REQUIRED),
};

static void check_doubles(struct work *w, const struct json_texts *ids)
{
	for (size_t i = 0; i < ids->nr; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(ids->items[i], ids->items[k]))
				fault(w, json_pointer_item(&w->mem, "/unit_ids", i),
				      "This store is there twice.");
}

bool http_action_look_elsewhere(struct work *w, const struct request *req, struct response *res)
{
	struct elsewhere where = { 0 };
	size_t made;

	if (!json_read_body(w, req->body, req->body_size, elsewhere, &where))
		return false;
	check_doubles(w, &where.unit_ids);
	if (!work_is_faultless(w, PROBLEM_invalid_body) ||
	    !elsewhere_look(w, request_param(req, "id"), &where, &made, &res->body))
		return false;
	res->status = made ? 201 : 200;
	return true;
}

static const struct json_field lost_photo[] = {
	JSON_FIELD(struct lost_photo, sha256, SHA256, REQUIRED),
	JSON_FIELD(struct lost_photo, question, KEY, REQUIRED),
	JSON_FIELD(struct lost_photo, reason, TEXT, REQUIRED | NOT_BLANK | MAX(REASON_MAX)),
};

bool http_lost_photo_post(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct lost_photo lost = { 0 };
	bool is_new;

	if (!json_read_body(w, req->body, req->body_size, lost_photo, &lost) ||
	    !lost_photo_add(w, id, &lost, &is_new, &res->body))
		return false;
	res->status = is_new ? 201 : 200;
	res->location = arena_printf(&w->mem, "/v1/inspections/%s", id);
	return true;
}
