#include "bench/photo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/crypt.h"
#include "base/uuid.h"
#include "bench/memory.h"

#define USUAL ((size_t)300 * 1024)
#define LARGEST ((size_t)25 * 1024 * 1024)
#define MARK 36 /* at the end: a photograph that nobody has sent before */

/* The bytes that all photographs of a size begin with, and the hash as far as they go. */
struct film {
	char *bytes;
	size_t size;
	struct sha256 hash;
};

struct photographer {
	struct wire wire;
	const struct film *film;
	const char *const *token;
	const char *folder;
};

struct shooting {
	const struct bench *bench;
	int clients;
	struct film film;
	struct photographer photographers[BENCH_CLIENTS_MOST];
	void *list[BENCH_CLIENTS_MOST];
};

/* It begins as a JPEG does and is none: it costs little to look at, and that is not measured. */
static void film_make(struct film *film, size_t size)
{
	static const unsigned char start[] = { 0xff, 0xd8, 0xff, 0xe0 };

	film->size = size - MARK;
	film->bytes = malloc(film->size);
	if (!film->bytes)
		BUG("out of memory: a photograph");
	for (size_t at = 0; at < film->size; at += 256)
		random_bytes(film->bytes + at, film->size - at < 256 ? film->size - at : 256);
	memcpy(film->bytes, start, sizeof(start));
	sha256_init(&film->hash);
	sha256_add(&film->hash, film->bytes, film->size);
}

static enum turn upload(struct work *w, void *photographer)
{
	struct photographer *p = photographer;
	const char *mark = uuid_v4(&w->mem);
	struct sha256 hash = p->film->hash;
	char sha256[SHA256_HEX];
	struct wire_part parts[3];

	sha256_add(&hash, mark, MARK);
	sha256_end_hex(&hash, sha256);
	parts[0].bytes = arena_printf(&w->mem,
				      "PUT /v1/photos/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
				      "Authorization: Bearer %s\r\nContent-Type: image/jpeg\r\n"
				      "Content-Length: %zu\r\n\r\n",
				      sha256, *p->token, p->film->size + MARK);
	parts[0].size = strlen(parts[0].bytes);
	parts[1] = (struct wire_part){ p->film->bytes, p->film->size };
	parts[2] = (struct wire_part){ mark, MARK };
	if (!wire_ask_parts(w, &p->wire, parts, 3))
		return TURN_FAILED;
	if (p->wire.status == 201)
		return TURN_DONE;
	broken(w, "a photograph was answered with %d %s", p->wire.status, p->wire.body);
	return TURN_FAILED;
}

static bool write_all(int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t written = write(fd, s, n);

		if (written <= 0)
			return false;
		s += written;
		n -= (size_t)written;
	}
	return true;
}

static bool sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && !fsync(fd);

	if (fd >= 0)
		close(fd);
	return ok;
}

/* The least that keeps them: the bytes and the name on the disk. */
static enum turn keep(struct work *w, void *photographer)
{
	struct photographer *p = photographer;
	const char *mark = uuid_v4(&w->mem);
	const char *path = arena_printf(&w->mem, "%s/%s", p->folder, mark);
	const char *new = arena_printf(&w->mem, "%s.new", path);
	int fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && write_all(fd, p->film->bytes, p->film->size) &&
		  write_all(fd, mark, MARK) && !fsync(fd);

	if (fd >= 0)
		close(fd);
	ok = ok && !rename(new, path) && sync_folder(p->folder);
	if (!ok)
		broken(w, "%s cannot be written: %s", new, strerrordesc_np(errno));
	return ok ? TURN_DONE : TURN_FAILED;
}

static bool connect_anew(struct work *w, void *context, size_t turns)
{
	struct shooting *s = context;

	(void)turns;
	for (int i = 0; i < s->clients; i++)
		if (!wire_reopen(w, &s->photographers[i].wire, s->bench->ground->port))
			return false;
	return true;
}

static bool compete(struct work *w, struct shooting *s)
{
	struct side sides[] = {
		{ .name = "HTTP upload",
		  .take_turn = upload,
		  .clients = s->list,
		  .provide = connect_anew,
		  .context = s },
		{ .name = "file and fsync", .take_turn = keep, .clients = s->list },
	};
	struct match match = bench_match(s->bench, s->clients, sides, 2);
	bool ok = ground_sign_in(w, s->bench->ground, s->clients) && match_play(w, &match);

	if (ok)
		table_match(&match);
	match_release(&match);
	return ok;
}

static void arm(struct shooting *s, const char *folder)
{
	for (int i = 0; i < BENCH_CLIENTS_MOST; i++) {
		s->list[i] = &s->photographers[i];
		s->photographers[i].film = &s->film;
		s->photographers[i].token = &s->bench->ground->tokens[i];
		s->photographers[i].folder = folder;
	}
}

static bool shoot(struct work *w, struct shooting *s, size_t size, const char *what)
{
	bool ok = true;

	film_make(&s->film, size);
	table_head(what);
	for (int i = 0; ok && i < s->bench->series_nr; i++) {
		s->clients = s->bench->clients[i];
		ok = compete(w, s);
	}
	free(s->film.bytes);
	return ok;
}

static bool shoot_largest(struct work *w, struct shooting *s)
{
	int64_t before = memory_now(s->bench->server);
	bool ok;

	memory_forget_most(s->bench->server);
	film_make(&s->film, LARGEST);
	table_head("25 MB each");
	s->clients = PHOTO_CLIENTS;
	ok = compete(w, s);
	free(s->film.bytes);
	printf("\nThe server had %lld MB before, and at most %lld MB during that.\n",
	       (long long)before >> 20, (long long)memory_most(s->bench->server) >> 20);
	return ok;
}

bool photo_bench(struct work *w, const struct bench *bench)
{
	struct shooting *s = arena_alloc(&w->mem, sizeof(*s));
	const char *folder = arena_printf(&w->mem, "%s/bench", bench->photos);
	bool ok;

	s->bench = bench;
	if (mkdir(folder, 0700) && errno != EEXIST)
		return broken(w, "%s cannot be made: %s", folder, strerrordesc_np(errno));
	arm(s, folder);
	ok = shoot(w, s, USUAL, "300 kB each") && shoot_largest(w, s);
	for (int i = 0; i < BENCH_CLIENTS_MOST; i++)
		wire_close(&s->photographers[i].wire);
	return ok;
}
