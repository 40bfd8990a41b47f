#include "bench/table.h"

#include <stdio.h>

struct match bench_match(const struct bench *bench, int clients, struct side *sides, int sides_nr)
{
	return (struct match){
		.sides = sides,
		.sides_nr = sides_nr,
		.clients = clients,
		.slices = bench->seconds,
		.database = bench->database,
		.server = bench->server,
		.postmaster = bench->postmaster,
	};
}

void table_head(const char *what)
{
	printf("                                                               CPU µs each\n"
	       "clients  %-20s  a second   p50 ms   p99 ms    server  PostgreSQL  the server has\n",
	       what);
	fflush(stdout);
}

/* A dash where it cannot be known, or is nobody's. */
static void print_each(const struct side *side, int64_t us, int width, bool is_known)
{
	if (is_known && side->times_nr)
		printf("  %*.0f", width, (double)us / (double)side->times_nr);
	else
		printf("  %*s", width, "-");
}

static void print_side(struct match *match, struct side *side)
{
	bool is_server = side == match->sides;

	printf(" %-20s %9.0f %8.2f %8.2f", side->name, side_rate(match, side),
	       side_percentile(side, 0.5), side_percentile(side, 0.99));
	print_each(side, side->cpu.server_us, 8, is_server);
	print_each(side, side->cpu.postgres_us, 10, side->cpu.postgres_us >= 0);
	if (!is_server)
		printf("  %10.0f %%", 100 * match_ratio(match, match->sides, side));
	printf("\n");
}

void table_match(struct match *match)
{
	for (int i = 0; i < match->sides_nr; i++) {
		if (i)
			printf("%7s ", "");
		else
			printf("%7d ", match->clients);
		print_side(match, &match->sides[i]);
	}
	fflush(stdout);
}
