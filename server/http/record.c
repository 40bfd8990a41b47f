#include "http/record.h"

#include <string.h>

#include "audit/audit.h"
#include "base/bug.h"

struct record {
	const struct route *route;
	const struct request *req;
	const struct response *res;
};

/* "/v1/units/…" is about a unit. */
static const char *subject_of(struct work *w, const char *path)
{
	static const char *const others[][2] = { { "people", "person" }, { "me", "person" } };
	const char *noun = !strncmp(path, "/v1/", 4) ? path + 4 : path + 1;
	size_t len = strcspn(noun, "/");

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strlen(others[i][0]) == len && !strncmp(others[i][0], noun, len))
			return others[i][1];
	if (len && noun[len - 1] == 's')
		len--;
	return arena_strndup(&w->mem, noun, len);
}

static const char *last_segment(const char *location)
{
	const char *slash = location ? strrchr(location, '/') : NULL;

	return slash ? slash + 1 : NULL;
}

static const char *subject_id_of(const struct work *w, const struct record *r, const char *subject)
{
	if (r->res->subject_id)
		return r->res->subject_id;
	if (r->req->params_nr)
		return r->req->params[0].value;
	if (r->res->location)
		return last_segment(r->res->location);
	if (w->who && !strcmp(subject, "session"))
		return w->who->session_id;
	return !strncmp(r->route->path, "/v1/me", 6) ? w->person_id : NULL;
}

/*
 * Passwords and codes are short: whoever reads the database could find them by their hash. Before
 * somebody is signed in, and where passwords go, the body is not hashed.
 */
static bool is_secret(const struct route *route)
{
	return route->is_public || route->body == UPLOAD || strstr(route->handler_name, "password");
}

static bool record(struct work *w)
{
	const struct record *r = w->at_commit_data;
	const char *subject = subject_of(w, r->route->path);
	const struct audit audit = {
		.operation = r->route->handler_name + strlen("http_"),
		.subject = subject,
		.subject_id = subject_id_of(w, r, subject),
		.session_id = w->who ? w->who->session_id : NULL,
		.address = r->req->remote_address,
		.body = is_secret(r->route) ? NULL : r->req->body,
		.body_size = r->req->body_size,
	};

	return audit_note(w, &audit);
}

void record_begin(struct work *w, const struct route *route, const struct request *req,
		  const struct response *res)
{
	struct record *r = arena_alloc(&w->mem, sizeof(*r));

	*r = (struct record){ .route = route, .req = req, .res = res };
	w->at_commit_data = r;
	w->at_commit = route->method == GET ? NULL : record;
}

void record_end(struct work *w) { w->at_commit = NULL; }

void request_is_recorded(struct work *w)
{
	if (!w->at_commit_data)
		BUG("what is recorded is no request");
	w->at_commit = record;
}
