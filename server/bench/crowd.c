#include "bench/crowd.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bug.h"
#include "base/clock.h"
#include "bench/bare.h"
#include "db/db.h"

#define SLICE_US 1000000
#define CROWD_MOST 1024

/* One client in one slice. */
struct runner {
	pthread_t thread;
	struct slice *slice;
	void *client;
	struct work work;
	uint32_t *times;
	size_t nr;
	size_t room;
	int64_t ended_us;
	enum turn last;
};

struct slice {
	const struct side *side;
	int64_t until_us;
	atomic_bool is_over;
};

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void *grow(void *items, size_t *room, size_t need, size_t size)
{
	if (need <= *room)
		return items;
	*room = need * 2;
	items = realloc(items, *room * size);
	if (!items)
		BUG("out of memory: times");
	return items;
}

static void *run(void *data)
{
	struct runner *r = data;
	int64_t began = now_us();

	while (began < r->slice->until_us && !atomic_load(&r->slice->is_over)) {
		int64_t ended;

		r->last = r->slice->side->take_turn(&r->work, r->client);
		ended = now_us();
		if (r->last != TURN_DONE)
			break;
		r->times = grow(r->times, &r->room, r->nr + 1, sizeof(*r->times));
		r->times[r->nr++] = (uint32_t)(ended - began);
		work_release(&r->work);
		work_init(&r->work, clock_now());
		began = ended;
	}
	if (r->last != TURN_DONE)
		atomic_store(&r->slice->is_over, true);
	r->ended_us = began;
	return NULL;
}

static void start(struct runner *r, struct slice *slice, void *client)
{
	memset(r, 0, sizeof(*r));
	r->slice = slice;
	r->client = client;
	work_init(&r->work, clock_now());
	if (pthread_create(&r->thread, NULL, run, r))
		BUG("no more threads");
}

static void keep_times(struct side *side, const struct runner *r)
{
	side->times =
		grow(side->times, &side->times_room, side->times_nr + r->nr, sizeof(*side->times));
	if (r->nr)
		memcpy(side->times + side->times_nr, r->times, r->nr * sizeof(*r->times));
	side->times_nr += r->nr;
}

/* Waits for everybody; *ended_us: when the last one was done. */
static bool gather(struct work *w, struct side *side, struct runner *runners, int nr,
		   int64_t *ended_us)
{
	bool ok = true;

	for (int i = 0; i < nr; i++) {
		struct runner *r = &runners[i];

		pthread_join(r->thread, NULL);
		if (ok && r->last == TURN_FAILED)
			ok = broken(w, "%s",
				    r->work.problem.cause ? r->work.problem.cause
							  : r->work.problem.detail);
		keep_times(side, r);
		if (r->ended_us > *ended_us)
			*ended_us = r->ended_us;
		free(r->times);
		work_release(&r->work);
	}
	return ok;
}

static void add_cpu(struct side *side, const struct cpu *before, const struct cpu *after)
{
	side->cpu.server_us += after->server_us - before->server_us;
	if (before->postgres_us < 0 || after->postgres_us < 0)
		side->cpu.postgres_us = -1;
	else
		side->cpu.postgres_us += after->postgres_us - before->postgres_us;
}

static bool play_slice(struct work *w, struct match *match, struct side *side, double *rate)
{
	struct runner runners[CROWD_MOST];
	struct slice slice = { .side = side };
	struct cpu before = cpu_now(match->server, match->postmaster);
	struct cpu after;
	size_t had = side->times_nr;
	int64_t began = now_us();
	int64_t ended = began;
	bool ok;

	atomic_init(&slice.is_over, false);
	slice.until_us = began + SLICE_US;
	for (int i = 0; i < match->clients; i++)
		start(&runners[i], &slice, side->clients[i]);
	ok = gather(w, side, runners, match->clients, &ended);
	after = cpu_now(match->server, match->postmaster);
	add_cpu(side, &before, &after);
	side->seconds += (double)(ended - began) / 1e6;
	*rate = (double)(side->times_nr - had) * 1e6 / (double)(ended - began + 1);
	return ok;
}

static void forget(struct side *side)
{
	side->times_nr = 0;
	side->seconds = 0;
	side->cpu = (struct cpu){ 0 };
}

/* Enough for the slice, going by the fastest so far. */
static bool play(struct work *w, struct match *match, struct side *side, double *rate,
		 double *fastest)
{
	if (side->provide && !side->provide(w, side->context, (size_t)(*fastest * 1.5) + 500))
		return false;
	if (!play_slice(w, match, side, rate))
		return false;
	if (*rate > *fastest)
		*fastest = *rate;
	return true;
}

/* There and back again, so that nobody always has the better half. */
static struct side *side_of_turn(const struct match *match, int slice, int turn)
{
	return &match->sides[slice % 2 ? match->sides_nr - 1 - turn : turn];
}

static bool warm_up(struct work *w, struct match *match, double *fastest)
{
	double rate;

	for (int i = 0; i < match->sides_nr; i++) {
		struct side *side = &match->sides[i];

		side->rates = arena_array(&w->mem, (size_t)match->slices, sizeof(*side->rates));
		if (!play(w, match, side, &rate, fastest))
			return false;
		forget(side);
	}
	return db_analyze(w, match->database);
}

bool match_play(struct work *w, struct match *match)
{
	double fastest = 1000;

	if (match->clients > CROWD_MOST)
		BUG("a crowd of %d", match->clients);
	if (!warm_up(w, match, &fastest))
		return false;
	for (int slice = 0; slice < match->slices; slice++)
		for (int turn = 0; turn < match->sides_nr; turn++) {
			struct side *side = side_of_turn(match, slice, turn);

			if (!play(w, match, side, &side->rates[slice], &fastest))
				return false;
		}
	return true;
}

void match_release(struct match *match)
{
	for (int i = 0; i < match->sides_nr; i++)
		free(match->sides[i].times);
}

static int compare_times(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a;
	uint32_t other = *(const uint32_t *)b;

	return (one > other) - (one < other);
}

double side_percentile(struct side *side, double share)
{
	if (!side->times_nr)
		return 0;
	qsort(side->times, side->times_nr, sizeof(*side->times), compare_times);
	return side->times[(size_t)((double)(side->times_nr - 1) * share)] / 1000.0;
}

static int compare_numbers(const void *a, const void *b)
{
	double one = *(const double *)a;
	double other = *(const double *)b;

	return (one > other) - (one < other);
}

static double median(double *numbers, int nr)
{
	qsort(numbers, (size_t)nr, sizeof(*numbers), compare_numbers);
	return (numbers[(nr - 1) / 2] + numbers[nr / 2]) / 2;
}

double side_rate(const struct match *match, const struct side *side)
{
	double rates[CROWD_MOST];

	memcpy(rates, side->rates, (size_t)match->slices * sizeof(*rates));
	return median(rates, match->slices);
}

double match_ratio(const struct match *match, const struct side *side, const struct side *against)
{
	double ratios[CROWD_MOST];

	for (int i = 0; i < match->slices; i++)
		ratios[i] = side->rates[i] / (against->rates[i] > 0 ? against->rates[i] : 1);
	return median(ratios, match->slices);
}
