#include "http/patience.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "http/socket.h"

#define LOOKS 20 /* within the time of a head */
#define LOOK_MOST_MS 500
#define LOOK_LEAST_MS 50
/* The kernel counts in ticks, and the answer before was only just on its way. */
#define BLUR_MS 20

/* A connection that was kept, for as long as it lasts; one a thread. */
struct wait {
	struct wait *next;
	struct wait *before;
	struct socket_peer peer;
	int fd; /* -1: not looked for yet */
	int64_t head_began_ms;
	int64_t seen_since_ms; /* which wait that was */
	bool is_listed;
	_Atomic int64_t since_ms; /* 0: it does not wait */
	atomic_bool is_lost;
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t stopped;
	pthread_t thread;
	struct wait *waits;
	struct socket_peer *peers;
	int peers_most;
	int head_ms;
	bool is_stopping;
	bool is_running;
} patience = { .lock = PTHREAD_MUTEX_INITIALIZER, .stopped = PTHREAD_COND_INITIALIZER };

static _Thread_local struct wait mine;

static void list(struct wait *wait)
{
	wait->before = NULL;
	wait->next = patience.waits;
	if (wait->next)
		wait->next->before = wait;
	patience.waits = wait;
	wait->is_listed = true;
}

static void unlist(struct wait *wait)
{
	if (wait->next)
		wait->next->before = wait->before;
	if (wait->before)
		wait->before->next = wait->next;
	else
		patience.waits = wait->next;
	wait->is_listed = false;
}

void patience_wait(const struct mg_connection *conn)
{
	if (!mine.is_listed && socket_peer_of(conn, &mine.peer)) {
		mine.fd = -1;
		atomic_store(&mine.is_lost, false);
		pthread_mutex_lock(&patience.lock);
		list(&mine);
		pthread_mutex_unlock(&patience.lock);
	}
	atomic_store(&mine.since_ms, clock_monotonic_ms());
}

void patience_end(void) { atomic_store(&mine.since_ms, 0); }

bool patience_was_lost(void) { return mine.is_listed && atomic_load(&mine.is_lost); }

void patience_leave(void)
{
	if (!mine.is_listed)
		return;
	patience_end();
	pthread_mutex_lock(&patience.lock);
	unlist(&mine);
	pthread_mutex_unlock(&patience.lock);
}

/* ---- the thread that looks */

/* Whether something came since the wait began; what came first may have come earlier than that. */
static bool has_begun(struct wait *wait, int64_t since, int64_t now)
{
	int64_t ago;
	int64_t at;

	if (wait->seen_since_ms == since)
		return true;
	if (!socket_last_heard(wait->fd, &ago))
		return false;
	at = now - ago;
	if (at < since + BLUR_MS)
		return false;
	wait->head_began_ms = at;
	wait->seen_since_ms = since;
	return true;
}

static void look_at(struct wait *wait, int64_t now)
{
	int64_t since = atomic_load(&wait->since_ms);

	if (!since || !has_begun(wait, since, now) || now - wait->head_began_ms < patience.head_ms)
		return;
	atomic_store(&wait->is_lost, true);
	socket_deafen(wait->fd);
}

/* Which socket each is whose wait is not over at once: all are looked for together. */
static void find_sockets(int64_t before)
{
	int nr = -1;

	for (struct wait *wait = patience.waits; wait; wait = wait->next) {
		int64_t since = atomic_load(&wait->since_ms);

		if (wait->fd >= 0 || !since || since > before)
			continue;
		if (nr < 0)
			nr = socket_list(patience.peers, patience.peers_most);
		wait->fd = socket_find(patience.peers, nr, &wait->peer);
	}
}

static void look(int every_ms)
{
	int64_t now = clock_monotonic_ms();

	find_sockets(now - every_ms / 2);
	for (struct wait *wait = patience.waits; wait; wait = wait->next)
		look_at(wait, now);
}

static struct timespec after_ms(int ms)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_nsec += ms * 1000000L;
	at.tv_sec += at.tv_nsec / 1000000000L;
	at.tv_nsec %= 1000000000L;
	return at;
}

static void *run(void *data)
{
	int every_ms = patience.head_ms / LOOKS;

	(void)data;
	if (every_ms > LOOK_MOST_MS)
		every_ms = LOOK_MOST_MS;
	if (every_ms < LOOK_LEAST_MS)
		every_ms = LOOK_LEAST_MS;
	pthread_mutex_lock(&patience.lock);
	while (!patience.is_stopping) {
		struct timespec until = after_ms(every_ms);

		pthread_cond_clockwait(&patience.stopped, &patience.lock, CLOCK_MONOTONIC, &until);
		look(every_ms);
	}
	pthread_mutex_unlock(&patience.lock);
	return NULL;
}

bool patience_start(struct work *w, int head_ms, int connections)
{
	patience.head_ms = head_ms;
	patience.is_stopping = false;
	patience.peers_most = connections;
	patience.peers = calloc((size_t)connections, sizeof(*patience.peers));
	patience.is_running = patience.peers && !pthread_create(&patience.thread, NULL, run, NULL);
	return patience.is_running || broken(w, "no thread can be made");
}

void patience_stop(void)
{
	if (!patience.is_running)
		return;
	pthread_mutex_lock(&patience.lock);
	patience.is_stopping = true;
	pthread_cond_broadcast(&patience.stopped);
	pthread_mutex_unlock(&patience.lock);
	pthread_join(patience.thread, NULL);
	patience.is_running = false;
	free(patience.peers);
	patience.peers = NULL;
}
