#include "demo/client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/uuid.h"
#include "db/db.h"
#include "http/dispatch.h"
#include "http/router.h"

static const struct route *find(struct client *c, struct work *w, enum method method,
				const char *path, struct request *req)
{
	const char *query = strchr(path, '?');
	size_t len = query ? (size_t)(query - path) : strlen(path);
	const struct route *route;
	const char *allowed;

	req->path = arena_strndup(&w->mem, path, len);
	if (!query_split(&w->mem, query ? query + 1 : NULL, req) ||
	    route_find(&w->mem, c->settings->routes, c->settings->routes_nr, method_texts[method],
		       req->path, &route, req, &allowed) != ROUTED)
		BUG("the demo asks for %s %s", method_texts[method], path);
	return route;
}

static bool send(struct client *c, struct actor *actor, enum method method, const char *path,
		 struct request *req, struct call *call)
{
	struct work *w = &call->work;
	const struct route *route = find(c, w, method, path, req);
	bool ok = dispatch(w, route, actor ? &actor->who : NULL, req, &call->res);

	if (!ok)
		db_rollback(w);
	if (ok && call->res.body &&
	    (!call->res.type || !strcmp(call->res.type, "application/json")))
		return json_parse(w, call->res.body, strlen(call->res.body), &call->body);
	return ok;
}

bool client_call(struct client *c, struct actor *actor, int64_t at, enum method method,
		 const char *path, const char *body, struct call *call)
{
	struct param once = { .name = "Idempotency-Key" };
	struct request req = {
		.headers = &once,
		.headers_nr = 1,
		.body = body ? body : "",
		.body_size = body ? strlen(body) : 0,
		.content_type = body ? "application/json" : NULL,
		.remote_address = "demo",
	};

	memset(call, 0, sizeof(*call));
	work_init(&call->work, at);
	once.value = uuid_v4(&call->work.mem);
	return send(c, actor, method, path, &req, call);
}

static bool complain(const struct call *call, enum method method, const char *path)
{
	const struct problem *p = &call->work.problem;

	fprintf(stderr, "gemba: demo: %s %s: %s %s %s\n", method_texts[method], path,
		problem_name(p->kind), p->detail ? p->detail : "", p->cause ? p->cause : "");
	for (const struct fault *f = p->faults; f; f = f->next)
		fprintf(stderr, "  %s: %s\n", f->pointer, f->detail);
	return false;
}

bool client_do(struct client *c, struct actor *actor, int64_t at, enum method method,
	       const char *path, const char *body)
{
	struct call call;
	bool ok = client_call(c, actor, at, method, path, body, &call) ||
		  complain(&call, method, path);

	work_release(&call.work);
	return ok;
}

static bool write_file(struct work *w, const char *path, const void *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	bool ok = fd >= 0 && write(fd, bytes, size) == (ssize_t)size && !fsync(fd);
	int saved = errno;

	if (fd >= 0)
		close(fd);
	return ok || broken(w, "%s cannot be written: %s", path, strerrordesc_np(saved));
}

bool client_upload(struct client *c, struct actor *actor, int64_t at, const void *bytes,
		   size_t size, const char *sha256, const char *capture)
{
	const struct param headers[] = { { "Capture-Record", capture },
					 { "Content-Type", "image/jpeg" } };
	struct request req = {
		.headers = headers,
		.headers_nr = 2,
		.body_size = size,
		.content_type = "image/jpeg",
		.upload_sha256 = sha256,
		.remote_address = "demo",
	};
	struct call call = { .body = NULL };
	const char *path;
	bool ok;

	work_init(&call.work, at);
	path = arena_printf(&call.work.mem, "/v1/photos/%s", sha256);
	req.upload_path = arena_printf(&call.work.mem, "%s/incoming/%s", c->settings->photos,
				       uuid_v4(&call.work.mem));
	ok = (write_file(&call.work, req.upload_path, bytes, size) &&
	      send(c, actor, PUT, path, &req, &call)) ||
	     complain(&call, PUT, path);
	work_release(&call.work);
	return ok;
}

bool client_sign_in(struct client *c, struct actor *actor, int64_t at, const char *tenant,
		    const char *password)
{
	struct call call;
	struct principal who;
	const char *body = arena_printf(c->mem,
					"{\"tenant\":\"%s\",\"login\":\"%s\",\"password\":\"%s\","
					"\"client\":\"demo\"}",
					tenant, actor->login, password);
	bool ok = client_call(c, NULL, at, POST, "/v1/sessions", body, &call) &&
		  token_read(&call.work, call_text(&call, "access_token", NULL), &who);

	if (ok) {
		actor->who = who;
		actor->who.person_id = arena_strdup(c->mem, who.person_id);
		actor->who.tenant_id = arena_strdup(c->mem, who.tenant_id);
		actor->who.session_id = arena_strdup(c->mem, who.session_id);
		actor->person_id = actor->who.person_id;
	} else {
		complain(&call, POST, "/v1/sessions");
	}
	work_release(&call.work);
	return ok;
}

const char *call_text(const struct call *call, const char *member, const char *inner)
{
	const struct json_value *value = json_member(call->body, member);

	return json_text(inner ? json_member(value, inner) : value);
}
