#include "backup/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "gemba backup 1\n"

void manifest_begin(struct text *t) { text_add(t, HEAD "version " GEMBA_VERSION "\n"); }

void manifest_add(struct text *t, const char *path, const struct file_facts *facts)
{
	text_printf(t, "%s %s %lld", path ? "photo" : "database", facts->sha256,
		    (long long)facts->size);
	if (path)
		text_printf(t, " %s", path);
	text_add(t, "\n");
}

void manifest_end(struct text *t)
{
	char hash[SHA256_HEX];

	sha256_hex(t->s, t->len, hash);
	text_printf(t, "end %s\n", hash);
}

/* tenant/ab/file, and no way out of the folder. */
static bool is_path(const char *path)
{
	static const char plain[] = "0123456789abcdefghijklmnopqrstuvwxyz-./";

	return *path && path[strspn(path, plain)] == '\0' && *path != '/' && !strstr(path, "..");
}

static bool read_line(struct work *w, char *line, struct manifest *m)
{
	struct manifest_entry *entry = &m->entries[m->nr];
	char *kind = strsep(&line, " ");
	char *hash = strsep(&line, " ");
	char *size = strsep(&line, " ");
	bool is_photo = !strcmp(kind, "photo");

	if (!strcmp(kind, "version"))
		return true;
	if (!hash || !size || !is_sha256_hex(hash) || (!is_photo && strcmp(kind, "database") != 0))
		return broken(w, "the manifest has a line that is none");
	if (is_photo && (!line || !is_path(line)))
		return broken(w, "the manifest names a path that is none");
	entry->path = is_photo ? line : NULL;
	entry->facts.size = strtoll(size, NULL, 10);
	memcpy(entry->facts.sha256, hash, SHA256_HEX);
	m->nr++;
	return true;
}

static bool is_sealed(const char *text, size_t size, size_t *end)
{
	char hash[SHA256_HEX];
	const char *last;

	if (size < sizeof("end ") + SHA256_HEX || text[size - 1] != '\n')
		return false;
	last = text + size - SHA256_HEX - 4;
	*end = (size_t)(last - text);
	sha256_hex(text, *end, hash);
	return !strncmp(last, "end ", 4) && !memcmp(last + 4, hash, SHA256_HEX - 1);
}

static bool read_text(struct work *w, const char *path, struct text *t)
{
	FILE *f = fopen(path, "re");
	char chunk[4096];
	size_t n;

	text_init(t, &w->mem);
	if (!f)
		return broken(w, "%s cannot be read: %s", path, strerrordesc_np(errno));
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		text_add_bytes(t, chunk, n);
	fclose(f);
	return true;
}

bool manifest_read(struct work *w, const char *path, struct manifest *m)
{
	struct text t;
	char *rest, *line;
	size_t end, lines = 0;

	if (!read_text(w, path, &t))
		return false;
	if (strncmp(t.s, HEAD, sizeof(HEAD) - 1) != 0 || strlen(t.s) != t.len ||
	    !is_sealed(t.s, t.len, &end))
		return broken(w, "%s is not whole: this is no backup, or it was changed", path);
	t.s[end] = '\0';
	for (const char *c = t.s; *c; c++)
		lines += *c == '\n';
	m->nr = 0;
	m->entries = arena_array(&w->mem, lines + 1, sizeof(*m->entries));
	rest = t.s + sizeof(HEAD) - 1;
	while ((line = strsep(&rest, "\n")) && *line)
		if (!read_line(w, line, m))
			return false;
	return true;
}
