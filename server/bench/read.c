#include "bench/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "bench/inspector.h"
#include "bench/paper.h"
#include "bench/read.sql.h"
#include "bench/reader.h"
#include "db/db.h"

#define STORES 1000
#define DAYS_BEFORE 20

struct reading {
	const struct bench *bench;
	int clients; /* of the readers, how many are at it */
	struct reader readers[BENCH_CLIENTS_MOST];
	struct stock stocks[BENCH_CLIENTS_MOST];
	void *list[BENCH_CLIENTS_MOST];
};

/* ---- what there is to read */

static bool submit_all(struct work *w, struct inspector *inspector, int port)
{
	enum turn last = TURN_DONE;
	bool ok = wire_open(w, &inspector->wire, port);

	while (ok && last == TURN_DONE) {
		struct work turn;

		work_init(&turn, clock_now());
		last = inspector_submit(&turn, inspector);
		if (last == TURN_FAILED)
			ok = broken(w, "%s", turn.problem.cause);
		work_release(&turn);
	}
	wire_close(&inspector->wire);
	return ok;
}

/* Each visit once more for every day before, and an open one where there was one. */
static bool multiply(struct work *w, struct reading *r)
{
	struct ground *ground = r->bench->ground;
	const struct db_rows *rows;

	if (!ground_begin(w, ground))
		return false;
	rows = db_query(w, &read_again_sql, w->tenant, db_time(w, w->now));
	if (!rows || !db_send(w, &read_history_sql, w->tenant, db_number(w, DAYS_BEFORE)))
		return false;
	for (int i = 0; i < r->bench->clients_most; i++)
		r->stocks[i].next = r->stocks[i].nr = 0;
	ground_put(ground, r->stocks, r->bench->clients_most, rows);
	return db_commit(w);
}

/* Real submissions first, so that there are findings for the bundles to tell of. */
static bool make_history(struct work *w, struct reading *r)
{
	struct ground *ground = r->bench->ground;
	int clients = r->bench->clients_most;

	if (!ground_sign_in(w, ground, clients) ||
	    !ground_stock(w, ground, r->stocks, clients, STORES / (size_t)clients + 1))
		return false;
	for (int i = 0; i < clients; i++) {
		struct inspector inspector = {
			.stock = &r->stocks[i],
			.token = &ground->tokens[i],
			.answers = paper_answers(&w->mem),
		};

		if (!submit_all(w, &inspector, ground->port))
			return false;
	}
	return multiply(w, r) && db_analyze(w, r->bench->database);
}

/* ---- who reads */

static bool open_readers(struct work *w, struct reading *r)
{
	for (int i = 0; i < r->bench->clients_most; i++) {
		r->list[i] = &r->readers[i];
		r->readers[i].stock = &r->stocks[i];
		if (!reader_open(w, &r->readers[i], r->bench->ground, r->bench->database, i))
			return false;
	}
	return true;
}

static void close_readers(struct reading *r)
{
	for (int i = 0; i < r->bench->clients_most; i++) {
		reader_close(&r->readers[i]);
		free(r->stocks[i].visits);
	}
}

/* The server closes connections that were idle while others had their turn. */
static bool connect_anew(struct work *w, void *context, size_t turns)
{
	struct reading *r = context;

	(void)turns;
	for (int i = 0; i < r->clients; i++)
		if (!wire_reopen(w, &r->readers[i].wire, r->bench->ground->port))
			return false;
	return true;
}

static bool compete(struct work *w, struct reading *r, struct side *sides, int sides_nr)
{
	struct match match = bench_match(r->bench, r->clients, sides, sides_nr);
	bool ok;

	sides[0].provide = connect_anew;
	sides[0].context = r;
	ok = ground_sign_in(w, r->bench->ground, r->clients) && match_play(w, &match);
	if (ok)
		table_match(&match);
	match_release(&match);
	return ok;
}

static bool compete_at_list(struct work *w, struct reading *r)
{
	struct side sides[] = {
		{ .name = "HTTP", .take_turn = reader_list, .clients = r->list },
		{ .name = "bare, same JSON", .take_turn = reader_bare_list, .clients = r->list },
		{ .name = "bare, plain rows", .take_turn = reader_bare_rows, .clients = r->list },
	};

	return compete(w, r, sides, 3);
}

static bool compete_at_bundle(struct work *w, struct reading *r)
{
	struct side sides[] = {
		{ .name = "HTTP", .take_turn = reader_bundle, .clients = r->list },
		{ .name = "bare, its last query",
		  .take_turn = reader_bare_bundle,
		  .clients = r->list },
	};

	return compete(w, r, sides, 2);
}

typedef bool competition(struct work *w, struct reading *r);

static bool compete_by_clients(struct work *w, struct reading *r, const char *what,
			       competition *compete_at)
{
	table_head(what);
	for (int i = 0; i < r->bench->series_nr; i++) {
		r->clients = r->bench->clients[i];
		if (!compete_at(w, r))
			return false;
	}
	printf("\n");
	return true;
}

static bool ready_first(struct work *w, struct reading *r)
{
	r->clients = 1;
	return connect_anew(w, r, 1);
}

bool read_bench(struct work *w, const struct bench *bench)
{
	struct reading *r = arena_alloc(&w->mem, sizeof(*r));
	bool ok;

	r->bench = bench;
	ok = make_history(w, r) && open_readers(w, r) && ready_first(w, r) &&
	     reader_compare(w, &r->readers[0]) &&
	     compete_by_clients(w, r, "list of 50", compete_at_list) &&
	     compete_by_clients(w, r, "bundle", compete_at_bundle);
	close_readers(r);
	return ok;
}
