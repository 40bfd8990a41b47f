/*
 * table: what a bench has at hand, and how it shows what came out.
 */
#ifndef BENCH_TABLE_H
#define BENCH_TABLE_H

#include "bench/crowd.h"
#include "bench/ground.h"

#define BENCH_CLIENTS_MOST 256
#define BENCH_SERIES_MOST 16

struct bench {
	const char *database;
	const char *photos;
	struct ground *ground;
	pid_t server;
	pid_t postmaster;
	int seconds; /* of each number of clients, for each side */
	int clients[BENCH_SERIES_MOST];
	int series_nr;
	int clients_most;
};

struct match bench_match(const struct bench *bench, int clients, struct side *sides, int sides_nr);

void table_head(const char *what);
/* A line for each side; the first is the server, shown in percent of each of the others. */
void table_match(struct match *match);

#endif
