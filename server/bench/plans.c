#include "bench/plans.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/uuid.h"
#include "bench/ground.h"
#include "bench/plans.sql.h"
#include "db/db.h"
#include "plans/dispatch.h"
#include "plans/recurrence.h"

#define STORES ((size_t)10000)
#define STEP ((size_t)1000)
#define DAY_MS (24LL * 60 * 60 * 1000)
#define BUNDLES_MOST 1000000
#define LOOK_MS 200

/* A phone that asks for one bundle after the other until it is told to stop. */
struct phone {
	struct wire wire;
	const char *token;
	struct stock *stock;
	uint32_t *times; /* microseconds */
	size_t nr;
	atomic_bool is_over;
	bool has_failed;
};

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static void wait_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&t, NULL);
}

static bool ask_bundle(struct phone *p)
{
	const struct visit *visit = &p->stock->visits[p->nr % p->stock->nr];
	int64_t began = now_us();
	struct work w;
	bool ok;

	work_init(&w, clock_now());
	ok = wire_expect(&w, &p->wire, 200,
			 wire_request(&w.mem, "GET",
				      arena_printf(&w.mem, "/v1/inspections/%s/bundle", visit->id),
				      p->token, NULL));
	if (!ok)
		fprintf(stderr, "%s\n", w.problem.cause ? w.problem.cause : w.problem.detail);
	work_release(&w);
	p->times[p->nr++] = (uint32_t)(now_us() - began);
	return ok;
}

static void *be_phone(void *data)
{
	struct phone *p = data;

	while (!atomic_load(&p->is_over) && p->nr < BUNDLES_MOST && !p->has_failed) {
		p->has_failed = !ask_bundle(p);
		wait_ms(5);
	}
	return NULL;
}

static int by_time(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static double share_ms(struct phone *p, double share)
{
	qsort(p->times, p->nr, sizeof(*p->times), by_time);
	return p->nr ? p->times[(size_t)((double)(p->nr - 1) * share)] / 1000.0 : 0;
}

/* A daily plan for all stores, made as a planner makes it; the server begins to make its visits. */
static bool post_plan(struct work *w, const struct ground *g, const char *id)
{
	const char *body = arena_printf(
		&w->mem,
		"{\"id\":\"%s\",\"name\":\"Every day\",\"unit_id\":\"%s\",\"checklist_id\":\"%s\","
		"\"kind\":\"daily\",\"starts_on\":\"%s\",\"rrule\":\"FREQ=DAILY\",\"times\":[\"23:"
		"59\"]}",
		id, g->region_id, g->checklist_id, day_text(&w->mem, clock_now() / DAY_MS));
	struct wire wire;
	bool ok;

	if (!wire_open(w, &wire, g->port))
		return false;
	ok = wire_expect(w, &wire, 201,
			 wire_request(&w->mem, "POST", "/v1/plans", g->admin_token, body));
	wire_close(&wire);
	return ok;
}

static bool is_done(const struct ground *g, const char *plan_id, bool *done)
{
	const struct db_rows *rows;
	struct work w;
	bool ok;

	work_init(&w, clock_now());
	ok = ground_begin(&w, g);
	rows = ok ? db_query(&w, &plans_is_done_sql, w.tenant, plan_id, db_time(&w, w.now)) : NULL;
	*done = rows && db_boolean(rows, 0, "is_done");
	db_rollback(&w);
	work_release(&w);
	return rows != NULL;
}

/* The first expansion, by the server beside its requests. */
static bool expand(struct work *w, const struct ground *g, const char *plan_id)
{
	bool done = false;

	if (!post_plan(w, g, plan_id))
		return false;
	while (!done) {
		wait_ms(LOOK_MS);
		if (!is_done(g, plan_id, &done))
			return broken(w, "the plan cannot be seen");
	}
	return true;
}

/* The same step a day later; the server's own clock has not come so far. */
static bool next_day(struct work *w, const struct ground *g, const char *plan_id)
{
	bool has_more = true;
	bool ok = true;

	(void)g;
	(void)plan_id;
	while (ok && has_more) {
		struct work step;

		has_more = false;
		work_init(&step, clock_now() + DAY_MS);
		ok = plan_dispatch_step(&step, &has_more);
		if (!ok)
			broken(w, "%s",
			       step.problem.cause ? step.problem.cause : step.problem.detail);
		db_rollback(&step);
		work_release(&step);
	}
	return ok;
}

static bool count(struct work *w, const struct ground *g, const char *plan_id, int64_t *visits)
{
	const struct db_rows *rows;

	if (!ground_begin(w, g))
		return false;
	rows = db_query(w, &plans_visits_sql, w->tenant, plan_id);
	if (!rows)
		return false;
	*visits = db_integer(rows, 0, "visits");
	return db_commit(w);
}

typedef bool phase(struct work *w, const struct ground *g, const char *plan_id);

static bool measure(struct work *w, const struct ground *g, struct phone *p, const char *plan_id,
		    phase *run, const char *name)
{
	int64_t began = now_us();
	int64_t before;
	int64_t visits;
	pthread_t thread;
	double seconds;
	bool ok;

	p->nr = 0;
	atomic_store(&p->is_over, false);
	if (!count(w, g, plan_id, &before))
		return false;
	if (pthread_create(&thread, NULL, be_phone, p))
		return broken(w, "the phone has no thread");
	ok = run(w, g, plan_id);
	seconds = (double)(now_us() - began) / 1e6;
	atomic_store(&p->is_over, true);
	pthread_join(thread, NULL);
	if (!ok || p->has_failed || !count(w, g, plan_id, &visits))
		return ok && broken(w, "bundles could not be had, or visits not be counted");
	if (visits < before + (int64_t)STORES)
		return broken(w, "%s: the plan was put off with %lld visits", name,
			      (long long)visits);
	printf("%-24s %7.1f s   %7lld visits   %5zu bundles   p50 %6.1f ms   p99 %6.1f ms\n", name,
	       seconds, (long long)visits, p->nr, share_ms(p, 0.5), share_ms(p, 0.99));
	fflush(stdout);
	return true;
}

static bool tell_planner(struct work *w, const struct ground *g)
{
	return ground_begin(w, g) && db_query(w, &plans_grown_sql) && db_commit(w);
}

static bool measure_all(struct work *w, const struct ground *g, struct phone *p)
{
	const char *id = uuid_v7(&w->mem, clock_now());

	return wire_open(w, &p->wire, g->port) && tell_planner(w, g) &&
	       measure(w, g, p, id, expand, "two weeks, at first") && tell_planner(w, g) &&
	       measure(w, g, p, id, next_day, "the next day");
}

/* In steps, because plans made for empty tables take minutes over full ones. */
static bool make_stores(struct work *w, struct ground *g, struct stock *stock)
{
	for (size_t nr = STEP; nr <= STORES; nr += STEP)
		if (!ground_stock(w, g, stock, 1, nr) || !tell_planner(w, g))
			return false;
	return true;
}

bool plans_bench(struct work *w, const struct bench *bench)
{
	struct stock stock = { .nr = 0 };
	struct phone p = { .stock = &stock };
	bool ok;

	p.times = calloc(BUNDLES_MOST, sizeof(*p.times));
	if (!p.times)
		BUG("out of memory: times");
	ok = ground_sign_in(w, bench->ground, 1) && make_stores(w, bench->ground, &stock);
	p.token = bench->ground->tokens[0];
	ok = ok && measure_all(w, bench->ground, &p);
	wire_close(&p.wire);
	free(p.times);
	free(stock.visits);
	return ok;
}
