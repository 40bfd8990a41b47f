#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "backup/backup.h"
#include "backup/manifest.h"
#include "backup/tool.h"
#include "base/uuid.h"
#include "db/db.h"

struct source {
	const char *folder; /* of the one backup */
	const char *photos; /* of all of them */
	struct manifest manifest;
};

static bool has_manifest(struct work *w, const char *folder)
{
	struct stat about;

	return !stat(arena_printf(&w->mem, "%s/manifest", folder), &about);
}

/* The folder itself, or the newest backup in it: the names sort by time. */
static bool find(struct work *w, const char *from, const char **folder)
{
	struct dirent **entries;
	int nr = scandir(from, &entries, NULL, alphasort);

	*folder = has_manifest(w, from) ? from : NULL;
	for (int i = 0; i < nr; i++) {
		size_t len = strlen(entries[i]->d_name);
		const char *path = arena_printf(&w->mem, "%s/%s", from, entries[i]->d_name);

		if (!has_manifest(w, from) && has_manifest(w, path) &&
		    (len < 8 || strcmp(entries[i]->d_name + len - 8, ".partial") != 0))
			*folder = path;
		free(entries[i]);
	}
	if (nr >= 0)
		free(entries);
	return *folder || broken(w, "%s holds no backup that is whole", from);
}

static const char *path_of(struct work *w, const struct source *s, const struct manifest_entry *e)
{
	return e->path ? arena_printf(&w->mem, "%s/%s", s->photos, e->path)
		       : arena_printf(&w->mem, "%s/database", s->folder);
}

/* Whether all of it is there as it was written. */
static bool verify(struct work *w, const struct source *s)
{
	bool has_database = false;

	for (size_t i = 0; i < s->manifest.nr; i++) {
		const struct manifest_entry *e = &s->manifest.entries[i];
		const char *path = path_of(w, s, e);
		struct file_facts facts;
		bool is_there;

		if (!file_look(w, path, &facts, &is_there))
			return false;
		if (!is_there)
			return broken(w, "%s is missing", path);
		if (facts.size != e->facts.size || strcmp(facts.sha256, e->facts.sha256) != 0)
			return broken(w, "%s is damaged", path);
		has_database |= !e->path;
	}
	return has_database || broken(w, "the backup has no database");
}

static bool expect_no_photos(struct work *w, const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	bool is_empty = true;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): the folder is open here alone */
	while (dir && is_empty && (entry = readdir(dir)))
		is_empty = !is_uuid(entry->d_name);
	if (dir)
		closedir(dir);
	return is_empty || broken(w, "%s holds photographs already", folder);
}

static bool copy_photo(struct work *w, const struct source *s, const char *to,
		       const struct manifest_entry *e)
{
	char *path = arena_printf(&w->mem, "%s/%s", to, e->path);
	struct file_facts facts;
	bool is_there;

	for (char *slash = path + strlen(to) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		if (!folder_make(w, path))
			return false;
		*slash = '/';
	}
	return file_copy(w, path_of(w, s, e), path, &facts, &is_there) &&
	       ((is_there && !strcmp(facts.sha256, e->facts.sha256)) ||
		broken(w, "%s has changed meanwhile", e->path));
}

static bool copy_photos(struct work *w, const struct source *s, const char *to, size_t *nr)
{
	*nr = 0;
	if (!folder_make(w, to))
		return false;
	for (size_t i = 0; i < s->manifest.nr; i++) {
		if (!s->manifest.entries[i].path)
			continue;
		if (!copy_photo(w, s, to, &s->manifest.entries[i]))
			return false;
		*nr += is_sha256_hex(strrchr(s->manifest.entries[i].path, '/') + 1);
	}
	return folder_sync(w, to);
}

static bool restore_database(struct work *w, const char *conninfo, const struct source *s)
{
	const char *const argv[] = { "pg_restore",
				     "--exit-on-error",
				     "--single-transaction",
				     "--no-owner",
				     arena_printf(&w->mem, "--dbname=%s",
						  db_name_of(&w->mem, conninfo)),
				     arena_printf(&w->mem, "%s/database", s->folder),
				     NULL };

	return db_prepare_restore(w, conninfo) && tool_run(w, conninfo, argv) &&
	       db_analyze(w, conninfo);
}

bool backup_restore(struct work *w, const struct backup_settings *settings, const char *from,
		    size_t *photos)
{
	struct source s;

	if (!find(w, from, &s.folder))
		return false;
	s.photos = arena_printf(&w->mem, "%s/../photos", s.folder);
	/* The photographs first: a database that is there is one that can be served. */
	return manifest_read(w, arena_printf(&w->mem, "%s/manifest", s.folder), &s.manifest) &&
	       db_is_empty(w, settings->database) && expect_no_photos(w, settings->photos) &&
	       verify(w, &s) && copy_photos(w, &s, settings->photos, photos) &&
	       restore_database(w, settings->database, &s);
}
