#include "http/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/address.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "http/connection.h"
#include "http/count.h"
#include "http/dispatch.h"
#include "http/header.h"
#include "http/rate.h"
#include "http/remote.h"
#include "http/router.h"

#define TRIES 3

struct exchange {
	struct mg_connection *conn;
	const struct mg_request_info *info;
	const struct http_settings *settings;
	const struct route *route;
	struct request req;
	struct response res;
	struct principal who;
	struct work intake; /* what outlives a second try: head, body, who is asking */
	const char *allowed;
	const char *request_id;
	int64_t began_ms;
	int status;
	bool is_stale;
	bool is_head;
	bool is_closing;
};

/* The space behind a value is no part of it; CivetWeb has only cut what stands before it. */
static const char *trimmed(struct arena *mem, const char *value)
{
	size_t len = strlen(value);
	size_t kept = len;

	while (kept && (value[kept - 1] == ' ' || value[kept - 1] == '\t'))
		kept--;
	return kept == len ? value : arena_strndup(mem, value, kept);
}

static void copy_headers(struct exchange *x)
{
	struct arena *mem = &x->intake.mem;
	size_t nr = (size_t)x->info->num_headers;
	struct param *headers = arena_array(mem, nr, sizeof(*headers));

	for (size_t i = 0; i < nr; i++) {
		headers[i].name = x->info->http_headers[i].name;
		headers[i].value = trimmed(mem, x->info->http_headers[i].value);
	}
	x->req.headers = headers;
	x->req.headers_nr = nr;
	x->req.folder = x->settings->upload_folder;
	x->req.path = x->info->local_uri_raw ? x->info->local_uri_raw : "";
	x->req.remote_address = remote_address(mem, x->info->remote_addr, &x->req);
	x->req.content_type = request_header(&x->req, "Content-Type");
	x->is_head = !strcmp(x->info->request_method, "HEAD");
}

static bool find_route(struct exchange *x)
{
	const char *method = x->is_head ? method_texts[GET] : x->info->request_method;
	struct work *w = &x->intake;

	if (!query_split(&w->mem, x->info->query_string, &x->req))
		return refuse(w, PROBLEM_bad_request, "The query is not well formed.");
	switch (route_find(&w->mem, x->settings->routes, x->settings->routes_nr, method,
			   x->req.path, &x->route, &x->req, &x->allowed)) {
	case ROUTED:
		return true;
	case ROUTE_OTHER_METHOD:
		return refuse(w, PROBLEM_method_not_allowed, "Here are: %s.", x->allowed);
	case ROUTE_NOT_FOUND:
		break;
	}
	return refuse(w, PROBLEM_not_found, "There is nothing at this path.");
}

static bool refuse_haste(struct work *w, int seconds)
{
	refuse(w, PROBLEM_too_many_requests, "Slower, please; go on in %d s.", seconds);
	w->problem.retry_after_s = seconds;
	return false;
}

/*
 * A whole company may ask from one address, so it may ask more; and behind a proxy that nobody
 * has said to trust, everybody asks from this very machine, whose address limits nobody.
 */
static bool is_calm_address(struct exchange *x)
{
	const char *address = x->req.remote_address;
	int seconds = text_begins(address, "127.")
			      ? 0
			      : rate_take(RATE_ADDRESS, address_class(&x->intake.mem, address),
					  x->began_ms);

	return !seconds || refuse_haste(&x->intake, seconds);
}

static bool is_calm_person(struct exchange *x)
{
	int seconds =
		x->route->is_public ? 0 : rate_take(RATE_PERSON, x->who.person_id, x->began_ms);

	return !seconds || refuse_haste(&x->intake, seconds);
}

static bool identify(struct exchange *x)
{
	const char *authorization = request_header(&x->req, "Authorization");
	struct work *w = &x->intake;

	if (x->route->is_public)
		return true;
	if (!authorization || strncasecmp(authorization, "Bearer ", 7) != 0)
		return refuse(w, PROBLEM_not_signed_in, "Send \"Authorization: Bearer …\".");
	if (!token_read(w, authorization + 7, &x->who))
		return false;
	x->who.needs = x->route->right;
	return true;
}

static bool is_type(const char *type, const char *wanted)
{
	size_t len = strlen(wanted);

	return type && !strncasecmp(type, wanted, len) && strchr("; \t", type[len]);
}

/* A browser calls a CSV file what the programs on its computer have told it. */
static bool is_workbook(const char *type)
{
	return is_type(type, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") ||
	       is_type(type, "text/csv") || is_type(type, "application/vnd.ms-excel") ||
	       is_type(type, "application/octet-stream");
}

static bool is_picture(const char *type)
{
	return is_type(type, "image/jpeg") || is_type(type, "image/png");
}

/* Asked before the body is read: a large one need not be sent to be refused. */
static bool check_type(struct exchange *x, const struct frame *frame)
{
	const char *type = x->req.content_type;
	enum body body = x->route->body;

	if (body == UPLOAD)
		return is_picture(type) ||
		       refuse(&x->intake, PROBLEM_unsupported_media_type,
			      "Send \"Content-Type: image/jpeg\" or \"image/png\".");
	if (body == WORKBOOK)
		return is_workbook(type) ||
		       refuse(&x->intake, PROBLEM_unsupported_media_type,
			      "Send an .xlsx or CSV file, with \"Content-Type: text/csv\" or "
			      "\"application/vnd.openxmlformats-officedocument.spreadsheetml."
			      "sheet\".");
	if (!frame->has_body || (body != JSON && body != LARGE))
		return true;
	return is_type(type, "application/json") ||
	       refuse(&x->intake, PROBLEM_unsupported_media_type,
		      "Send \"Content-Type: application/json\".");
}

/* From the socket to a request that may run; false: the intake holds the problem. */
static bool take_in(struct exchange *x)
{
	const char *upload_folder = x->settings->upload_folder;
	struct work *w = &x->intake;
	struct frame frame = { 0 };

	/* What cannot be framed has no end behind which the next request could be looked for. */
	x->is_closing = true;
	if (x->is_stale)
		return refuse(w, PROBLEM_bad_request, "Nothing may stand before the request line.");
	if (!gate_pass(w, x->info, &frame))
		return false;
	if (is_calm_address(x) && find_route(x) && identify(x) && is_calm_person(x) &&
	    check_type(x, &frame) && body_is_taken(w, &frame, x->route->body)) {
		x->is_closing =
			!body_receive(w, x->conn, &frame, x->route->body, upload_folder, &x->req);
		return !x->is_closing;
	}
	x->is_closing = !body_discard(x->conn, &frame, &x->req);
	return false;
}

/* A deadlock or a connection that broke is nobody's fault: the whole unit of work runs again. */
static bool run(struct exchange *x, struct work *w)
{
	int64_t now = w->now;

	for (int try = 1;; try++) {
		w->request_id = x->request_id;
		if (dispatch(w, x->route, &x->who, &x->req, &x->res))
			return true;
		db_rollback(w);
		if (!w->may_retry || try == TRIES)
			return false;
		work_release(w);
		work_init(w, now);
	}
}

static void respond_problem(struct exchange *x, struct work *w)
{
	memset(&x->res, 0, sizeof(x->res));
	x->res.status = problem_status(w->problem.kind);
	x->res.type = "application/problem+json";
	x->res.body = problem_json(w, x->request_id);
}

/* What CivetWeb would do is what the answer says it does. */
static bool wants_to_close(const struct exchange *x)
{
	const char *connection = request_header(&x->req, "Connection");

	return (connection && !header_lists(connection, "keep-alive")) ||
	       request_header(&x->req, "Upgrade") ||
	       strcmp(x->info->http_version ? x->info->http_version : "", "1.1") != 0;
}

/* The client has it already. */
static bool is_known(const struct exchange *x)
{
	const char *tags = request_header(&x->req, "If-None-Match");

	return tags && x->res.etag && x->req.method == GET && answer_status(&x->res) == 200 &&
	       header_has_etag(tags, x->res.etag);
}

static void send_answer(struct exchange *x, struct work *w)
{
	const char *encodings = request_header(&x->req, "Accept-Encoding");
	struct answer answer = {
		.res = &x->res,
		.request_id = x->request_id,
		.allow = w->problem.kind == PROBLEM_method_not_allowed ? x->allowed : NULL,
		.now = x->intake.now,
		.retry_after_s = w->problem.retry_after_s,
		.is_closing = x->is_closing || http_is_draining() || wants_to_close(x),
		.takes_gzip = encodings && header_takes_gzip(encodings),
		.is_head = x->is_head,
	};

	if (is_known(x))
		x->res.status = 304;
	x->status = answer_send(&w->mem, x->conn, &answer);
	/* CivetWeb decides for itself whether it reads on; this is how it is told. */
	if (answer.is_closing)
		mg_disable_connection_keep_alive(x->conn);
}

static void log_exchange(const struct exchange *x, const struct work *w)
{
	const struct problem *p = &w->problem;
	char status[16];
	char ms[32];

	snprintf(status, sizeof(status), "%d", x->status);
	snprintf(ms, sizeof(ms), "%lld", (long long)(clock_monotonic_ms() - x->began_ms));
	log_info("method", x->info->request_method, "path", x->route ? x->route->path : "-",
		 "status", status, "ms", ms, "request_id", x->request_id, "problem",
		 p->kind ? problem_name(p->kind) : NULL, "cause", p->cause);
}

static void serve(struct exchange *x)
{
	struct work work;
	struct work *w = &work;

	work_init(&x->intake, clock_now());
	work_init(w, x->intake.now);
	x->began_ms = clock_monotonic_ms();
	x->request_id = secret_text(&x->intake.mem, 12);
	copy_headers(x);
	if (!take_in(x))
		w = &x->intake;
	else if (run(x, w))
		work_forgive(w);
	if (w->problem.kind)
		respond_problem(x, w);
	send_answer(x, w);
	log_exchange(x, w);
	count_answer(x->route, x->status, w->problem.kind, clock_monotonic_ms() - x->began_ms);
	work_release(&work);
	work_release(&x->intake);
}

void exchange_serve(struct mg_connection *conn, const struct http_settings *settings, bool is_stale)
{
	struct exchange *x = calloc(1, sizeof(*x));

	if (!x)
		BUG("out of memory: a request");
	x->conn = conn;
	x->info = mg_get_request_info(conn);
	x->settings = settings;
	x->is_stale = is_stale;
	serve(x);
	free(x);
}

void exchange_refuse(struct mg_connection *conn, enum problem_kind kind, const char *detail)
{
	struct response res = { .type = "application/problem+json" };
	struct answer answer = { .res = &res, .is_closing = true };
	char status[16];
	struct work w;

	work_init(&w, clock_now());
	refuse(&w, kind, "%s", detail);
	answer.now = w.now;
	answer.request_id = secret_text(&w.mem, 12);
	res.status = problem_status(kind);
	res.body = problem_json(&w, answer.request_id);
	answer_send(&w.mem, conn, &answer);
	mg_disable_connection_keep_alive(conn);
	snprintf(status, sizeof(status), "%d", res.status);
	log_info("method", "-", "path", "-", "status", status, "request_id", answer.request_id,
		 "problem", problem_name(kind));
	count_answer(NULL, res.status, kind, 0);
	work_release(&w);
}
