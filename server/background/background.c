#include "background/background.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "access/attempt.h"
#include "access/code.h"
#include "actions/effect.h"
#include "appeals/appeal.h"
#include "audit/sealer.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "escalations/escalation.h"
#include "evidence/unused.h"
#include "http/idempotency.h"
#include "inspections/review.h"
#include "messengers/mail.h"
#include "messengers/webhook.h"
#include "mystery/offer.h"
#include "notices/notice.h"
#include "outbox/stamper.h"
#include "plans/dispatch.h"

/* How often the clock is looked at while a loop waits; that of a test jumps all the time. */
#ifdef GEMBA_TEST_CLOCK
# define GLANCE_MS 200
#else
# define GLANCE_MS 1000
#endif

typedef bool background_step(struct work *w, bool *has_more);

struct loop {
	const char *name;
	int every_ms;
	background_step *step;
};

static const struct loop loops[] = {
#define LOOP(name, every_ms, step) { #name, every_ms, step },
#include "background/loops.def"
#undef LOOP
	{ 0 },
};

#define LOOPS (sizeof(loops) / sizeof(loops[0]) - 1)

static struct {
	pthread_t threads[LOOPS + 1];
	size_t started;
	atomic_bool is_stopping;
	pthread_mutex_t lock;
	pthread_cond_t stopped;
} background = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.stopped = PTHREAD_COND_INITIALIZER,
};

/* Whether there is more to do at once. *began: the moment that it was done for. */
static bool run_step(const struct loop *loop, int64_t *began)
{
	bool has_more = false;
	struct work w;

	*began = clock_now();
	work_init(&w, *began);
	w.stop = &background.is_stopping;
	if (!loop->step(&w, &has_more)) {
		has_more = false;
		log_error("problem", "a loop failed", "loop", loop->name, "kind",
			  problem_name(w.problem.kind), "cause",
			  w.problem.cause ? w.problem.cause : w.problem.detail);
		db_rollback(&w);
	}
	work_release(&w);
	return has_more;
}

static void wait_ms(int ms)
{
	struct timespec until;
	int rc = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000L;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	pthread_mutex_lock(&background.lock);
	while (!rc && !atomic_load(&background.is_stopping))
		rc = pthread_cond_clockwait(&background.stopped, &background.lock, CLOCK_MONOTONIC,
					    &until);
	pthread_mutex_unlock(&background.lock);
}

/*
 * A clock that jumps, as after a machine's sleep or in a test, brings what is due by it at once,
 * even one that jumped during the step; a step that takes longer than its turn rests for a glance.
 */
static void wait_turn(const struct loop *loop, int64_t began)
{
	int left = loop->every_ms;

	do {
		wait_ms(left < GLANCE_MS ? left : GLANCE_MS);
		left -= GLANCE_MS;
	} while (left > 0 && !atomic_load(&background.is_stopping) &&
		 clock_now() - began < loop->every_ms);
}

static void *run_loop(void *data)
{
	const struct loop *loop = data;
	int64_t began;

	while (!atomic_load(&background.is_stopping))
		if (!run_step(loop, &began))
			wait_turn(loop, began);
	return NULL;
}

bool background_start(struct work *w)
{
	atomic_store(&background.is_stopping, false);
	while (loops[background.started].name) {
		const struct loop *loop = &loops[background.started];
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): a thread's argument lacks its const */
		void *argument = (void *)(uintptr_t)loop;
		int why = pthread_create(&background.threads[background.started], NULL, run_loop,
					 argument);

		if (why) {
			background_stop();
			return broken(w, "the loop %s has no thread: %s", loop->name,
				      strerrordesc_np(why));
		}
		background.started++;
	}
	return true;
}

void background_stop(void)
{
	pthread_mutex_lock(&background.lock);
	atomic_store(&background.is_stopping, true);
	pthread_cond_broadcast(&background.stopped);
	pthread_mutex_unlock(&background.lock);
	while (background.started)
		pthread_join(background.threads[--background.started], NULL);
}
