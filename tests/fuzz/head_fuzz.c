/*
 * Any bytes on a connection to the real listener. What is run must be what a strict reader of
 * HTTP/1 finds in them: the same requests in the same order, none hidden in another's body, none
 * made up. To be refused is always right.
 *
 * The strict reader is below, written from RFC 9112 and not from the gate.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "fuzz.h"
#include "http/http.h"

#define MOST 64
#define SIZE_MOST 60000

struct message {
	char method[16];
	char target[5000];
	char body[64];
	size_t body_size;
};

static struct {
	pthread_mutex_t lock;
	struct message seen[MOST];
	size_t nr;
} run = { .lock = PTHREAD_MUTEX_INITIALIZER };

void __wrap_log_line(const char *level, const char *name, ...);

void __wrap_log_line(const char *level, const char *name, ...)
{
	(void)level;
	(void)name;
}

/* ---- what the server runs */

/* OPTIONS is well formed, and nothing runs. */
static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" };

static void keep_body(struct message *m, const char *body, size_t size)
{
	m->body_size = size;
	memcpy(m->body, body, size < sizeof(m->body) ? size : sizeof(m->body));
}

static bool note(struct work *w, const struct request *req, struct response *res)
{
	struct message *m;

	(void)w;
	pthread_mutex_lock(&run.lock);
	insist(run.nr < MOST);
	m = &run.seen[run.nr++];
	memset(m, 0, sizeof(*m));
	snprintf(m->method, sizeof(m->method), "%s", methods[req->method]);
	snprintf(m->target, sizeof(m->target), "%s", req->path);
	keep_body(m, req->body ? req->body : "", req->body_size);
	pthread_mutex_unlock(&run.lock);
	return respond_json(res, 200, "{}");
}

static const struct route everything[] = {
	{ GET, "/{rest}", true, RIGHT_none, NONE, EMPTY, note, "note" },
	{ POST, "/{rest}", true, RIGHT_none, NONE, JSON, note, "note" },
	{ PUT, "/{rest}", true, RIGHT_none, NONE, JSON, note, "note" },
	{ PATCH, "/{rest}", true, RIGHT_none, NONE, JSON, note, "note" },
	{ DELETE, "/{rest}", true, RIGHT_none, NONE, EMPTY, note, "note" },
};

static int port;

static bool is_listening(struct http_settings *settings, const char *address)
{
	struct work w;
	bool ok;

	work_init(&w, clock_now());
	settings->listen = address;
	ok = http_start(&w, settings);
	work_release(&w);
	return ok;
}

/* Below the ports that the system gives to clients. */
static void listen_somewhere(void)
{
	static struct http_settings settings = {
		.upload_folder = "/tmp",
		.threads = 4,
		.routes = everything,
		.routes_nr = sizeof(everything) / sizeof(everything[0]),
	};
	static char address[32];

	for (int i = 0; i < 100; i++) {
		port = 12000 + (getpid() * 61 + i) % 8000;
		snprintf(address, sizeof(address), "127.0.0.1:%d", port);
		if (is_listening(&settings, address))
			return;
	}
	insist(false);
}

/* ---- what a strict reader finds */

struct reader {
	const char *at;
	const char *end;
};

static bool take_word(struct reader *r, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0)
		return false;
	r->at += n;
	return true;
}

/*
 * CR LF; and what CivetWeb has overwritten when the gate sees it, any two spaces. They end the line
 * for nobody else in another place: a bare LF or CR here is refused by whatever stands before us.
 */
static bool take_line_end(struct reader *r)
{
	static const char spaces[] = " \t\r\n\v\f";

	if (r->end - r->at < 2 || !r->at[0] || !strchr(spaces, r->at[0]) || !r->at[1] ||
	    !strchr(spaces, r->at[1]))
		return false;
	r->at += 2;
	return true;
}

static bool read_line(struct reader *r, struct message *m)
{
	size_t n = 0;

	for (size_t i = 0; !*m->method && i < sizeof(methods) / sizeof(methods[0]); i++)
		if (take_word(r, methods[i]))
			snprintf(m->method, sizeof(m->method), "%s", methods[i]);
	/* HEAD runs GET's handler. */
	if (!*m->method && take_word(r, "HEAD"))
		snprintf(m->method, sizeof(m->method), "GET");
	if (!*m->method || !take_word(r, " ") || r->at == r->end || *r->at != '/')
		return false;
	while (r->at < r->end && (unsigned char)*r->at > ' ' && n + 1 < sizeof(m->target))
		m->target[n++] = *r->at++;
	return (take_word(r, " HTTP/1.1") || take_word(r, " HTTP/1.0")) && take_line_end(r);
}

static bool is_name_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && strchr("!#$%&'*+-.^_`|~", c));
}

struct framing {
	bool has_length;
	size_t length;
};

static bool read_length(const char *value, size_t n, struct framing *f)
{
	if (f->has_length || !n || n > 12)
		return false;
	f->has_length = true;
	for (size_t i = 0; i < n; i++) {
		if (value[i] < '0' || value[i] > '9')
			return false;
		f->length = f->length * 10 + (size_t)(value[i] - '0');
	}
	return true;
}

static bool read_header(struct reader *r, struct framing *f)
{
	const char *name = r->at, *value;
	size_t name_len, len;

	while (r->at < r->end && is_name_char(*r->at))
		r->at++;
	name_len = (size_t)(r->at - name);
	if (!name_len || !take_word(r, ":"))
		return false;
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
	value = r->at;
	while (r->at < r->end && ((unsigned char)*r->at >= ' ' || *r->at == '\t'))
		r->at++;
	len = (size_t)(r->at - value);
	while (len && (value[len - 1] == ' ' || value[len - 1] == '\t'))
		len--;
	if (!take_word(r, "\r\n"))
		return false;
	if (name_len == 17 && !strncasecmp(name, "Transfer-Encoding", 17))
		return false;
	if (name_len == 14 && !strncasecmp(name, "Content-Length", 14))
		return read_length(value, len, f);
	return true;
}

static bool read_message(struct reader *r, struct message *m)
{
	struct framing f = { 0 };

	memset(m, 0, sizeof(*m));
	if (!read_line(r, m))
		return false;
	while (!take_word(r, "\r\n"))
		if (!read_header(r, &f))
			return false;
	if ((size_t)(r->end - r->at) < f.length)
		return false;
	keep_body(m, r->at, f.length);
	r->at += f.length;
	return true;
}

/* The path as it is written, without what comes behind the question mark. */
static bool is_same(const struct message *ran, const struct message *sent)
{
	size_t path = strcspn(sent->target, "?");

	return !strcmp(ran->method, sent->method) && strlen(ran->target) == path &&
	       !memcmp(ran->target, sent->target, path) && ran->body_size == sent->body_size &&
	       !memcmp(ran->body, sent->body, sizeof(ran->body));
}

static void give_up(const struct message *ran)
{
	fprintf(stderr, "nobody sent what was run: %s %s, body of %zu: %.64s\n", ran->method,
		ran->target, ran->body_size, ran->body);
	abort();
}

static void judge(const uint8_t *bytes, size_t size)
{
	struct reader r = { (const char *)bytes, (const char *)bytes + size };
	struct message sent;

	for (size_t i = 0; i < run.nr; i++)
		do
			if (!read_message(&r, &sent))
				give_up(&run.seen[i]);
		while (!is_same(&run.seen[i], &sent));
}

/* ---- one connection */

/* libFuzzer's own clock ticks; a connection that it has interrupted is begun anew. */
static int connect_to_it(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct linger at_once = { 1, 0 };

	for (;;) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

		insist(fd >= 0);
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
		if (!connect(fd, (const struct sockaddr *)&to, sizeof(to)))
			return fd;
		insist(errno == EINTR);
		close(fd);
	}
}

/* All of it, that there is no more, and all that is said until the other side closes. */
static void converse(const uint8_t *bytes, size_t size)
{
	int fd = connect_to_it();
	size_t sent = 0;
	ssize_t got;
	char answer[4096];

	while (sent < size) {
		ssize_t n = send(fd, bytes + sent, size - sent, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			break;
		sent += n < 0 ? 0 : (size_t)n;
	}
	shutdown(fd, SHUT_WR);
	/* Who leaves early is judged by the next one's requests. */
	do
		got = recv(fd, answer, sizeof(answer), 0);
	while (got > 0 || (got < 0 && errno == EINTR));
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	if (!port)
		listen_somewhere();
	if (size > SIZE_MOST)
		return -1;
	run.nr = 0;
	converse(bytes, size);
	pthread_mutex_lock(&run.lock);
	judge(bytes, size);
	pthread_mutex_unlock(&run.lock);
	return 0;
}
