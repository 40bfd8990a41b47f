#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/bug.h"
#include "base/clock.h"
#include "db/connection.h"

/* First come, first served: who leaves hands the place to whoever has waited longest. */
struct waiter {
	struct waiter *next;
	pthread_cond_t has_place;
	bool is_in;
};

struct pool {
	pthread_mutex_t lock;
	enum db_role role;
	struct db_settings settings;
	int taken;
	int waiting;
	int64_t waited_ms;
	struct waiter *first;
	struct waiter **end;
	struct db *idle;
};

struct pool *pool_new(enum db_role role, const struct db_settings *settings)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (!pool)
		BUG("out of memory: a pool");
	pthread_mutex_init(&pool->lock, NULL);
	pool->end = &pool->first;
	pool->role = role;
	pool->settings = *settings;
	return pool;
}

static void close_all(struct db *db)
{
	while (db) {
		struct db *next = db->next;

		connection_close(db);
		db = next;
	}
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	close_all(pool->idle);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

static void give_up(struct pool *pool, const struct waiter *waiter)
{
	struct waiter **at = &pool->first;

	while (*at != waiter)
		at = &(*at)->next;
	*at = waiter->next;
	if (!*at)
		pool->end = at;
}

static bool wait_for_place(struct pool *pool)
{
	struct waiter waiter = { .has_place = PTHREAD_COND_INITIALIZER };
	int64_t began = clock_monotonic_ms();
	struct timespec until;
	int rc = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += pool->settings.queue_s;
	pool->waiting++;
	*pool->end = &waiter;
	pool->end = &waiter.next;
	while (!rc && !waiter.is_in)
		rc = pthread_cond_clockwait(&waiter.has_place, &pool->lock, CLOCK_MONOTONIC,
					    &until);
	if (!waiter.is_in)
		give_up(pool, &waiter);
	pool->waiting--;
	pool->waited_ms += clock_monotonic_ms() - began;
	pthread_cond_destroy(&waiter.has_place);
	return waiter.is_in;
}

/* Whoever comes while somebody waits waits behind. */
static bool enter(struct pool *pool)
{
	if (pool->first || pool->taken == pool->settings.connections)
		return wait_for_place(pool);
	pool->taken++;
	return true;
}

static void leave(struct pool *pool)
{
	struct waiter *first = pool->first;

	if (!first) {
		pool->taken--;
		return;
	}
	pool->first = first->next;
	if (!pool->first)
		pool->end = &pool->first;
	first->is_in = true;
	pthread_cond_signal(&first->has_place);
}

void pool_load(struct pool *pool, struct db_load *load)
{
	pthread_mutex_lock(&pool->lock);
	load->taken = pool->taken;
	load->waiting = pool->waiting;
	load->waited_ms = pool->waited_ms;
	pthread_mutex_unlock(&pool->lock);
}

struct db *pool_take(struct work *w, struct pool *pool)
{
	struct db *db = NULL;
	bool is_in;

	pthread_mutex_lock(&pool->lock);
	is_in = enter(pool);
	if (is_in && pool->idle) {
		db = pool->idle;
		pool->idle = db->next;
	}
	pthread_mutex_unlock(&pool->lock);

	if (!is_in) {
		refuse(w, PROBLEM_busy, "Too many requests at once; try again.");
		w->problem.retry_after_s = 1;
		return NULL;
	}
	if (!db)
		db = connection_open(w, pool->role, &pool->settings);
	if (!db) {
		pthread_mutex_lock(&pool->lock);
		leave(pool);
		pthread_mutex_unlock(&pool->lock);
	}
	return db;
}

/* Where one connection was lost, those that lie idle have been, too: the server has gone. */
void pool_give(struct pool *pool, struct db *db)
{
	struct db *lost = NULL;

	db->next = NULL;
	pthread_mutex_lock(&pool->lock);
	if (db->is_lost) {
		db->next = pool->idle;
		lost = db;
		pool->idle = NULL;
	} else {
		db->is_failed = false;
		db->may_retry = false;
		db->next = pool->idle;
		pool->idle = db;
	}
	leave(pool);
	pthread_mutex_unlock(&pool->lock);
	close_all(lost);
}
