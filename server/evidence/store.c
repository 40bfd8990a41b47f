#include "evidence/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

#define LEFTOVER_S 86400L /* a day */

static const char *root = "var/photos";

/* ---- folders */

/* A name is on disk only when its folder is. */
static bool sync_folder(struct work *w, const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && !fsync(fd);
	int why = errno;

	if (fd >= 0)
		close(fd);
	return ok || disk_failed(w, why, "the folder %s cannot be synced", path);
}

static bool make_folder(struct work *w, const char *path)
{
	if (!mkdir(path, 0750) || errno == EEXIST)
		return true;
	return disk_failed(w, errno, "the folder %s cannot be made", path);
}

/* With everything above it. */
static bool make_folders(struct work *w, const char *path)
{
	char *part = arena_strdup(&w->mem, path);

	for (char *slash = part + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		if (!make_folder(w, part))
			return false;
		*slash = '/';
	}
	return make_folder(w, path);
}

static void remove_if_old(int folder, const char *name, int64_t now_s)
{
	struct stat about;

	if (!fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) && S_ISREG(about.st_mode) &&
	    about.st_mtime < now_s - LEFTOVER_S && !unlinkat(folder, name, 0))
		log_info("event", "leftover upload removed", "file", name);
}

/* The file system's times are real ones, so the clock here is, too. */
static bool remove_leftovers(struct work *w, const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent **entries = NULL;
	int nr = folder < 0 ? -1 : scandirat(folder, ".", &entries, NULL, NULL);
	int why = errno;

	for (int i = 0; i < nr; i++) {
		remove_if_old(folder, entries[i]->d_name, time(NULL));
		free(entries[i]);
	}
	free(entries);
	if (folder >= 0)
		close(folder);
	return nr >= 0 || broken(w, "%s cannot be read: %s", path, strerrordesc_np(why));
}

bool store_open(struct work *w, const char *folder)
{
	const char *incoming = arena_printf(&w->mem, "%s/incoming", folder);

	root = folder;
	if (!make_folders(w, incoming))
		return false;
	if (access(incoming, W_OK | X_OK))
		return broken(w, "%s cannot be written to: %s", incoming, strerrordesc_np(errno));
	return remove_leftovers(w, incoming);
}

/* ---- files */

const char *store_path(struct arena *mem, const char *tenant, const char *sha256,
		       enum store_size size)
{
	static const char *const endings[] = {
		[STORE_ORIGINAL] = "",
		[STORE_VIEW] = ".view.jpg",
		[STORE_THUMBNAIL] = ".thumbnail.jpg",
	};

	return arena_printf(mem, "%s/%s/%.2s/%s%s", root, tenant, sha256, sha256, endings[size]);
}

int64_t store_size_bytes(const char *path)
{
	struct stat about;

	return !stat(path, &about) && S_ISREG(about.st_mode) ? about.st_size : -1;
}

/* After a retried unit of work the upload is at its place already. */
static bool move(struct work *w, const char *from, const char *to)
{
	if (!rename(from, to) || (errno == ENOENT && store_size_bytes(to) >= 0))
		return true;
	return disk_failed(w, errno, "%s cannot become %s", from, to);
}

bool store_keep(struct work *w, const char *upload_path, const char *sha256)
{
	const char *path = store_path(&w->mem, w->tenant, sha256, STORE_ORIGINAL);
	const char *of_tenant = arena_printf(&w->mem, "%s/%s", root, w->tenant);
	const char *folder = arena_printf(&w->mem, "%s/%.2s", of_tenant, sha256);

	/* The folders above are synced each time: whoever made them may not have come to it. */
	return make_folder(w, of_tenant) && make_folder(w, folder) && move(w, upload_path, path) &&
	       sync_folder(w, folder) && sync_folder(w, of_tenant) && sync_folder(w, root);
}

void store_remove(struct work *w, const char *sha256)
{
	static const enum store_size sizes[] = { STORE_ORIGINAL, STORE_VIEW, STORE_THUMBNAIL };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const char *path = store_path(&w->mem, w->tenant, sha256, sizes[i]);

		if (unlink(path) && errno != ENOENT)
			log_warn("problem", "a file cannot be removed", "path", path, "cause",
				 strerrordesc_np(errno));
	}
}

bool store_format(struct work *w, const char *path, const char **format)
{
	static const char jpeg[] = "\xff\xd8\xff";
	static const char png[] = "\x89PNG\r\n\x1a\n";
	char head[sizeof(png) - 1] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head));
	int why = errno;

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return broken(w, "%s cannot be read: %s", path, strerrordesc_np(why));
	*format = !memcmp(head, jpeg, sizeof(jpeg) - 1) ? "jpeg"
		  : !memcmp(head, png, sizeof(png) - 1) ? "png"
							: NULL;
	return true;
}
