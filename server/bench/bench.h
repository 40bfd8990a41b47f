/*
 * bench: how fast the server is, against the least that could do the same.
 *
 * The real server runs as a child process and is asked over HTTP by clients with tokens of their
 * own. In the same run, in slices that alternate with its own, the same rows are written (or read)
 * by bare libpq: one prepared statement, the same tables, role and walls. What a noisy machine does
 * to one it does to the other, so the ratio of the two says more than either.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "base/work.h"

struct bench_settings {
	const char *database; /* libpq's; empty but migrated: what is made there stays */
	const char *photos;
	const char *keys;
	const char *pages; /* NULL: those of the server's settings */
};

/* argv[0] is "bench"; prints a table. False with no problem: the usage was printed. */
bool bench_command(struct work *w, const struct bench_settings *settings, int argc,
		   char **argv) MUST_CHECK;

#endif
