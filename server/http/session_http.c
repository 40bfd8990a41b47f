#include "access/session.h"
#include "http/http.h"
#include "json/json.h"

handler http_session_post;
handler http_session_refresh;
handler http_session_delete;

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

bool http_session_post(struct work *w, const struct request *req, struct response *res)
{
	struct credentials c = { 0 };
	struct session s;

	if (!json_read_body(w, req->body, req->body_size, credentials, &c) ||
	    !session_sign_in(w, &c, &s))
		return false;
	return respond_json(res, 201, session_show(w, &s));
}

bool http_session_refresh(struct work *w, const struct request *req, struct response *res)
{
	struct refresh r = { 0 };
	struct session s;

	if (!json_read_body(w, req->body, req->body_size, refresh, &r) ||
	    !session_refresh(w, r.refresh_token, &s))
		return false;
	return respond_json(res, 201, session_show(w, &s));
}

bool http_session_delete(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	(void)res;
	return session_sign_out(w);
}
