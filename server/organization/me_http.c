#include "http/http.h"
#include "organization/me_http.sql.h"
#include "organization/person.h"
#include "json/json.h"

handler http_me_get;
handler http_me_patch;
handler http_me_password;

static const struct json_field change[] = {
	JSON_FIELD(struct person, language, TEXT, OPTIONAL | MAX(35)),
	JSON_FIELD_GIVEN(struct person, email, TEXT, OR_NULL | MAX(PERSON_EMAIL_MOST)),
	JSON_FIELD_NAMES_GIVEN(struct person, mail, ENUM, OPTIONAL, person_mails),
	JSON_FIELD_GIVEN(struct person, phone, TEXT, NOT_BLANK | OR_NULL | MAX(PERSON_PHONE_MOST)),
};

struct passwords {
	const char *old_password;
	const char *new_password;
};

static const struct json_field passwords[] = {
	JSON_FIELD(struct passwords, old_password, STRING, REQUIRED | MAX(2000)),
	JSON_FIELD(struct passwords, new_password, STRING, REQUIRED | MAX(2000)),
};

static bool show(struct work *w, struct response *res)
{
	return respond_row(w, res, db_query(w, &me_get_sql, w->tenant, w->person_id), "person");
}

bool http_me_get(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	return show(w, res);
}

bool http_me_patch(struct work *w, const struct request *req, struct response *res)
{
	struct person person = { 0 };

	return json_read_body(w, req->body, req->body_size, change, &person) &&
	       person_change_own(w, &person) && show(w, res);
}

bool http_me_password(struct work *w, const struct request *req, struct response *res)
{
	struct passwords p = { 0 };

	(void)res;
	return json_read_body(w, req->body, req->body_size, passwords, &p) &&
	       person_change_own_password(w, p.old_password, p.new_password);
}
