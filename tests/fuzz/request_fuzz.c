/*
 * Any request to every handler of routes.def, up to where it first asks the database, which here
 * is always busy: the path, the query and the body with its table of fields.
 *
 *	METHOD /path?query NEWLINE value of Capture-Record NEWLINE body
 *
 * The answer is a problem or an answer; either is JSON where it says so.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "access/password.h"
#include "base/crypt.h"
#include "db/db.h"
#include "fuzz.h"
#include "http/http.h"
#include "http/router.h"
#include "keys.h"
#include "routes.h"
#include "json/json.h"

#define NOW INT64_C(1790000000000)

/* ---- instead of the database, and of what takes 20 ms */

bool __wrap_db_begin(struct work *w, enum db_role role, enum db_mode mode);
bool __wrap_db_commit(struct work *w);
void __wrap_db_rollback(struct work *w);
bool __wrap_db_flush(struct work *w);
bool __wrap_db_send_until(struct work *w, db_check *check, const struct db_stmt *stmt, ...);
bool __wrap_db_ask_until(struct work *w, const struct db_rows **rows, const struct db_stmt *stmt,
			 ...);
const struct db_rows *__wrap_db_query_until(struct work *w, const struct db_stmt *stmt, ...);
bool __wrap_password_check(const char *hash, const char *password);
const char *__wrap_password_make(struct work *w, const char *password);

bool __wrap_db_begin(struct work *w, enum db_role role, enum db_mode mode)
{
	(void)role;
	(void)mode;
	return refuse(w, PROBLEM_busy, "There is no database.");
}

bool __wrap_db_commit(struct work *w)
{
	(void)w;
	return true;
}

void __wrap_db_rollback(struct work *w) { (void)w; }

bool __wrap_db_send_until(struct work *w, db_check *check, const struct db_stmt *stmt, ...)
{
	(void)w;
	(void)check;
	(void)stmt;
	return true;
}

bool __wrap_db_ask_until(struct work *w, const struct db_rows **rows, const struct db_stmt *stmt,
			 ...)
{
	(void)w;
	(void)stmt;
	*rows = NULL;
	return true;
}

bool __wrap_db_flush(struct work *w) { return refuse(w, PROBLEM_busy, "There is no database."); }

const struct db_rows *__wrap_db_query_until(struct work *w, const struct db_stmt *stmt, ...)
{
	(void)stmt;
	refuse(w, PROBLEM_busy, "There is no database.");
	return NULL;
}

bool __wrap_password_check(const char *hash, const char *password) { return hash && password; }

const char *__wrap_password_make(struct work *w, const char *password)
{
	return arena_strdup(&w->mem, password);
}

/* ---- one request */

struct input {
	char *method, *path, *query, *record;
	const char *body;
	size_t body_size;
};

static char *cut(char **rest, char at)
{
	char *whole = *rest;
	char *end = strchr(whole, at);

	if (end)
		*end++ = '\0';
	*rest = end ? end : whole + strlen(whole);
	return whole;
}

static bool read_input(struct work *w, const uint8_t *bytes, size_t size, struct input *in)
{
	char *rest = arena_strndup(&w->mem, (const char *)bytes, size);
	char *begin = rest;

	in->method = cut(&rest, ' ');
	in->path = cut(&rest, '\n');
	in->query = strchr(in->path, '?');
	if (in->query)
		*in->query++ = '\0';
	in->record = cut(&rest, '\n');
	in->body = (const char *)bytes + (rest - begin);
	in->body_size = size - (size_t)(rest - begin);
	/* What cannot come through the gate. */
	for (const char *c = in->record; *c; c++)
		if ((unsigned char)*c < ' ' && *c != '\t')
			return false;
	return *in->path == '/';
}

/* The body as the file that an upload is: its descriptor, to be closed. */
static int upload_of(struct work *w, const struct input *in, struct request *req)
{
	int fd = memfd_create("upload", MFD_CLOEXEC);
	const char *sha256 = in->path + strlen(in->path);

	insist(fd >= 0 && write(fd, in->body, in->body_size) == (ssize_t)in->body_size);
	while (sha256 > in->path && sha256[-1] != '/')
		sha256--;
	req->upload_path = arena_printf(&w->mem, "/proc/self/fd/%d", fd);
	req->upload_sha256 = sha256;
	return fd;
}

static void judge(struct work *w, struct response *res, bool is_done)
{
	const char *told = res->body;
	const struct json_value *value;

	if (!is_done) {
		insist(w->problem.kind);
		told = problem_json(w, "an-id");
		work_forgive(w);
	} else if (!told || res->type) {
		return;
	}
	insist(json_parse(w, told, res->size && is_done ? res->size : strlen(told), &value));
}

static void handle(struct work *w, const struct input *in, const struct route *route,
		   struct request *req)
{
	struct principal who = {
		.person_id = "0190163d-8694-739b-aea5-966c26f8ad91",
		.tenant_id = "0190163d-8694-739b-aea5-966c26f8ad92",
		.session_id = "0190163d-8694-739b-aea5-966c26f8ad93",
		.needs = RIGHT_none,
		.rights = UINT64_MAX,
	};
	const struct param headers[] = {
		{ "If-Match", "\"1\"" },
		{ "Idempotency-Key", "a-key" },
		{ "Capture-Record", in->record },
		{ "Content-Type", route->body == UPLOAD ? "image/png" : "application/json" },
	};
	struct response res = { 0 };
	int fd;

	req->path = in->path;
	req->headers = headers;
	req->headers_nr = *in->record ? 4 : 2;
	req->content_type = headers[3].value;
	req->remote_address = "192.0.2.1";
	req->body = in->body;
	req->body_size = in->body_size;
	fd = upload_of(w, in, req);
	if (!route->is_public) {
		w->who = &who;
		w->person_id = who.person_id;
		w->tenant = who.tenant_id;
	}
	judge(w, &res, route->handle(w, req, &res));
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const struct route *route;
	struct request req = { 0 };
	const char *allowed;
	struct input in;
	struct work w;

	load_keys(NOW);
	work_init(&w, NOW);
	if (read_input(&w, bytes, size, &in) && query_split(&w.mem, in.query, &req) &&
	    route_find(&w.mem, routes, routes_nr, in.method, in.path, &route, &req, &allowed) ==
		    ROUTED)
		handle(&w, &in, route, &req);
	work_release(&w);
	return 0;
}
