#include <civetweb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "http/connection.h"
#include "http/dispatch.h"
#include "http/router.h"

#define DRAIN_MS 30000
#define TRIES 3

static struct {
	const struct http_settings *settings;
	struct mg_context *context;
	pthread_mutex_t lock;
	pthread_cond_t idle;
	int running;
	bool is_draining;
} server = { .lock = PTHREAD_MUTEX_INITIALIZER, .idle = PTHREAD_COND_INITIALIZER };

/* One request on its way: what it was, what it became. */
struct exchange {
	struct mg_connection *conn;
	const struct mg_request_info *info;
	const struct route *route;
	struct request req;
	struct response res;
	struct principal who;
	struct work intake; /* what outlives a second try: head, body, who is asking */
	const char *allowed;
	const char *request_id;
	int64_t began_ms;
	bool is_closing;
};

static void copy_headers(struct exchange *x)
{
	size_t nr = (size_t)x->info->num_headers;
	struct param *headers = arena_array(&x->intake.mem, nr, sizeof(*headers));

	for (size_t i = 0; i < nr; i++) {
		headers[i].name = x->info->http_headers[i].name;
		headers[i].value = x->info->http_headers[i].value;
	}
	x->req.headers = headers;
	x->req.headers_nr = nr;
	x->req.path = x->info->local_uri_raw ? x->info->local_uri_raw : "";
	x->req.remote_address = x->info->remote_addr;
	x->req.content_type = request_header(&x->req, "Content-Type");
}

static bool find_route(struct exchange *x)
{
	struct work *w = &x->intake;

	if (!query_split(&w->mem, x->info->query_string, &x->req))
		return refuse(w, PROBLEM_bad_request, "The query is not well formed.");
	switch (route_find(&w->mem, server.settings->routes, server.settings->routes_nr,
			   x->info->request_method, x->req.path, &x->route, &x->req, &x->allowed)) {
	case ROUTED:
		return true;
	case ROUTE_OTHER_METHOD:
		return refuse(w, PROBLEM_method_not_allowed, "Here are: %s.", x->allowed);
	case ROUTE_NOT_FOUND:
		break;
	}
	return refuse(w, PROBLEM_not_found, "There is nothing at this path.");
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

static bool is_json(const char *type)
{
	static const char json[] = "application/json";

	return !strncasecmp(type, json, sizeof(json) - 1) && strchr("; \t", type[sizeof(json) - 1]);
}

static bool check_type(struct exchange *x, const struct frame *frame)
{
	enum body body = x->route->body;

	if (!frame->has_body || (body != JSON && body != LARGE))
		return true;
	return (x->req.content_type && is_json(x->req.content_type)) ||
	       refuse(&x->intake, PROBLEM_unsupported_media_type,
		      "Send \"Content-Type: application/json\".");
}

/* From the socket to a request that may run; false: the intake holds the problem. */
static bool take_in(struct exchange *x)
{
	struct frame frame = { 0 };
	bool is_unread;

	/* Until the body has been read, the next request on this connection cannot be found. */
	x->is_closing = true;
	copy_headers(x);
	if (!gate_pass(&x->intake, x->info, &frame))
		return false;
	is_unread = frame.has_body;
	x->is_closing = is_unread;
	if (!find_route(x) || !identify(x) || !check_type(x, &frame))
		return false;
	if (!body_receive(&x->intake, x->conn, &frame, x->route->body,
			  server.settings->upload_folder, &x->req)) {
		x->is_closing = true;
		return false;
	}
	x->is_closing = false;
	return true;
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

static bool takes(const struct exchange *x, const char *header, const char *what)
{
	const char *value = request_header(&x->req, header);

	return value && strstr(value, what);
}

static void send_answer(struct exchange *x, struct work *w)
{
	const char *connection = request_header(&x->req, "Connection");
	struct answer answer = {
		.res = &x->res,
		.request_id = x->request_id,
		.allow = x->res.status == 405 ? x->allowed : NULL,
		.retry_after_s = w->problem.retry_after_s,
		.is_closing = x->is_closing || server.is_draining ||
			      (connection && !strcasecmp(connection, "close")) ||
			      !strcmp(x->info->http_version ? x->info->http_version : "", "1.0"),
		.takes_gzip = takes(x, "Accept-Encoding", "gzip"),
	};

	if (x->res.etag && takes(x, "If-None-Match", x->res.etag) && x->req.method == GET) {
		x->res.status = 304;
		x->res.body = NULL;
		x->res.file = NULL;
	}
	answer_send(&w->mem, x->conn, &answer);
	/* CivetWeb decides for itself whether it reads on; this is how it is told. */
	if (answer.is_closing)
		mg_disable_connection_keep_alive(x->conn);
}

static void log_exchange(const struct exchange *x, const struct work *w)
{
	const struct problem *p = &w->problem;
	char status[16];
	char ms[32];

	snprintf(status, sizeof(status), "%d",
		 x->res.status                ? x->res.status
		 : x->res.body || x->res.file ? 200
					      : 204);
	snprintf(ms, sizeof(ms), "%lld", (long long)(clock_monotonic_ms() - x->began_ms));
	log_info("method", x->info->request_method, "path", x->route ? x->route->path : "-",
		 "status", status, "ms", ms, "request_id", x->request_id, "problem",
		 p->kind ? problem_name(p->kind) : NULL, "cause", p->cause);
}

static void enter(void)
{
	pthread_mutex_lock(&server.lock);
	server.running++;
	pthread_mutex_unlock(&server.lock);
}

static void leave(void)
{
	pthread_mutex_lock(&server.lock);
	if (!--server.running)
		pthread_cond_broadcast(&server.idle);
	pthread_mutex_unlock(&server.lock);
}

static void serve(struct exchange *x)
{
	struct work work;
	struct work *w = &work;

	work_init(&x->intake, clock_now());
	work_init(w, x->intake.now);
	x->began_ms = clock_monotonic_ms();
	x->request_id = secret_text(&x->intake.mem, 12);
	if (!take_in(x))
		w = &x->intake;
	else if (run(x, w))
		work_forgive(w);
	if (w->problem.kind)
		respond_problem(x, w);
	send_answer(x, w);
	log_exchange(x, w);
	work_release(&work);
	work_release(&x->intake);
}

static int on_request(struct mg_connection *conn, void *data)
{
	struct exchange *x = calloc(1, sizeof(*x));

	(void)data;
	if (!x)
		BUG("out of memory: a request");
	enter();
	x->conn = conn;
	x->info = mg_get_request_info(conn);
	serve(x);
	leave();
	free(x);
	return 200;
}

static enum problem_kind kind_of_status(int status)
{
	for (int kind = 1; kind < PROBLEM_KINDS; kind++)
		if (problem_status((enum problem_kind)kind) == status)
			return (enum problem_kind)kind;
	return status < 500 ? PROBLEM_bad_request : PROBLEM_internal;
}

/* What CivetWeb refuses before a handler is asked: a broken request line, a head too long. */
static int on_error(struct mg_connection *conn, int status, const char *message)
{
	struct response res = { .type = "application/problem+json" };
	struct answer answer = { .res = &res, .is_closing = true };
	struct work w;

	(void)message;
	work_init(&w, clock_now());
	refuse(&w, kind_of_status(status), "The request cannot be understood.");
	res.status = problem_status(w.problem.kind);
	res.body = problem_json(&w, NULL);
	answer_send(&w.mem, conn, &answer);
	mg_disable_connection_keep_alive(conn);
	work_release(&w);
	return 0;
}

static int on_log(const struct mg_connection *conn, const char *message)
{
	(void)conn;
	log_warn("civetweb", message);
	return 1;
}

bool http_start(struct work *w, const struct http_settings *settings)
{
	const char *threads = arena_printf(&w->mem, "%d", settings->threads);
	/* clang-format off */
	const char *options[] = {
		"listening_ports", settings->listen,
		"num_threads", threads,
		"connection_queue", "2000",
		"tcp_nodelay", "1",
		"enable_keep_alive", "yes",
		"keep_alive_timeout_ms", "65000",
		"request_timeout_ms", "20000",
		"max_request_size", "16384",
		"decode_url", "no",
		"enable_directory_listing", "no",
		"access_control_allow_origin", "",
		"access_control_allow_methods", "",
		"access_control_allow_headers", "",
		NULL,
	};
	/* clang-format on */
	struct mg_callbacks callbacks = { .http_error = on_error, .log_message = on_log };

	mg_init_library(0);
	server.settings = settings;
	server.is_draining = false;
	server.context = mg_start(&callbacks, NULL, options);
	if (!server.context)
		return broken(w, "%s cannot be listened on; is it taken?", settings->listen);
	mg_set_request_handler(server.context, "/", on_request, NULL);
	return true;
}

bool http_is_draining(void) { return server.is_draining; }

void http_stop(void)
{
	struct timespec until;

	if (!server.context)
		return;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += DRAIN_MS / 1000;
	pthread_mutex_lock(&server.lock);
	server.is_draining = true;
	while (server.running)
		if (pthread_cond_timedwait(&server.idle, &server.lock, &until))
			break;
	pthread_mutex_unlock(&server.lock);
	mg_stop(server.context);
	server.context = NULL;
	mg_exit_library();
}
