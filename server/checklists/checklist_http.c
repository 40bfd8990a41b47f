#include "base/uuid.h"
#include "checklists/checklist_document.h"
#include "checklists/checklist_draft.h"
#include "checklists/checklist_show.h"
#include "http/http.h"
#include "json/json.h"

handler http_checklist_list;
handler http_checklist_post;
handler http_checklist_check;
handler http_checklist_get;
handler http_checklist_retire;
handler http_checklist_version_post;
handler http_checklist_version_get;
handler http_checklist_version_put;
handler http_checklist_version_delete;
handler http_checklist_version_publish;
handler http_checklist_document_get;

static const char *const states[] = { "active", "retired", NULL };

struct list_query {
	int kind;
	bool kind_given;
	int state;
	bool state_given;
	const char *q;
	int64_t limit;
	const char *after;
};

static const struct json_field list_query[] = {
	JSON_FIELD_NAMES_GIVEN(struct list_query, kind, ENUM, OPTIONAL, checklist_kinds),
	JSON_FIELD_NAMES_GIVEN(struct list_query, state, ENUM, OPTIONAL, states),
	JSON_FIELD(struct list_query, q, TEXT, OPTIONAL | MAX(200)),
	JSON_FIELD_RANGE(struct list_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct list_query, after, TEXT, OPTIONAL | MAX(500)),
};

struct post_query {
	const char *id;
};

static const struct json_field post_query[] = {
	JSON_FIELD(struct post_query, id, UUID, OPTIONAL),
};

/* The id that the caller has chosen, or a new one. */
static bool read_id(struct work *w, const struct request *req, const char **id)
{
	struct post_query query = { 0 };

	if (!request_read_query(w, req, post_query, &query))
		return false;
	*id = query.id ? query.id : uuid_v7(&w->mem, w->now);
	return true;
}

static bool respond_checklist(struct work *w, struct response *res, const char *id, int status)
{
	res->status = status;
	return checklist_show(w, id, &res->body);
}

static bool respond_version(struct work *w, struct response *res, const char *id,
			    const char *number, int status)
{
	struct checklist_version_json version;

	if (!checklist_version_show(w, id, number, &version))
		return false;
	res->status = status;
	res->body = version.json;
	res->etag = etag_of(w, version.tag);
	return true;
}

bool http_checklist_list(struct work *w, const struct request *req, struct response *res)
{
	struct list_query q = { 0 };
	struct page page;

	return request_read_query(w, req, list_query, &q) &&
	       page_read(w, q.limit, q.after, &page) &&
	       page_respond(w, res,
			    checklist_list(w, q.kind_given ? checklist_kinds[q.kind] : NULL,
					   q.state_given ? states[q.state] : NULL, q.q, page.limit,
					   page.key, page.id));
}

bool http_checklist_post(struct work *w, const struct request *req, struct response *res)
{
	struct checklist_draft draft;
	const char *id;
	bool is_new;

	if (!read_id(w, req, &id) || !checklist_draft_read(w, req->body, req->body_size, &draft) ||
	    !checklist_create(w, id, &draft, &is_new))
		return false;
	res->location = is_new ? arena_printf(&w->mem, "/v1/checklists/%s", id) : NULL;
	return respond_checklist(w, res, id, is_new ? 201 : 200);
}

/* Reads it as if it were kept, so that an editor shows every fault while one writes. */
bool http_checklist_check(struct work *w, const struct request *req, struct response *res)
{
	struct checklist_draft draft;

	res->status = 204;
	return checklist_draft_read(w, req->body, req->body_size, &draft);
}

bool http_checklist_get(struct work *w, const struct request *req, struct response *res)
{
	return respond_checklist(w, res, request_param(req, "id"), 200);
}

bool http_checklist_retire(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");

	return checklist_retire(w, id) && respond_checklist(w, res, id, 200);
}

bool http_checklist_version_post(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	struct checklist_draft draft;
	const char *version_id;
	const char *number;
	bool is_new;

	if (!read_id(w, req, &version_id) ||
	    !checklist_draft_read(w, req->body, req->body_size, &draft) ||
	    !checklist_draft_add(w, id, version_id, &draft, &number, &is_new))
		return false;
	if (is_new)
		res->location = arena_printf(&w->mem, "/v1/checklists/%s/versions/%s", id, number);
	return respond_version(w, res, id, number, is_new ? 201 : 200);
}

bool http_checklist_version_get(struct work *w, const struct request *req, struct response *res)
{
	struct checklist_version_json version;

	if (!checklist_version_show_all(w, request_param(req, "id"), request_param(req, "number"),
					&version))
		return false;
	res->body = version.json;
	res->etag = etag_of(w, version.tag);
	return true;
}

bool http_checklist_version_put(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	const char *number = request_param(req, "number");
	struct checklist_draft draft;
	const char *sha256;

	return if_match(w, req, &sha256) &&
	       checklist_draft_read(w, req->body, req->body_size, &draft) &&
	       checklist_draft_replace(w, id, number, sha256, &draft) &&
	       respond_version(w, res, id, number, 200);
}

bool http_checklist_version_delete(struct work *w, const struct request *req, struct response *res)
{
	(void)res;
	return checklist_draft_delete(w, request_param(req, "id"), request_param(req, "number"));
}

bool http_checklist_version_publish(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	const char *number = request_param(req, "number");
	const char *sha256 = NULL;

	if (request_header(req, "If-Match") && !if_match(w, req, &sha256))
		return false;
	return checklist_publish(w, id, number, sha256) && respond_version(w, res, id, number, 200);
}

bool http_checklist_document_get(struct work *w, const struct request *req, struct response *res)
{
	struct checklist_version_json version;

	if (!checklist_document_show(w, request_param(req, "id"), request_param(req, "number"),
				     &version))
		return false;
	res->body = version.json;
	res->etag = etag_of(w, version.tag);
	return true;
}
