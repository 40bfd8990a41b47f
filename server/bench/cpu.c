#include "bench/cpu.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE 1024

/* What proc(5) says of a process; times in clock ticks, those of children that have ended apart. */
struct stat_line {
	char name[32];
	pid_t parent;
	int64_t own;
	int64_t ended;
};

/* Fields as proc(5) numbers them; the name, the second, may have spaces, those after it have not.
 */
enum { PARENT = 4, UTIME = 14, STIME = 15, CUTIME = 16, CSTIME = 17 };

static bool parse(char *line, struct stat_line *s)
{
	char *open = strchr(line, '(');
	char *at = strrchr(line, ')');
	int64_t fields[CSTIME + 1] = { 0 };

	if (!open || !at)
		return false;
	*at = '\0';
	snprintf(s->name, sizeof(s->name), "%s", open + 1);
	at += strlen(") S");
	for (int field = PARENT; field <= CSTIME; field++)
		fields[field] = strtoll(at, &at, 10);
	s->parent = (pid_t)fields[PARENT];
	s->own = fields[UTIME] + fields[STIME];
	s->ended = fields[CUTIME] + fields[CSTIME];
	return true;
}

static bool read_stat(pid_t pid, struct stat_line *s)
{
	char path[64];
	char line[LINE];
	FILE *f;
	bool ok;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	ok = fgets(line, sizeof(line), f) && parse(line, s);
	fclose(f);
	return ok;
}

static int64_t microseconds(int64_t ticks) { return ticks * 1000000 / sysconf(_SC_CLK_TCK); }

pid_t cpu_postmaster(pid_t backend)
{
	struct stat_line own;
	struct stat_line parent;

	if (backend <= 0 || !read_stat(backend, &own) || !read_stat(own.parent, &parent))
		return 0;
	return !strcmp(own.name, "postgres") && !strcmp(parent.name, "postgres") ? own.parent : 0;
}

/* The postmaster, whoever it started, and whoever of those has ended. */
static int64_t ticks_of_family(pid_t postmaster)
{
	struct stat_line s;
	struct dirent *entry;
	int64_t ticks = 0;
	DIR *proc = opendir("/proc");

	if (!proc || !read_stat(postmaster, &s))
		return -1;
	ticks = s.own + s.ended;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads by this handle */
	while ((entry = readdir(proc)))
		if (isdigit((unsigned char)*entry->d_name) &&
		    read_stat((pid_t)strtol(entry->d_name, NULL, 10), &s) && s.parent == postmaster)
			ticks += s.own;
	closedir(proc);
	return ticks;
}

struct cpu cpu_now(pid_t server, pid_t postmaster)
{
	struct cpu now = { .postgres_us = -1 };
	struct stat_line s;

	if (read_stat(server, &s))
		now.server_us = microseconds(s.own);
	if (postmaster)
		now.postgres_us = microseconds(ticks_of_family(postmaster));
	return now;
}
