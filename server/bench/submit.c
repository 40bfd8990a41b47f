#include "bench/submit.h"

#include <stdlib.h>

#include "bench/inspector.h"
#include "bench/paper.h"
#include "bench/submit_bare.h"

struct submitting {
	const struct bench *bench;
	int clients; /* of those below, how many are at it */
	struct inspector inspectors[BENCH_CLIENTS_MOST];
	struct bare_submitter bares[BENCH_CLIENTS_MOST];
	struct stock stocks[BENCH_CLIENTS_MOST];
	void *inspector_list[BENCH_CLIENTS_MOST];
	void *bare_list[BENCH_CLIENTS_MOST];
	struct sample sample;
};

static bool open_client(struct work *w, struct submitting *s, int i)
{
	struct ground *ground = s->bench->ground;
	struct bare *bare = bare_open(w, s->bench->database, ground->tenant_id);

	s->inspector_list[i] = &s->inspectors[i];
	s->bare_list[i] = &s->bares[i];
	s->inspectors[i] = (struct inspector){
		.stock = &s->stocks[i],
		.token = &ground->tokens[i],
		.answers = paper_answers(&w->mem),
	};
	s->bares[i] = (struct bare_submitter){
		.bare = bare,
		.ground = ground,
		.sample = &s->sample,
		.stock = &s->stocks[i],
		.person_id = ground->inspectors[i],
	};
	return bare && bare_submit_prepare(w, bare);
}

static bool open_clients(struct work *w, struct submitting *s)
{
	for (int i = 0; i < s->bench->clients_most; i++)
		if (!open_client(w, s, i))
			return false;
	return true;
}

static void close_clients(struct submitting *s)
{
	for (int i = 0; i < s->bench->clients_most; i++) {
		wire_close(&s->inspectors[i].wire);
		bare_close(s->bares[i].bare);
		free(s->stocks[i].visits);
	}
}

/* New connections, too: the server closes those that were idle while others had their turn. */
static bool provide_visits(struct work *w, void *context, size_t turns)
{
	struct submitting *s = context;

	if (!ground_stock(w, s->bench->ground, s->stocks, s->clients,
			  turns / (size_t)s->clients + 1))
		return false;
	for (int i = 0; i < s->clients; i++)
		if (!wire_reopen(w, &s->inspectors[i].wire, s->bench->ground->port))
			return false;
	return true;
}

/* One submission by the server is the sample; one by the bare statement has to look like it. */
static bool take_sample(struct work *w, struct submitting *s)
{
	struct stock *stock = &s->stocks[0];

	s->clients = 1;
	return ground_sign_in(w, s->bench->ground, 1) && provide_visits(w, s, 2) &&
	       inspector_submit(w, &s->inspectors[0]) == TURN_DONE &&
	       sample_read(w, s->bench->ground, stock->visits[0].id, &s->sample) &&
	       bare_submit(w, &s->bares[0]) == TURN_DONE &&
	       sample_compare(w, s->bench->ground, stock->visits[0].id, stock->visits[1].id);
}

static bool compete(struct work *w, struct submitting *s)
{
	struct side sides[] = {
		{ .name = "HTTP submit",
		  .take_turn = inspector_submit,
		  .clients = s->inspector_list,
		  .provide = provide_visits,
		  .context = s },
		{ .name = "bare statement",
		  .take_turn = bare_submit,
		  .clients = s->bare_list,
		  .provide = provide_visits,
		  .context = s },
	};
	struct match match = bench_match(s->bench, s->clients, sides, 2);
	bool ok = ground_sign_in(w, s->bench->ground, s->clients) && match_play(w, &match);

	if (ok)
		table_match(&match);
	match_release(&match);
	return ok;
}

static bool compete_by_clients(struct work *w, struct submitting *s)
{
	table_head("50 answers, 3 fail");
	for (int i = 0; i < s->bench->series_nr; i++) {
		s->clients = s->bench->clients[i];
		if (!compete(w, s))
			return false;
	}
	return true;
}

bool submit_bench(struct work *w, const struct bench *bench)
{
	struct submitting *s = arena_alloc(&w->mem, sizeof(*s));
	bool ok;

	s->bench = bench;
	ok = open_clients(w, s) && take_sample(w, s) && compete_by_clients(w, s);
	close_clients(s);
	return ok;
}
