#include "actions/proposal.h"
#include "actions/proposal_http.sql.h"
#include "db/db.h"
#include "http/http.h"
#include "json/json.h"

handler http_proposal_post;
handler http_proposal_list;
handler http_proposal_accept;
handler http_proposal_decline;

#define TEXT_MAX 4000

static const struct json_field new_proposal[] = {
	JSON_FIELD(struct new_proposal, id, UUID, OPTIONAL),
	JSON_FIELD_NAMES(struct new_proposal, kind, ENUM, REQUIRED, proposal_kind_names),
	JSON_FIELD(struct new_proposal, text, TEXT, REQUIRED | NOT_BLANK | MAX(TEXT_MAX)),
};

bool http_proposal_post(struct work *w, const struct request *req, struct response *res)
{
	struct new_proposal new = { 0 };
	bool is_new;

	if (!json_read_body(w, req->body, req->body_size, new_proposal, &new) ||
	    !proposal_make(w, request_param(req, "id"), &new, &is_new, &res->body))
		return false;
	res->status = is_new ? 201 : 200;
	res->location = "/v1/proposals";
	return true;
}

struct list_query {
	int state;
	bool state_given;
	int kind;
	bool kind_given;
	int64_t limit;
	const char *after;
};

static const struct json_field list_query[] = {
	JSON_FIELD_NAMES_GIVEN(struct list_query, state, ENUM, OPTIONAL, proposal_state_names),
	JSON_FIELD_NAMES_GIVEN(struct list_query, kind, ENUM, OPTIONAL, proposal_kind_names),
	JSON_FIELD_RANGE(struct list_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct list_query, after, TEXT, OPTIONAL | MAX(200)),
};

bool http_proposal_list(struct work *w, const struct request *req, struct response *res)
{
	struct list_query q = { 0 };
	struct page page;

	if (!request_read_query(w, req, list_query, &q) ||
	    !page_read_by_time(w, q.limit, q.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &proposal_list_sql, w->tenant, w->person_id, page.limit,
				     page.key, page.id,
				     q.state_given ? proposal_state_names[q.state] : NULL,
				     q.kind_given ? proposal_kind_names[q.kind] : NULL));
}

struct decision {
	const char *note;
};

static const struct json_field decision[] = {
	JSON_FIELD(struct decision, note, TEXT, OPTIONAL | NOT_BLANK | MAX(TEXT_MAX)),
};

static bool decide(struct work *w, const struct request *req, bool is_accepted,
		   struct response *res)
{
	struct decision d = { 0 };

	return json_read_body(w, req->body, req->body_size, decision, &d) &&
	       proposal_decide(w, request_param(req, "id"), is_accepted, d.note, &res->body);
}

bool http_proposal_accept(struct work *w, const struct request *req, struct response *res)
{
	return decide(w, req, true, res);
}

bool http_proposal_decline(struct work *w, const struct request *req, struct response *res)
{
	return decide(w, req, false, res);
}
