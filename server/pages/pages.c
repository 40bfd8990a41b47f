#include "pages/pages.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/crypt.h"
#include "base/text.h"
#include "http/http.h"
#include "pages/page_file.h"

#define FILES_MAX 2048
#define FILE_MOST 16777216
#define DEPTH_MOST 8
#define GZIP_FROM 1000

static struct {
	struct arena mem;
	struct page_file files[FILES_MAX];
	size_t nr;
} pages;

static const struct {
	const char *ending;
	const char *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".json", "application/json" },
	{ ".webmanifest", "application/manifest+json" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".ico", "image/x-icon" },
	{ ".woff2", "font/woff2" },
	{ ".wasm", "application/wasm" },
	{ ".txt", "text/plain; charset=utf-8" },
};

static const char *type_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof(types) / sizeof(types[0]); i++)
		if (!strcmp(dot, types[i].ending))
			return types[i].type;
	return NULL;
}

static bool read_content(struct work *w, const char *path, struct page_file *file)
{
	FILE *f = fopen(path, "re");
	struct stat st;
	char *content;

	if (!f || fstat(fileno(f), &st) || st.st_size > FILE_MOST) {
		if (f)
			fclose(f);
		return broken(w, "the page %s cannot be read: %s", path, strerrordesc_np(errno));
	}
	content = arena_alloc(&pages.mem, (size_t)st.st_size + 1);
	file->size = fread(content, 1, (size_t)st.st_size, f);
	file->content = content;
	fclose(f);
	return file->size == (size_t)st.st_size || broken(w, "the page %s changes", path);
}

static bool load_file(struct work *w, const char *path, const char *name)
{
	struct page_file *file = &pages.files[pages.nr];
	char hash[SHA256_HEX];

	if (pages.nr == FILES_MAX)
		return broken(w, "there are more than %d pages", FILES_MAX);
	file->type = type_of(name);
	if (!file->type)
		return true;
	if (!read_content(w, path, file))
		return false;
	file->name = arena_strdup(&pages.mem, name);
	file->is_hashed = strstr(name, "/assets/") != NULL;
	sha256_hex(file->content, file->size, hash);
	file->etag = arena_printf(&pages.mem, "\"%.32s\"", hash);
	if (file->size >= GZIP_FROM && !strstr(file->type, "png") && !strstr(file->type, "woff2"))
		file->gzipped = gzip(&pages.mem, file->content, file->size, &file->gzipped_size);
	pages.nr++;
	return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): DEPTH_MOST bounds it */
static bool load_folder(struct work *w, const char *folder, const char *prefix, int depth)
{
	struct dirent **entries;
	int nr = scandir(folder, &entries, NULL, alphasort);
	bool ok = nr >= 0 || errno == ENOENT || broken(w, "%s: %s", folder, strerrordesc_np(errno));

	for (int i = 0; i < nr; i++) {
		const char *entry = entries[i]->d_name;
		const char *path = arena_printf(&w->mem, "%s/%s", folder, entry);
		const char *name = arena_printf(&w->mem, "%s/%s", prefix, entry);
		struct stat st;

		if (ok && *entry != '.' && !stat(path, &st)) {
			if (S_ISREG(st.st_mode))
				ok = load_file(w, path, name);
			else if (S_ISDIR(st.st_mode) && depth < DEPTH_MOST)
				ok = load_folder(w, path, name, depth + 1);
		}
		free(entries[i]);
	}
	if (nr >= 0)
		free(entries);
	return ok;
}

bool pages_load(struct work *w, const char *folder)
{
	pages_forget();
	return load_folder(w, folder, "", 0);
}

void pages_forget(void)
{
	arena_reset(&pages.mem);
	pages.nr = 0;
}

const struct page_file *page_file_find(const char *name)
{
	for (size_t i = 0; i < pages.nr; i++)
		if (!strcmp(pages.files[i].name, name))
			return &pages.files[i];
	return NULL;
}
