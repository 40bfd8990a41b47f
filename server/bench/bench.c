#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/answer.h"
#include "bench/bare.h"
#include "bench/child.h"
#include "bench/photo.h"
#include "bench/plans.h"
#include "bench/read.h"
#include "bench/score.h"
#include "bench/submit.h"

#define SECONDS 10
#define SECONDS_MOST 600

static bool usage(void)
{
	fputs("usage: gemba bench submit|read|photo|answer [--clients 1,8,32] [--seconds N]\n"
	      "       on a fresh database; scripts/bench makes one and calls this\n"
	      "       gemba bench score [--seconds N]\n"
	      "       gemba bench plans\n",
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

static const struct {
	const char *name;
	bench_kind *kind;
	int clients; /* it has so many, whatever is asked for */
} kinds[] = {
	{ "submit", submit_bench, 1 },
	{ "read", read_bench, 1 },
	{ "photo", photo_bench, PHOTO_CLIENTS },
	{ "answer", answer_bench, 1 },
	{ "plans", plans_bench, 1 },
};

static bench_kind *find_kind(struct bench *b, const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, name)) {
			b->clients_most = kinds[i].clients;
			return kinds[i].kind;
		}
	return NULL;
}

static bool run_against_server(struct work *w, struct bench *b, struct bench_settings settings,
			       bench_kind *kind)
{
	struct child child = { .pid = 0 };
	bool ok;

	if (kind == answer_bench && !answer_pages(w, settings.photos, &settings.pages))
		return false;
	ok = child_start(w, &child, &settings) && run(w, b, &child, kind);
	if (!ok)
		child_tell(&child);
	child_stop(&child);
	ground_release(b->ground);
	return ok;
}

bool bench_command(struct work *w, const struct bench_settings *settings, int argc, char **argv)
{
	struct ground ground = { .clients = 0 };
	struct bench b = {
		.database = settings->database,
		.photos = settings->photos,
		.ground = &ground,
	};
	bool is_score = argc > 1 && !strcmp(argv[1], "score");
	bench_kind *kind = argc > 1 ? find_kind(&b, argv[1]) : NULL;

	if ((!kind && !is_score) || !read_flags(&b, argc, argv))
		return usage();
#ifndef NDEBUG
	fputs("This is not a release build: its figures say little.\n", stderr);
#endif
	return is_score ? score_bench(w, b.seconds) : run_against_server(w, &b, *settings, kind);
}
