#include "audit/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/uuid.h"

#define MAGIC "gemba-audit 1 "
#define LINE_MOST 1024
#define LINES_MOST 100000
#define WORDS 8

/* ---- the key */

static bool make_key(struct work *w, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct sign_key key;
	const char *line;
	ssize_t written;

	if (fd < 0)
		return errno == EEXIST || broken(w, "the key file %s cannot be made: %s", path,
						 strerrordesc_np(errno));
	sign_key_make(&key);
	line = arena_printf(&w->mem, "ed25519 %s\n",
			    base64url(&w->mem, key.seed, sizeof(key.seed)));
	written = write(fd, line, strlen(line));
	if (written != (ssize_t)strlen(line) || fsync(fd)) {
		close(fd);
		return broken(w, "the key file %s cannot be written", path);
	}
	close(fd);
	return true;
}

bool checkpoint_key_load(struct work *w, const char *path, struct sign_key *key)
{
	char text[128] = "";
	char *seed = NULL;
	size_t n = 0;
	FILE *f;

	if (!make_key(w, path))
		return false;
	f = fopen(path, "re");
	if (!f)
		return broken(w, "the key file %s cannot be read: %s", path,
			      strerrordesc_np(errno));
	if (fscanf(f, "ed25519 %127s", text) == 1)
		seed = base64url_decode(&w->mem, text, &n);
	fclose(f);
	if (!seed || n != sizeof(key->seed))
		return broken(w, "%s is not a key file: it has one line, \"ed25519 …\"", path);
	memcpy(key->seed, seed, n);
	return true;
}

/* ---- lines */

const char *checkpoint_line(struct work *w, const struct checkpoint *c, const struct sign_key *key)
{
	const char *text = arena_printf(&w->mem, MAGIC "%s %s %lld %s %s", c->code, c->tenant,
					(long long)c->seq, c->link, c->moment);
	unsigned char signature[SIGN_BYTES];

	sign_text(key, text, signature);
	return arena_printf(&w->mem, "%s %s", text,
			    base64url(&w->mem, signature, sizeof(signature)));
}

static bool is_signed(struct work *w, const char *public_key, const char *text,
		      const char *signature)
{
	size_t key_size;
	size_t size;
	const char *key = base64url_decode(&w->mem, public_key, &key_size);
	const char *bytes = base64url_decode(&w->mem, signature, &size);

	return key && bytes && key_size == SIGN_PUBLIC_BYTES && size == SIGN_BYTES &&
	       sign_matches((const unsigned char *)key, text, (const unsigned char *)bytes);
}

static bool split(char *line, char *words[WORDS])
{
	for (int i = 0; i < WORDS; i++)
		words[i] = strsep(&line, " ");
	return words[WORDS - 1] && !line;
}

static bool read_line(struct work *w, const char *line, const char *public_key,
		      struct checkpoint *c)
{
	const char *last = strrchr(line, ' ');
	char *words[WORDS];

	if (strncmp(line, MAGIC, strlen(MAGIC)) != 0 ||
	    !split(arena_strdup(&w->mem, line), words) || !is_uuid(words[3]) ||
	    strspn(words[4], "0123456789") != strlen(words[4]) || strlen(words[4]) > 18 ||
	    !is_sha256_hex(words[5]))
		return broken(w, "%s is not a checkpoint", c->where);
	c->code = words[2];
	c->tenant = words[3];
	c->seq = strtoll(words[4], NULL, 10);
	c->link = words[5];
	c->moment = words[6];
	c->is_signed = is_signed(w, public_key, arena_strndup(&w->mem, line, (size_t)(last - line)),
				 words[7]);
	return true;
}

bool checkpoints_read(struct work *w, const char *path, const char *public_key,
		      struct checkpoint **list, size_t *nr)
{
	FILE *f = fopen(path, "re");
	char line[LINE_MOST];
	bool ok = true;

	if (!f)
		return broken(w, "%s cannot be read: %s", path, strerrordesc_np(errno));
	*list = arena_array(&w->mem, LINES_MOST, sizeof(**list));
	for (*nr = 0; ok && *nr < LINES_MOST && fgets(line, sizeof(line), f);) {
		struct checkpoint *c = &(*list)[*nr];

		line[strcspn(line, "\r\n")] = '\0';
		if (!*line)
			continue;
		c->where = arena_printf(&w->mem, "%s, line %zu", path, ++*nr);
		ok = read_line(w, line, public_key, c);
	}
	fclose(f);
	return ok;
}
