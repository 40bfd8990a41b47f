#include "backup/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/db.h"

/* What may be there under an older program; its rows are read in one consistent moment anyway. */
#define OPTIONS "PGOPTIONS=-c statement_timeout=0 -c lock_timeout=60s"

extern char **environ;

/* Debian has the newest in a folder of its own, behind a wrapper that looks for other clusters. */
static const char *path_of(struct work *w, const char *program)
{
	glob_t found;
	const char *path = program;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): a command has one thread */
	if (!glob(arena_printf(&w->mem, "/usr/lib/postgresql/*/bin/%s", program), 0, NULL, &found))
		path = arena_strdup(&w->mem, found.gl_pathv[found.gl_pathc - 1]);
	globfree(&found);
	return path;
}

static const char **environment(struct work *w, const char *conninfo)
{
	size_t nr = 0, own_nr;
	const char **own = db_environment(&w->mem, conninfo, &own_nr);
	const char **all;

	while (environ[nr])
		nr++;
	all = arena_array(&w->mem, nr + own_nr + 2, sizeof(*all));
	/* The first of a name counts. */
	memcpy(all, own, own_nr * sizeof(*own));
	all[own_nr] = OPTIONS;
	memcpy(all + own_nr + 1, environ, nr * sizeof(*all));
	return all;
}

bool tool_run(struct work *w, const char *conninfo, const char *const *argv)
{
	int why, status = 0;
	pid_t pid;

	why = posix_spawnp(&pid, path_of(w, argv[0]), NULL, NULL, (char *const *)argv,
			   (char *const *)environment(w, conninfo));
	if (why)
		return broken(w, "%s cannot be started: %s", argv[0], strerrordesc_np(why));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return broken(w, "%s is lost: %s", argv[0], strerrordesc_np(errno));
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return true;
	return broken(w, "%s failed; it says why above", argv[0]);
}
