#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bare.h"
#include "bench/child.h"
#include "bench/read.h"
#include "bench/submit.h"

#define SECONDS 10
#define SECONDS_MOST 600

static bool usage(void)
{
	fputs("usage: gemba bench submit|read [--clients 1,8,32] [--seconds N]\n"
	      "       on a fresh database; scripts/bench makes one and calls this\n",
	      stderr);
	return false;
}

static bool read_number(const char *s, char **end, int most, int *number)
{
	long n = strtol(s, end, 10);

	*number = (int)n;
	return *end != s && n > 0 && n <= most;
}

static bool read_clients(struct bench *b, const char *list)
{
	char *end;

	b->series_nr = 0;
	for (;; list = end + 1) {
		int *clients = &b->clients[b->series_nr];

		if (b->series_nr++ == BENCH_SERIES_MOST ||
		    !read_number(list, &end, BENCH_CLIENTS_MOST, clients))
			return false;
		if (*clients > b->clients_most)
			b->clients_most = *clients;
		if (*end != ',')
			return !*end;
	}
}

static bool read_flags(struct bench *b, int argc, char **argv)
{
	const char *clients = "1,8,32";
	char *end;

	b->seconds = SECONDS;
	for (int i = 2; i < argc; i += 2) {
		if (i + 1 == argc)
			return false;
		if (!strcmp(argv[i], "--clients"))
			clients = argv[i + 1];
		else if (strcmp(argv[i], "--seconds") != 0 ||
			 !read_number(argv[i + 1], &end, SECONDS_MOST, &b->seconds) || *end)
			return false;
	}
	return read_clients(b, clients);
}

/* Where PostgreSQL's processes are, for their processor time. */
static bool find_postgres(struct work *w, struct bench *b)
{
	struct bare *bare = bare_open(w, b->database, b->ground->tenant_id);

	if (!bare)
		return false;
	b->postmaster = cpu_postmaster(bare_backend(bare));
	bare_close(bare);
	return true;
}

typedef bool bench_kind(struct work *w, const struct bench *bench);

static bool run(struct work *w, struct bench *b, const struct child *child, bench_kind *kind)
{
	b->server = child->pid;
	return ground_make(w, b->ground, child->port, b->clients_most) && find_postgres(w, b) &&
	       kind(w, b);
}

bool bench_command(struct work *w, const struct bench_settings *settings, int argc, char **argv)
{
	struct ground ground = { .clients = 0 };
	struct bench b = { .database = settings->database, .ground = &ground };
	struct child child = { .pid = 0 };
	bench_kind *kind = NULL;
	bool ok;

	if (argc > 1 && !strcmp(argv[1], "submit"))
		kind = submit_bench;
	else if (argc > 1 && !strcmp(argv[1], "read"))
		kind = read_bench;
	if (!kind || !read_flags(&b, argc, argv))
		return usage();
#ifndef NDEBUG
	fputs("This is not a release build: its figures say little.\n", stderr);
#endif
	ok = child_start(w, &child, settings) && run(w, &b, &child, kind);
	if (!ok)
		child_tell(&child);
	child_stop(&child);
	ground_release(&ground);
	return ok;
}
