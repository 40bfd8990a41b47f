#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "http/connection.h"

#define GZIP_FROM 1400 /* what fits into one packet gains nothing */
#define CHUNK 65536

static void add_header(struct text *t, const char *name, const char *value)
{
	if (value)
		text_printf(t, "%s: %s\r\n", name, value);
}

/* As HTTP writes a moment: "Sat, 21 Nov 2026 08:00:00 GMT". */
static void add_date(struct text *t, int64_t now)
{
	time_t seconds = (time_t)(now / 1000);
	char date[40];
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	add_header(t, "Date", date);
}

static bool has_body(int status) { return status != 204 && status != 304; }

static void add_head(struct text *t, const struct answer *a, int status, size_t size, bool is_gzip)
{
	const struct response *res = a->res;

	text_printf(t, "HTTP/1.1 %d %s\r\n", status, mg_get_response_code_text(NULL, status));
	add_date(t, a->now);
	if (has_body(status)) {
		text_printf(t, "Content-Type: %s\r\n", res->type ? res->type : "application/json");
		text_printf(t, "Content-Length: %zu\r\n", size);
	}
	add_header(t, "Content-Encoding", is_gzip ? "gzip" : NULL);
	add_header(t, "Vary", status != 204 ? "Accept-Encoding" : NULL);
	add_header(t, "ETag", res->etag);
	add_header(t, "Location", res->location);
	add_header(t, "Content-Disposition", res->disposition);
	add_header(t, "Cache-Control", res->cache_control ? res->cache_control : "no-store");
	add_header(t, "Content-Security-Policy", res->security_policy);
	add_header(t, "Allow", a->allow);
	add_header(t, "Idempotent-Replayed", res->is_replayed ? "true" : NULL);
	if (a->retry_after_s)
		text_printf(t, "Retry-After: %d\r\n", a->retry_after_s);
	add_header(t, "WWW-Authenticate", status == 401 ? "Bearer" : NULL);
	add_header(t, "Request-Id", a->request_id);
	text_add(t, "X-Content-Type-Options: nosniff\r\n");
	text_printf(t, "Connection: %s\r\n\r\n", a->is_closing ? "close" : "keep-alive");
}

int answer_status(const struct response *res)
{
	if (res->status)
		return res->status;
	return res->body || res->file ? 200 : 204;
}

/* What is compressed already, like a picture, gains nothing. */
static bool is_text(const char *type)
{
	return !type || strstr(type, "json") || text_begins(type, "text/");
}

/* Head and body in one write: two would wait for each other's packets. */
static int send_text(struct arena *mem, struct mg_connection *conn, const struct answer *a)
{
	const struct response *res = a->res;
	int status = answer_status(res);
	const char *body = has_body(status) ? res->body : NULL;
	size_t size = !body ? 0 : res->size ? res->size : strlen(body);
	const char *zipped = NULL;
	size_t zipped_size;
	struct text t;

	if (a->takes_gzip && size && res->gzipped) {
		zipped = res->gzipped;
		zipped_size = res->gzipped_size;
	} else if (a->takes_gzip && size >= GZIP_FROM && is_text(res->type)) {
		zipped = gzip(mem, body, size, &zipped_size);
	}
	if (zipped) {
		body = zipped;
		size = zipped_size;
	}
	text_init(&t, mem);
	add_head(&t, a, status, size, zipped);
	if (size && !a->is_head)
		text_add_bytes(&t, body, size);
	mg_write(conn, t.s, t.len);
	return status;
}

/* A file that ends early leaves an answer without its end; nothing may follow on the connection. */
static void send_rest(struct arena *mem, struct mg_connection *conn, int fd, size_t left)
{
	char *chunk = arena_alloc(mem, CHUNK);

	while (left) {
		ssize_t n = read(fd, chunk, left < CHUNK ? left : CHUNK);

		if (n <= 0 || mg_write(conn, chunk, (size_t)n) != n) {
			mg_disable_connection_keep_alive(conn);
			return;
		}
		left -= (size_t)n;
	}
}

static bool send_file(struct arena *mem, struct mg_connection *conn, const struct answer *a)
{
	int fd = open(a->res->file, O_RDONLY | O_CLOEXEC);
	struct stat st;
	struct text t;

	if (fd < 0 || fstat(fd, &st)) {
		log_error("problem", "a file cannot be sent", "path", a->res->file, "cause",
			  strerrordesc_np(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	text_init(&t, mem);
	add_head(&t, a, 200, (size_t)st.st_size, false);
	mg_write(conn, t.s, t.len);
	if (!a->is_head)
		send_rest(mem, conn, fd, (size_t)st.st_size);
	close(fd);
	return true;
}

int answer_send(struct arena *mem, struct mg_connection *conn, const struct answer *answer)
{
	static const struct response lost = {
		.status = 500,
		.type = "application/problem+json",
		.body = "{\"type\":\"/problems/internal\",\"title\":\"Something is broken on our "
			"side\",\"status\":500,\"detail\":\"The cause is in the server's log.\"}",
	};
	struct answer instead = *answer;

	if (!answer->res->file || answer->res->status == 304)
		return send_text(mem, conn, answer);
	if (send_file(mem, conn, answer))
		return 200;
	instead.res = &lost;
	return send_text(mem, conn, &instead);
}
