#include "bench/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bug.h"

#define ROOM ((size_t)64 * 1024)
#define ROOM_MOST ((size_t)16 * 1024 * 1024)

bool wire_open(struct work *w, struct wire *wire, int port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int yes = 1;

	memset(wire, 0, sizeof(*wire));
	wire->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	wire->room = ROOM;
	wire->buffer = malloc(ROOM);
	if (!wire->buffer)
		BUG("out of memory: a connection");
	if (wire->fd >= 0 && !connect(wire->fd, (const struct sockaddr *)&to, sizeof(to)) &&
	    !setsockopt(wire->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)))
		return true;
	broken(w, "port %d cannot be reached: %s", port, strerrordesc_np(errno));
	wire_close(wire);
	return false;
}

void wire_close(struct wire *wire)
{
	if (wire->buffer && wire->fd >= 0)
		close(wire->fd);
	free(wire->buffer);
	memset(wire, 0, sizeof(*wire));
}

bool wire_reopen(struct work *w, struct wire *wire, int port)
{
	wire_close(wire);
	return wire_open(w, wire, port);
}

static bool write_all(struct work *w, struct wire *wire, const char *s, size_t n)
{
	while (n) {
		ssize_t written = send(wire->fd, s, n, MSG_NOSIGNAL);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return broken(w, "a request cannot be sent: %s", strerrordesc_np(errno));
		s += written;
		n -= (size_t)written;
	}
	return true;
}

static bool make_room(struct work *w, struct wire *wire, size_t room)
{
	if (room <= wire->room)
		return true;
	if (room > ROOM_MOST)
		return broken(w, "an answer has %zu bytes", room);
	wire->room = room;
	wire->buffer = realloc(wire->buffer, room);
	if (!wire->buffer)
		BUG("out of memory: an answer");
	return true;
}

/* One more piece behind the first *n bytes. */
static bool read_piece(struct work *w, struct wire *wire, size_t *n)
{
	ssize_t got;

	if (!make_room(w, wire, *n + 2))
		return false;
	do
		got = recv(wire->fd, wire->buffer + *n, wire->room - *n - 1, 0);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return broken(w, "the answer ends early: %s",
			      got ? strerrordesc_np(errno) : "the connection was closed");
	*n += (size_t)got;
	wire->buffer[*n] = '\0';
	return true;
}

static size_t length_of(const char *head, const char *end)
{
	static const char name[] = "\r\nContent-Length: ";
	const char *at = strstr(head, name);

	return at && at < end ? strtoul(at + sizeof(name) - 1, NULL, 10) : 0;
}

bool wire_ask(struct work *w, struct wire *wire, const char *request, size_t size)
{
	return wire_ask_parts(w, wire, &(struct wire_part){ request, size }, 1);
}

bool wire_ask_parts(struct work *w, struct wire *wire, const struct wire_part *parts, int nr)
{
	const char *end = NULL;
	size_t head;
	size_t n = 0;

	for (int i = 0; i < nr; i++)
		if (!write_all(w, wire, parts[i].bytes, parts[i].size))
			return false;
	while (!end) {
		if (!read_piece(w, wire, &n))
			return false;
		end = strstr(wire->buffer, "\r\n\r\n");
	}
	head = (size_t)(end - wire->buffer) + 4;
	wire->body_size = length_of(wire->buffer, end);
	wire->status = strncmp(wire->buffer, "HTTP/1.1 ", 9) != 0
			       ? 0
			       : (int)strtol(wire->buffer + 9, NULL, 10);
	if (!make_room(w, wire, head + wire->body_size + 1))
		return false;
	while (n < head + wire->body_size)
		if (!read_piece(w, wire, &n))
			return false;
	wire->body = wire->buffer + head;
	return true;
}

const char *wire_request(struct arena *mem, const char *method, const char *path, const char *token,
			 const char *body)
{
	return arena_printf(mem,
			    "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s%s%sContent-Length: %zu\r\n"
			    "\r\n%s",
			    method, path, token ? "Authorization: Bearer " : "", token ? token : "",
			    token ? "\r\n" : "", body ? "Content-Type: application/json\r\n" : "",
			    body ? strlen(body) : 0, body ? body : "");
}

bool wire_expect(struct work *w, struct wire *wire, int status, const char *request)
{
	if (!wire_ask(w, wire, request, strlen(request)))
		return false;
	return wire->status == status ||
	       broken(w, "%.*s was answered with %d %s", (int)strcspn(request, "\r"), request,
		      wire->status, wire->body);
}
