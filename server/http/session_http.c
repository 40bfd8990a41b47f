#include "access/device.h"
#include "access/session.h"
#include "audit/audit.h"
#include "base/text.h"
#include "http/http.h"
#include "json/json.h"

handler http_session_post;
handler http_session_refresh;
handler http_session_delete;
handler http_session_list;
handler http_session_delete_one;
handler http_session_delete_all;
handler http_device_post;

#define PASSWORD_MAX 1024

static const struct json_field credentials[] = {
	JSON_FIELD(struct credentials, tenant, TEXT, REQUIRED | MAX(64)),
	JSON_FIELD(struct credentials, login, TEXT, REQUIRED | MAX(64)),
	JSON_FIELD(struct credentials, password, STRING, REQUIRED | MAX(PASSWORD_MAX)),
	JSON_FIELD(struct credentials, client, TEXT, OPTIONAL | MAX(200)),
};

struct refresh {
	const char *refresh_token;
};

static const struct json_field refresh[] = {
	JSON_FIELD(struct refresh, refresh_token, TEXT, REQUIRED | MAX(200)),
};

/* Who it is, is known only now; the audit log has to know it, too. */
static bool respond(struct work *w, struct response *res, const struct session *s)
{
	w->person_id = s->person_id;
	res->subject_id = s->id;
	return respond_json(res, 201, session_show(w, s));
}

/* False: it was refused, and that is noted. */
static bool note_refused(struct work *w, const struct credentials *c, const struct request *req)
{
	struct problem problem = w->problem;

	if (problem.kind != PROBLEM_wrong_credentials)
		return false;
	work_forgive(w);
	if (audit_note_refused(w, c->tenant, c->login, req->remote_address))
		w->problem = problem;
	return false;
}

bool http_session_post(struct work *w, const struct request *req, struct response *res)
{
	struct credentials c = { 0 };
	struct session s;

	c.address = req->remote_address;
	if (!json_read_body(w, req->body, req->body_size, credentials, &c))
		return false;
	if (!session_sign_in(w, &c, &s))
		return note_refused(w, &c, req);
	return respond(w, res, &s);
}

bool http_session_refresh(struct work *w, const struct request *req, struct response *res)
{
	struct refresh r = { 0 };
	struct session s;

	if (!json_read_body(w, req->body, req->body_size, refresh, &r) ||
	    !session_refresh(w, r.refresh_token, req->remote_address, &s))
		return false;
	return respond(w, res, &s);
}

bool http_session_delete(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	(void)res;
	return session_sign_out(w);
}

bool http_session_list(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	return session_list(w, &res->body);
}

bool http_session_delete_one(struct work *w, const struct request *req, struct response *res)
{
	(void)res;
	return session_end_own(w, request_param(req, "id"));
}

bool http_session_delete_all(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	(void)res;
	return session_end_others(w, w->person_id, NULL, "signed out everywhere");
}

static const struct json_field enrolment[] = {
	JSON_FIELD(struct enrolment, tenant, TEXT, REQUIRED | MAX(64)),
	JSON_FIELD(struct enrolment, code, TEXT, REQUIRED | MAX(40)),
	JSON_FIELD(struct enrolment, key, TEXT, REQUIRED | MAX(DEVICE_KEY_MOST)),
	JSON_FIELD(struct enrolment, name, TEXT, REQUIRED | NOT_BLANK | MAX(DEVICE_NAME_MOST)),
	JSON_FIELD(struct enrolment, platform, TEXT,
		   REQUIRED | NOT_BLANK | MAX(DEVICE_PLATFORM_MOST)),
};

bool http_device_post(struct work *w, const struct request *req, struct response *res)
{
	struct enrolment e = { .address = req->remote_address };
	struct session s;

	if (!json_read_body(w, req->body, req->body_size, enrolment, &e))
		return false;
	if (utf8_length(e.key) < DEVICE_KEY_LEAST) {
		fault(w, "/key", "\"key\" must have at least %d characters.", DEVICE_KEY_LEAST);
		return work_is_faultless(w, PROBLEM_invalid_body);
	}
	return device_enrol(w, &e, &s) && respond(w, res, &s);
}
