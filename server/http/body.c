#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/uuid.h"
#include "http/connection.h"
#include "http/socket.h"

/* A body must come in at this rate at least, after a first while; a slow one holds a thread. */
#define GRACE_MS 10000
#define LEAST_BYTES_PER_MS 4
#define DISCARD_MS 5000
/*
 * CivetWeb gives back a piece when it is whole, however slowly its bytes come: only between two
 * pieces can a slow body be seen. So a piece is small, or it is what has arrived already.
 */
#define PIECE 256
#define CHUNK 65536 /* is written to a file at once; a multiple of a piece */

struct reader {
	struct mg_connection *conn;
	int socket; /* -1: not known */
	long long size;
	long long read;
	int64_t began_ms;
};

static struct reader reader(struct mg_connection *conn, const struct frame *frame)
{
	/* What comes in one piece needs no look at the socket. */
	int fd = frame->size > PIECE ? socket_of(conn) : -1;

	return (struct reader){ conn, fd, frame->size, 0, clock_monotonic_ms() };
}

static bool is_too_slow(const struct reader *r)
{
	int64_t ms = clock_monotonic_ms() - r->began_ms - GRACE_MS;

	return ms > 0 && r->read < ms * LEAST_BYTES_PER_MS;
}

/* The next bytes, at most so many; 0 where the rest does not come. */
static size_t read_piece(struct reader *r, char *into, size_t room)
{
	long long left = r->size - r->read;
	size_t most = room > PIECE ? socket_waiting(r->socket) : 0;
	int n;

	if (most < PIECE)
		most = PIECE;
	if (most > room)
		most = room;
	n = mg_read(r->conn, into, left < (long long)most ? (size_t)left : most);

	if (n <= 0)
		return 0;
	r->read += n;
	return (size_t)n;
}

/* Bytes up to the end of the body or of the room for them; 0 with the problem set. */
static size_t read_some(struct work *w, struct reader *r, char *into, size_t room)
{
	size_t got = 0;

	while (got + PIECE <= room && r->read < r->size) {
		size_t n = is_too_slow(r) ? 0 : read_piece(r, into + got, room - got);

		if (!n) {
			refuse(w, PROBLEM_request_timeout, "Of %lld bytes %lld arrived.", r->size,
			       r->read);
			return 0;
		}
		got += n;
	}
	return got;
}

static bool receive_text(struct work *w, struct reader *r, struct request *req)
{
	size_t size = (size_t)r->size;
	char *body = arena_alloc(&w->mem, size + PIECE);

	if (size && !read_some(w, r, body, size + PIECE))
		return false;
	req->body = body;
	req->body_size = size;
	return true;
}

static bool write_all(struct work *w, int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t written = write(fd, s, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return disk_failed(w, errno, "an upload cannot be written");
		s += written;
		n -= (size_t)written;
	}
	return true;
}

static bool copy_to_file(struct work *w, struct reader *r, int fd, struct request *req)
{
	char *chunk = arena_alloc(&w->mem, CHUNK);
	char *hex = arena_alloc(&w->mem, SHA256_HEX);
	struct sha256 hash;

	sha256_init(&hash);
	while (r->read < r->size) {
		size_t n = read_some(w, r, chunk, CHUNK);

		if (!n || !write_all(w, fd, chunk, n))
			return false;
		sha256_add(&hash, chunk, n);
	}
	if (fsync(fd))
		return disk_failed(w, errno, "an upload cannot be synced");
	sha256_end_hex(&hash, hex);
	req->upload_sha256 = hex;
	req->body_size = (size_t)r->size;
	return true;
}

/* Whoever wanted the file has renamed it by then. */
static void remove_file(void *path) { unlink(path); }

static bool receive_file(struct work *w, struct reader *r, const char *folder, struct request *req)
{
	char *path = arena_printf(&w->mem, "%s/%s", folder, uuid_v4(&w->mem));
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	bool ok;

	if (fd < 0)
		return disk_failed(w, errno, "%s cannot be made", path);
	arena_defer(&w->mem, remove_file, path);
	ok = copy_to_file(w, r, fd, req);
	close(fd);
	req->upload_path = path;
	return ok;
}

static bool expects_continue(const struct request *req)
{
	const char *expect = request_header(req, "Expect");

	return expect && !strcasecmp(expect, "100-continue");
}

bool body_is_taken(struct work *w, const struct frame *frame, enum body body)
{
	static const int most[] = {
		[EMPTY] = 0,
		[JSON] = HTTP_BODY_MAX,
		[LARGE] = HTTP_LARGE_BODY_MAX,
		[UPLOAD] = HTTP_UPLOAD_MAX,
		[WORKBOOK] = HTTP_WORKBOOK_MAX,
	};

	if (frame->size <= most[body])
		return true;
	if (body == EMPTY)
		return refuse(w, PROBLEM_too_large, "There is no body here.");
	return refuse(w, PROBLEM_too_large, "The body has %lld bytes; at most %d are taken.",
		      frame->size, most[body]);
}

bool body_receive(struct work *w, struct mg_connection *conn, const struct frame *frame,
		  enum body body, const char *upload_folder, struct request *req)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct reader r = reader(conn, frame);

	if (frame->has_body && expects_continue(req))
		mg_write(conn, go_on, sizeof(go_on) - 1);
	if (body == UPLOAD || body == WORKBOOK)
		return receive_file(w, &r, upload_folder, req);
	return receive_text(w, &r, req);
}

bool body_discard(struct mg_connection *conn, const struct frame *frame, const struct request *req)
{
	struct reader r = reader(conn, frame);
	char piece[PIECE];

	/* Whoever waits to be told to go on sends nothing, and may or may not do so in the end. */
	if (frame->has_body && expects_continue(req))
		return false;
	while (r.read < r.size)
		if (clock_monotonic_ms() - r.began_ms > DISCARD_MS || !read_piece(&r, piece, PIECE))
			return false;
	return true;
}
