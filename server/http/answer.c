#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
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

static void add_head(struct text *t, const struct answer *a, int status, size_t size, bool is_gzip)
{
	const struct response *res = a->res;
	bool has_body = status != 204 && status != 304;

	text_printf(t, "HTTP/1.1 %d %s\r\n", status, mg_get_response_code_text(NULL, status));
	if (has_body)
		text_printf(t, "Content-Type: %s\r\n", res->type ? res->type : "application/json");
	if (status != 204)
		text_printf(t, "Content-Length: %zu\r\n", has_body ? size : 0);
	add_header(t, "Content-Encoding", is_gzip ? "gzip" : NULL);
	add_header(t, "Vary", has_body ? "Accept-Encoding" : NULL);
	add_header(t, "ETag", res->etag);
	add_header(t, "Location", res->location);
	add_header(t, "Content-Disposition", res->disposition);
	add_header(t, "Cache-Control", res->cache_control ? res->cache_control : "no-store");
	add_header(t, "Allow", a->allow);
	if (a->retry_after_s)
		text_printf(t, "Retry-After: %d\r\n", a->retry_after_s);
	add_header(t, "WWW-Authenticate", status == 401 ? "Bearer" : NULL);
	add_header(t, "Request-Id", a->request_id);
	text_add(t, "X-Content-Type-Options: nosniff\r\n");
	text_printf(t, "Connection: %s\r\n\r\n", a->is_closing ? "close" : "keep-alive");
}

/* Head and body in one write: two would wait for each other's packets. */
static void send_text(struct arena *mem, struct mg_connection *conn, const struct answer *a)
{
	const struct response *res = a->res;
	const char *body = res->body;
	size_t size = !body ? 0 : res->size ? res->size : strlen(body);
	int status = res->status ? res->status : body ? 200 : 204;
	const char *zipped = NULL;
	size_t zipped_size;
	struct text t;

	if (a->takes_gzip && size >= GZIP_FROM)
		zipped = gzip(mem, body, size, &zipped_size);
	if (zipped) {
		body = zipped;
		size = zipped_size;
	}
	text_init(&t, mem);
	add_head(&t, a, status, size, zipped);
	if (size && status != 204 && status != 304)
		text_add_bytes(&t, body, size);
	mg_write(conn, t.s, t.len);
}

static void send_rest(struct arena *mem, struct mg_connection *conn, int fd, size_t left)
{
	char *chunk = arena_alloc(mem, CHUNK);

	while (left) {
		ssize_t n = read(fd, chunk, left < CHUNK ? left : CHUNK);

		if (n <= 0 || mg_write(conn, chunk, (size_t)n) != n)
			return;
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
			  strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	text_init(&t, mem);
	add_head(&t, a, 200, (size_t)st.st_size, false);
	mg_write(conn, t.s, t.len);
	send_rest(mem, conn, fd, (size_t)st.st_size);
	close(fd);
	return true;
}

void answer_send(struct arena *mem, struct mg_connection *conn, const struct answer *answer)
{
	static const struct response lost = {
		.status = 500,
		.type = "application/problem+json",
		.body = "{\"type\":\"/problems/internal\",\"title\":\"Something is broken on our "
			"side\","
			"\"status\":500,\"detail\":\"The cause is in the server's log.\"}",
	};
	struct answer instead = *answer;

	if (answer->res->file && send_file(mem, conn, answer))
		return;
	if (answer->res->file)
		instead.res = &lost;
	send_text(mem, conn, &instead);
}
