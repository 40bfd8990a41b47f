#include <civetweb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/exchange.h"
#include "http/patience.h"

#define DRAIN_S 30
/* How long a kept connection may be idle: longer than what proxies in front keep theirs. */
#define IDLE_MS 65000
/* Connections that CivetWeb has taken and no thread has yet. */
#define QUEUE 2000

static struct {
	const struct http_settings *settings;
	struct mg_context *context;
	pthread_mutex_t lock;
	pthread_cond_t idle;
	int running;
	atomic_bool is_draining;
} server = { .lock = PTHREAD_MUTEX_INITIALIZER, .idle = PTHREAD_COND_INITIALIZER };

/*
 * A thread of CivetWeb's has one buffer for all connections that come to it, and does not wipe it.
 * Where whitespace comes before a request line, it reads on behind what this connection has sent,
 * into what the one before has left there: somebody else's request, which would be answered here.
 * So a request has to begin where the buffer does, which is where any plain request has begun.
 */
static _Thread_local const char *buffer;
/* Whether the connection was told of a problem by on_error(). */
static _Thread_local bool is_refused;

/* Since when the thread waits for a connection's first head; 0: it is there. */
static _Thread_local int64_t waits_since_ms;

static int on_connection(const struct mg_connection *conn, void **data)
{
	(void)conn;
	(void)data;
	waits_since_ms = clock_monotonic_ms();
	return 0;
}

static bool is_stale(const char *request)
{
	if (!buffer || request < buffer)
		buffer = request;
	return request != buffer;
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

static int on_request(struct mg_connection *conn)
{
	waits_since_ms = 0;
	patience_end();
	enter();
	exchange_serve(conn, server.settings, is_stale(mg_get_request_info(conn)->request_method));
	leave();
	patience_wait(conn);
	return 1;
}

static bool is_spoken(const char *method)
{
	static const char *const spoken[] = { "GET",   "HEAD",   "POST",   "PUT",
					      "PATCH", "DELETE", "OPTIONS" };

	for (size_t i = 0; i < sizeof(spoken) / sizeof(spoken[0]); i++)
		if (!strcmp(method, spoken[i]))
			return true;
	return false;
}

/* The time of a first head is CivetWeb's affair. */
static bool came_too_slowly(void)
{
	return patience_was_lost() || (waits_since_ms && clock_monotonic_ms() - waits_since_ms >=
								 server.settings->head_ms);
}

static enum problem_kind kind_of(const struct mg_request_info *info, int status)
{
	/* The method is looked at when the request line has been read to its end. */
	bool has_line = info && info->request_method && info->http_version;

	if (status == 400 && has_line && !is_spoken(info->request_method))
		return PROBLEM_not_implemented;
	/* CivetWeb says of a head that did not come to its end that it is malformed. */
	if (status == 400 && !has_line && came_too_slowly())
		return PROBLEM_request_timeout;
	if (status == 411)
		return PROBLEM_bad_request; /* a Content-Length that is no number */
	if (status == 505)
		return PROBLEM_version_not_supported;
	return status < 500 ? PROBLEM_bad_request : PROBLEM_internal;
}

/* What CivetWeb refuses before a handler is asked: a broken request line, a head too long. */
static int on_error(struct mg_connection *conn, int status, const char *message)
{
	enum problem_kind kind = kind_of(mg_get_request_info(conn), status);

	(void)message;
	is_refused = true;
	exchange_refuse(conn, kind,
			kind == PROBLEM_request_timeout
				? "The head did not come to its end in time."
				: "The request cannot be understood.");
	return 0;
}

/* A target that is not a path of this server ("*", "http://…") is dropped without a word. */
static void on_close(const struct mg_connection *closing)
{
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): it is still open, and may be written to */
	struct mg_connection *conn = (struct mg_connection *)(uintptr_t)closing;
	const struct mg_request_info *info = mg_get_request_info(conn);

	if (info && info->request_uri && !info->local_uri_raw && !is_refused)
		exchange_refuse(conn, PROBLEM_bad_request, "The path is not well formed.");
	is_refused = false;
	patience_leave();
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
	const char *queue = arena_printf(&w->mem, "%d", QUEUE);
	const char *idle = arena_printf(&w->mem, "%d", IDLE_MS);
	const char *head = arena_printf(&w->mem, "%d", settings->head_ms);
	/* clang-format off */
	const char *options[] = {
		"listening_ports", settings->listen,
		"num_threads", threads,
		"connection_queue", queue,
		"tcp_nodelay", "1",
		"enable_keep_alive", "yes",
		"keep_alive_timeout_ms", idle,
		"request_timeout_ms", head,
		"max_request_size", "32768", /* the gate takes half of it, and says so */
		"decode_url", "no",
		"enable_directory_listing", "no",
		"access_control_allow_origin", "",
		"access_control_allow_methods", "",
		"access_control_allow_headers", "",
		NULL,
	};
	/* clang-format on */
	struct mg_callbacks callbacks = {
		.init_connection = on_connection,
		.begin_request = on_request,
		.http_error = on_error,
		.connection_close = on_close,
		.log_message = on_log,
	};

	mg_init_library(0);
	server.settings = settings;
	atomic_store(&server.is_draining, false);
	if (!patience_start(w, settings->head_ms, settings->threads + QUEUE))
		return false;
	server.context = mg_start(&callbacks, NULL, options);
	if (!server.context)
		return broken(w, "%s cannot be listened on; is it taken?", settings->listen);
	return true;
}

bool http_is_draining(void) { return atomic_load(&server.is_draining); }

void http_stop(void)
{
	struct timespec until;

	if (!server.context)
		return;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += DRAIN_S;
	atomic_store(&server.is_draining, true);
	pthread_mutex_lock(&server.lock);
	while (server.running)
		if (pthread_cond_clockwait(&server.idle, &server.lock, CLOCK_MONOTONIC, &until))
			break;
	pthread_mutex_unlock(&server.lock);
	mg_stop(server.context);
	patience_stop();
	server.context = NULL;
	mg_exit_library();
}
