#include "backup/backup.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/manifest.h"
#include "backup/tool.h"
#include "base/clock.h"
#include "base/uuid.h"

struct making {
	const char *from; /* the store's folder */
	const char *to;   /* the photographs of the backups */
	struct text manifest;
	size_t damaged;
};

/* Calls f for each name in the folder but those that begin with a dot; gone is fine. */
static bool each(struct work *w, const char *folder, struct making *m,
		 bool (*f)(struct work *w, struct making *m, const char *folder, const char *name))
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool ok = true;

	if (!dir)
		return errno == ENOENT || errno == ENOTDIR ||
		       broken(w, "%s cannot be read: %s", folder, strerrordesc_np(errno));
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): the folder is open here alone */
	while (ok && (entry = readdir(dir)))
		if (*entry->d_name != '.')
			ok = f(w, m, folder, entry->d_name);
	closedir(dir);
	return ok;
}

/* The bytes as they came are named by their hash; what is made of them is not. */
static bool is_damaged(const char *name, const struct file_facts *facts)
{
	return is_sha256_hex(name) && strcmp(name, facts->sha256) != 0;
}

static bool has_size(const char *path, const char *as)
{
	struct stat a, b;

	return !stat(path, &a) && !stat(as, &b) && a.st_size == b.st_size;
}

/* What is there from an earlier backup and has the same size is only read again. */
static bool keep_file(struct work *w, struct making *m, const char *folder, const char *name)
{
	const char *within = folder + strlen(m->from) + 1;
	const char *from = arena_printf(&w->mem, "%s/%s", folder, name);
	const char *path = arena_printf(&w->mem, "%s/%s", within, name);
	const char *to = arena_printf(&w->mem, "%s/%s", m->to, path);
	struct file_facts facts;
	bool is_there = false;

	if (has_size(from, to)) {
		if (!file_look(w, to, &facts, &is_there))
			return false;
		is_there = is_there && !is_damaged(name, &facts);
	}
	if (!is_there && !file_copy(w, from, to, &facts, &is_there))
		return false;
	if (!is_there)
		return true;
	if (is_damaged(name, &facts)) {
		fprintf(stderr, "gemba: %s is damaged: its bytes are not what its name says.\n",
			from);
		unlink(to);
		m->damaged++;
		return true;
	}
	manifest_add(&m->manifest, path, &facts);
	return true;
}

static bool keep_part(struct work *w, struct making *m, const char *folder, const char *name)
{
	const char *from = arena_printf(&w->mem, "%s/%s", folder, name);
	const char *to = arena_printf(&w->mem, "%s/%s", m->to, from + strlen(m->from) + 1);

	return strlen(name) != 2 ||
	       (folder_make(w, to) && each(w, from, m, keep_file) && folder_sync(w, to));
}

static bool keep_tenant(struct work *w, struct making *m, const char *folder, const char *name)
{
	const char *from = arena_printf(&w->mem, "%s/%s", folder, name);
	const char *to = arena_printf(&w->mem, "%s/%s", m->to, name);

	return !is_uuid(name) ||
	       (folder_make(w, to) && each(w, from, m, keep_part) && folder_sync(w, to));
}

static bool dump(struct work *w, const char *database, const char *to, struct making *m)
{
	const char *const argv[] = { "pg_dump",
				     "--format=custom",
				     "--enable-row-security",
				     "--no-owner",
				     arena_printf(&w->mem, "--file=%s", to),
				     NULL };
	struct file_facts facts;
	bool is_there;

	if (!tool_run(w, database, argv) || !file_look(w, to, &facts, &is_there))
		return false;
	if (!is_there)
		return broken(w, "pg_dump has left nothing");
	manifest_add(&m->manifest, NULL, &facts);
	return true;
}

/* What an interrupted backup has left; its photographs are of use to the next one. */
static bool remove_partial(struct work *w, struct making *m, const char *folder, const char *name)
{
	size_t len = strlen(name);
	const char *path = arena_printf(&w->mem, "%s/%s", folder, name);

	(void)m;
	if (len < 8 || strcmp(name + len - 8, ".partial") != 0)
		return true;
	unlink(arena_printf(&w->mem, "%s/database", path));
	unlink(arena_printf(&w->mem, "%s/manifest", path));
	return !rmdir(path) || broken(w, "%s cannot be removed: %s", path, strerrordesc_np(errno));
}

/* 2026-11-21T080000.000Z: it sorts by time, and every file system takes it. */
static const char *name_of_now(struct work *w)
{
	char *name = arena_strdup(&w->mem, clock_text(&w->mem, w->now));
	char *into = name;

	for (const char *c = name; *c; c++)
		if (*c != ':')
			*into++ = *c;
	*into = '\0';
	return name;
}

static bool fill(struct work *w, const struct backup_settings *s, const char *partial,
		 struct making *m)
{
	const char *manifest = arena_printf(&w->mem, "%s/manifest", partial);

	manifest_begin(&m->manifest);
	if (!dump(w, s->database, arena_printf(&w->mem, "%s/database", partial), m) ||
	    !each(w, m->from, m, keep_tenant) || !folder_sync(w, m->to))
		return false;
	manifest_end(&m->manifest);
	return file_write(w, manifest, m->manifest.s, m->manifest.len) && folder_sync(w, partial);
}

bool backup_make(struct work *w, const struct backup_settings *s, const char *to,
		 const char **where, size_t *damaged)
{
	struct making m = { .from = s->photos, .to = arena_printf(&w->mem, "%s/photos", to) };
	const char *partial;

	*where = arena_printf(&w->mem, "%s/%s", to, name_of_now(w));
	partial = arena_printf(&w->mem, "%s.partial", *where);
	text_init(&m.manifest, &w->mem);
	if (!folder_make(w, to) || !each(w, to, &m, remove_partial) || !folder_make(w, m.to) ||
	    !folder_make(w, partial) || !fill(w, s, partial, &m))
		return false;
	*damaged = m.damaged;
	if (rename(partial, *where))
		return broken(w, "%s cannot be named: %s", *where, strerrordesc_np(errno));
	return folder_sync(w, to);
}
