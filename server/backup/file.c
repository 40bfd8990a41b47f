#include "backup/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536

static void close_fd(void *fd) { close((int)(intptr_t)fd); }

static bool open_to_read(struct work *w, const char *path, int *fd, bool *is_there)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	*is_there = *fd >= 0 || errno != ENOENT;
	if (*fd < 0)
		return !*is_there ||
		       broken(w, "%s cannot be read: %s", path, strerrordesc_np(errno));
	return true;
}

static bool write_all(struct work *w, const char *path, int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t written = write(fd, s, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return broken(w, "%s cannot be written: %s", path, strerrordesc_np(errno));
		s += written;
		n -= (size_t)written;
	}
	return true;
}

/* Reads to the end, and writes to the other where there is one. */
static bool pour(struct work *w, const char *path, int from, int to, struct file_facts *facts)
{
	struct arena mem = { 0 };
	char *chunk = arena_alloc(&mem, CHUNK);
	struct sha256 hash;
	ssize_t n;
	bool ok = true;

	sha256_init(&hash);
	facts->size = 0;
	while (ok && (n = read(from, chunk, CHUNK)) > 0) {
		sha256_add(&hash, chunk, (size_t)n);
		facts->size += n;
		ok = to < 0 || write_all(w, path, to, chunk, (size_t)n);
	}
	if (ok && n < 0)
		ok = broken(w, "%s cannot be read: %s", path, strerrordesc_np(errno));
	sha256_end_hex(&hash, facts->sha256);
	arena_reset(&mem);
	return ok;
}

bool file_look(struct work *w, const char *path, struct file_facts *facts, bool *is_there)
{
	bool ok;
	int fd;

	if (!open_to_read(w, path, &fd, is_there))
		return false;
	if (!*is_there)
		return true;
	ok = pour(w, path, fd, -1, facts);
	close(fd);
	return ok;
}

static bool make_file(struct work *w, const char *path, int *fd)
{
	*fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	return *fd >= 0 || broken(w, "%s cannot be made: %s", path, strerrordesc_np(errno));
}

static bool finish(struct work *w, int fd, const char *partial, const char *path)
{
	if (fsync(fd) || rename(partial, path))
		return broken(w, "%s cannot be kept: %s", path, strerrordesc_np(errno));
	return true;
}

bool file_copy(struct work *w, const char *from, const char *to, struct file_facts *facts,
	       bool *is_there)
{
	const char *partial = arena_printf(&w->mem, "%s.partial", to);
	int in, out = -1;
	bool ok;

	if (!open_to_read(w, from, &in, is_there))
		return false;
	if (!*is_there)
		return true;
	ok = make_file(w, partial, &out) && pour(w, from, in, out, facts) &&
	     finish(w, out, partial, to);
	close(in);
	if (out >= 0)
		close(out);
	return ok;
}

bool file_write(struct work *w, const char *path, const char *s, size_t n)
{
	int fd;

	if (!make_file(w, path, &fd))
		return false;
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): a small number in a pointer's place */
	arena_defer(&w->mem, close_fd, (void *)(intptr_t)fd);
	return write_all(w, path, fd, s, n) &&
	       (!fsync(fd) || broken(w, "%s cannot be synced: %s", path, strerrordesc_np(errno)));
}

bool folder_make(struct work *w, const char *path)
{
	if (!mkdir(path, 0750) || errno == EEXIST)
		return true;
	return broken(w, "the folder %s cannot be made: %s", path, strerrordesc_np(errno));
}

bool folder_sync(struct work *w, const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && !fsync(fd);
	int why = errno;

	if (fd >= 0)
		close(fd);
	return ok || broken(w, "the folder %s cannot be synced: %s", path, strerrordesc_np(why));
}
