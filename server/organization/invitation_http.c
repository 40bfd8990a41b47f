#include "access/attempt.h"
#include "access/password.h"
#include "access/session.h"
#include "http/http.h"
#include "organization/creation.h"
#include "organization/invitation.h"
#include "organization/person.h"
#include "json/json.h"

handler http_me_enrolment;
handler http_person_enrolment;
handler http_person_invitation;
handler http_person_reset;
handler http_person_sessions_delete;
handler http_person_lock_get;
handler http_person_lock_delete;
handler http_invitation_accept;
handler http_reset_accept;
handler http_reset_ask;

static bool hand_over(struct work *w, enum code_kind kind, const struct request *req,
		      struct response *res)
{
	struct code code;

	return invitation_make(w, kind, request_param(req, "id"), &code) &&
	       respond_json(res, 201, code_show(w, &code));
}

bool http_me_enrolment(struct work *w, const struct request *req, struct response *res)
{
	struct code code;

	(void)req;
	return code_make(w, CODE_ENROLMENT, w->person_id, &code) &&
	       respond_json(res, 201, code_show(w, &code));
}

bool http_person_enrolment(struct work *w, const struct request *req, struct response *res)
{
	return hand_over(w, CODE_ENROLMENT, req, res);
}

bool http_person_invitation(struct work *w, const struct request *req, struct response *res)
{
	return hand_over(w, CODE_INVITATION, req, res);
}

bool http_person_reset(struct work *w, const struct request *req, struct response *res)
{
	return hand_over(w, CODE_RESET, req, res);
}

bool http_person_sessions_delete(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");

	(void)res;
	return person_reach(w, id) && session_end_others(w, id, NULL, "signed out by a manager") &&
	       creation_tell(w, "person", "signed_out", id, NULL);
}

/* ---- where too many tries were wrong */

/* What the account is in the counts; no transaction is open behind it. */
static const char *account_of(struct work *w, const char *id)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_APP, DB_READ) || !principal_expect(w))
		return NULL;
	rows = person_reach(w, id);
	if (!rows)
		return NULL;
	db_rollback(w);
	return attempt_account(w, db_text(rows, 0, "tenant_code"), db_text(rows, 0, "login"));
}

bool http_person_lock_get(struct work *w, const struct request *req, struct response *res)
{
	const char *account = account_of(w, request_param(req, "id"));

	return account && attempt_show(w, account, &res->body);
}

bool http_person_lock_delete(struct work *w, const struct request *req, struct response *res)
{
	const char *account = account_of(w, request_param(req, "id"));

	(void)res;
	return account && attempt_lift(w, account) && db_begin(w, DB_APP, DB_WRITE) &&
	       principal_expect(w) &&
	       creation_tell(w, "person", "unlocked", request_param(req, "id"), NULL);
}

/* ---- whoever cannot sign in */

static const struct json_field acceptance[] = {
	JSON_FIELD(struct acceptance, tenant, TEXT, REQUIRED | MAX(64)),
	JSON_FIELD(struct acceptance, code, TEXT, REQUIRED | MAX(40)),
	JSON_FIELD(struct acceptance, password, STRING, REQUIRED | MAX(2000)),
};

static bool accept_code(struct work *w, enum code_kind kind, const struct request *req,
			struct response *res)
{
	struct acceptance a = { .address = req->remote_address };

	return json_read_body(w, req->body, req->body_size, acceptance, &a) &&
	       invitation_accept(w, kind, &a) &&
	       respond_json(res, 200,
			    arena_printf(&w->mem, "{\"tenant\":\"%s\",\"login\":\"%s\"}", a.tenant,
					 a.login));
}

bool http_invitation_accept(struct work *w, const struct request *req, struct response *res)
{
	return accept_code(w, CODE_INVITATION, req, res);
}

bool http_reset_accept(struct work *w, const struct request *req, struct response *res)
{
	return accept_code(w, CODE_RESET, req, res);
}

struct asking {
	const char *tenant;
	const char *login;
};

static const struct json_field asking[] = {
	JSON_FIELD(struct asking, tenant, TEXT, REQUIRED | MAX(64)),
	JSON_FIELD(struct asking, login, TEXT, REQUIRED | MAX(64)),
};

bool http_reset_ask(struct work *w, const struct request *req, struct response *res)
{
	struct asking a = { 0 };

	res->status = 202;
	return json_read_body(w, req->body, req->body_size, asking, &a) &&
	       invitation_ask(w, a.tenant, a.login, req->remote_address);
}
