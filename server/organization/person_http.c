#include "http/http.h"
#include "organization/departure.h"
#include "organization/membership_http.h"
#include "organization/person.h"
#include "organization/person_http.sql.h"

handler http_person_list;
handler http_person_post;
handler http_person_get;
handler http_person_patch;
handler http_person_password;
handler http_person_handover;
handler http_person_erase;

#define PATH "/v1/people"

struct new_person {
	struct person person;
	const struct json_value *membership;
};

static const struct json_field new_person[] = {
	JSON_FIELD(struct person, id, UUID, OPTIONAL),
	JSON_FIELD(struct person, login, TEXT, REQUIRED),
	JSON_FIELD(struct person, name, TEXT, REQUIRED | NOT_BLANK),
	JSON_FIELD(struct person, email, TEXT, OR_NULL | MAX(PERSON_EMAIL_MOST)),
	JSON_FIELD(struct person, phone, TEXT, NOT_BLANK | OR_NULL | MAX(PERSON_PHONE_MOST)),
	JSON_FIELD(struct person, language, TEXT, OPTIONAL | MAX(35)),
	JSON_FIELD(struct new_person, membership, OBJECT, OPTIONAL),
};

static const struct json_field first_membership[] = {
	MEMBERSHIP_FIELDS,
};

static const struct json_field change[] = {
	JSON_FIELD(struct person, login, TEXT, OPTIONAL),
	JSON_FIELD(struct person, name, TEXT, NOT_BLANK),
	JSON_FIELD_GIVEN(struct person, email, TEXT, OR_NULL | MAX(PERSON_EMAIL_MOST)),
	JSON_FIELD_GIVEN(struct person, phone, TEXT, NOT_BLANK | OR_NULL | MAX(PERSON_PHONE_MOST)),
	JSON_FIELD(struct person, language, TEXT, OPTIONAL | MAX(35)),
	JSON_FIELD_NAMES_GIVEN(struct person, state, ENUM, OPTIONAL, person_states),
};

struct person_query {
	int state;
	bool state_given;
	const char *unit_id;
	const char *role_id;
	const char *q;
	int64_t limit;
	const char *after;
};

static const struct json_field person_query[] = {
	JSON_FIELD_NAMES_GIVEN(struct person_query, state, ENUM, OPTIONAL, person_states),
	JSON_FIELD(struct person_query, unit_id, UUID, OPTIONAL),
	JSON_FIELD(struct person_query, role_id, UUID, OPTIONAL),
	JSON_FIELD(struct person_query, q, TEXT, OPTIONAL | MAX(200)),
	JSON_FIELD_RANGE(struct person_query, limit, INTEGER, OPTIONAL, 1, PAGE_LIMIT_MAX),
	JSON_FIELD(struct person_query, after, STRING, OPTIONAL | MAX(2000)),
};

bool http_person_list(struct work *w, const struct request *req, struct response *res)
{
	struct person_query query = { 0 };
	struct page page;

	if (!request_read_query(w, req, person_query, &query) ||
	    !page_read(w, query.limit, query.after, &page))
		return false;
	return page_respond(w, res,
			    db_query(w, &person_list_sql, w->tenant, w->person_id,
				     query.state_given ? person_states[query.state] : NULL,
				     query.unit_id, query.role_id, query.q, page.key, page.id,
				     page.limit));
}

bool http_person_get(struct work *w, const struct request *req, struct response *res)
{
	return respond_row(
		w, res,
		db_query(w, &person_get_sql, w->tenant, w->person_id, request_param(req, "id")),
		"person");
}

_Static_assert(offsetof(struct new_person, person) == 0, "one table reads into both");

bool http_person_post(struct work *w, const struct request *req, struct response *res)
{
	struct membership first = { 0 };
	struct new_person new = { 0 };
	struct creation creation;

	if (!json_read_body(w, req->body, req->body_size, new_person, &new))
		return false;
	if (new.membership)
		json_read(w, new.membership, "/membership", first_membership, &first);
	return person_create(w, &new.person, new.membership ? &first : NULL, req->body,
			     &creation) &&
	       respond_created(w, res, &creation, PATH);
}

bool http_person_patch(struct work *w, const struct request *req, struct response *res)
{
	struct person person = { 0 };

	return json_read_body(w, req->body, req->body_size, change, &person) &&
	       person_change(w, request_param(req, "id"), &person, &res->body);
}

struct password {
	const char *password;
};

static const struct json_field password[] = {
	JSON_FIELD(struct password, password, STRING, REQUIRED | MAX(2000)),
};

bool http_person_password(struct work *w, const struct request *req, struct response *res)
{
	struct password new = { 0 };

	(void)res;
	return json_read_body(w, req->body, req->body_size, password, &new) &&
	       person_reset_password(w, request_param(req, "id"), new.password);
}

bool http_person_handover(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");

	return person_reach(w, id) && departure_handover(w, id, &res->body);
}

struct erasure {
	const char *reason;
};

static const struct json_field erasure[] = {
	JSON_FIELD(struct erasure, reason, TEXT, REQUIRED | NOT_BLANK | MAX(2000)),
};

bool http_person_erase(struct work *w, const struct request *req, struct response *res)
{
	struct erasure e = { 0 };

	return json_read_body(w, req->body, req->body_size, erasure, &e) &&
	       departure_erase(w, request_param(req, "id"), e.reason, &res->body);
}
