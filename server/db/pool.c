#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/bug.h"
#include "db/connection.h"

#define WAIT_S 1

/* First come, first served: every waiter has a number, and numbers are let in in order. */
struct pool {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	enum db_role role;
	const char *conninfo;
	int size;
	int taken;
	unsigned long next_number;
	unsigned long now_serving;
	struct db *idle;
};

struct pool *pool_new(enum db_role role, const char *conninfo, int size)
{
	struct pool *pool = calloc(1, sizeof(*pool));
	pthread_condattr_t attr;

	if (!pool)
		BUG("out of memory: a pool");
	pthread_mutex_init(&pool->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&pool->changed, &attr);
	pthread_condattr_destroy(&attr);
	pool->role = role;
	pool->conninfo = conninfo;
	pool->size = size;
	return pool;
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	while (pool->idle) {
		struct db *db = pool->idle;

		pool->idle = db->next;
		connection_close(db);
	}
	pthread_mutex_destroy(&pool->lock);
	pthread_cond_destroy(&pool->changed);
	free(pool);
}

static bool wait_for_turn(struct pool *pool, unsigned long number)
{
	struct timespec until;
	int rc = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += WAIT_S;
	while (!rc && (pool->now_serving != number || pool->taken == pool->size))
		rc = pthread_cond_timedwait(&pool->changed, &pool->lock, &until);
	return !rc;
}

/* A waiter that gives up in the middle of the queue must not stop those behind it. */
static bool enter(struct pool *pool)
{
	unsigned long number = pool->next_number++;
	bool is_in = wait_for_turn(pool, number);

	while (!is_in && pool->now_serving != number)
		pthread_cond_wait(&pool->changed, &pool->lock);
	pool->now_serving++;
	pool->taken += is_in;
	pthread_cond_broadcast(&pool->changed);
	return is_in;
}

static void leave(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->taken--;
	pthread_cond_broadcast(&pool->changed);
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
		db = connection_open(w, pool->role, pool->conninfo);
	if (!db)
		leave(pool);
	return db;
}

void pool_give(struct pool *pool, struct db *db)
{
	if (db->is_lost) {
		connection_close(db);
	} else {
		db->is_failed = false;
		db->may_retry = false;
		pthread_mutex_lock(&pool->lock);
		db->next = pool->idle;
		pool->idle = db;
		pthread_mutex_unlock(&pool->lock);
	}
	leave(pool);
}
