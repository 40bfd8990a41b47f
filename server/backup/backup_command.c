#include <stdio.h>
#include <string.h>

#include "backup/backup.h"
#include "base/clock.h"

static int complain(struct work *w)
{
	fprintf(stderr, "gemba: %s.\n", w->problem.cause ? w->problem.cause : w->problem.detail);
	work_release(w);
	return 1;
}

static const char *argument(int argc, char **argv, const char *flag)
{
	if (argc == 3 && !strcmp(argv[1], flag) && *argv[2])
		return argv[2];
	fprintf(stderr, "usage: gemba %s %s FOLDER\n", argv[0], flag);
	return NULL;
}

int backup_command(const struct backup_settings *settings, int argc, char **argv)
{
	const char *to = argument(argc, argv, "--to");
	const char *where;
	size_t damaged;
	struct work w;

	if (!to)
		return 1;
	work_init(&w, clock_now());
	if (!backup_make(&w, settings, to, &where, &damaged))
		return complain(&w);
	printf("%s\n", where);
	work_release(&w);
	if (damaged)
		fprintf(stderr, "gemba: %zu damaged photographs are not in the backup.\n", damaged);
	return damaged != 0;
}

int restore_command(const struct backup_settings *settings, int argc, char **argv)
{
	const char *from = argument(argc, argv, "--from");
	size_t photos;
	struct work w;

	if (!from)
		return 1;
	work_init(&w, clock_now());
	if (!backup_restore(&w, settings, from, &photos))
		return complain(&w);
	printf("Restored the database and %zu photographs.\n", photos);
	work_release(&w);
	return 0;
}
