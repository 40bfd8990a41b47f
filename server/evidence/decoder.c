#include "evidence/decoder.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "evidence/decoder.sql.h"
#include "evidence/decoder_report.h"
#include "evidence/decoder_run.h"
#include "evidence/decoder_system.sql.h"
#include "evidence/store.h"

#define LOOK_MS 5000   /* for the photographs of other servers, and for leases that ended */
#define LEASE_MS 15000 /* beyond the time that the program may take */
#define ATTEMPTS_MAX 3
#define AFTER_CRASH_MS 2000
#define AFTER_LATE_MS 60000    /* longer each time: the machine may be busy */
#define AFTER_TROUBLE_MS 60000 /* our trouble: a full disk, a missing program */
#define AFTER_LOSS_MS 600000   /* the bytes are gone: only somebody can help */

#define EXIT_READ 0
#define EXIT_UNREADABLE 3

static struct {
	struct decoder_settings settings;
	pthread_t *threads;
	int threads_nr;
	int stop_fd;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t woken;
	uint64_t finished;
	bool is_stopping;
} decoder = {
	.stop_fd = -1,
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.changed = PTHREAD_COND_INITIALIZER,
};

/* A photograph on lease. */
struct job {
	const char *tenant;
	const char *sha256;
	const char *attempts; /* which attempt it is; whoever leases it next has another number */
	int64_t attempt;
};

enum outcome {
	IDLE, /* there was nothing to do */
	DONE,
	TROUBLE, /* the next photograph would meet the same */
};

/* ---- what becomes of a photograph: each in the tenant's own transaction */

static bool end_job(struct work *w, bool is_queued)
{
	if (is_queued && db_commit(w))
		return true;
	/* The lease ends by itself, and somebody looks again. */
	log_error("problem", "a photograph cannot be noted", "tenant", w->tenant, "cause",
		  w->problem.cause ? w->problem.cause : w->problem.detail);
	db_rollback(w);
	return false;
}

static bool note_ready(struct work *w, const struct job *job, const struct report *r)
{
	return end_job(w,
		       db_begin(w, DB_APP, DB_WRITE) &&
			       db_send(w, &photo_ready_sql, job->tenant, job->sha256, job->attempts,
				       r->format, db_number(w, r->width), db_number(w, r->height),
				       r->taken_at, r->taken_offset, r->lat, r->lon, r->camera,
				       r->software, r->json, db_time(w, w->now)));
}

static bool note_unreadable(struct work *w, const struct job *job, const char *why)
{
	log_info("event", "unreadable photograph", "tenant", job->tenant, "sha256", job->sha256,
		 "why", why);
	return end_job(w, db_begin(w, DB_APP, DB_WRITE) &&
				  db_send(w, &photo_unreadable_sql, job->tenant, job->sha256,
					  job->attempts, why, db_time(w, w->now)));
}

static bool look_again(struct work *w, const struct job *job, int64_t after_ms, bool is_our_fault)
{
	return end_job(w,
		       db_begin(w, DB_APP, DB_WRITE) &&
			       db_send(w, &photo_again_sql, job->tenant, job->sha256, job->attempts,
				       db_time(w, w->now + after_ms), db_bool(is_our_fault)));
}

static void log_trouble(const struct job *job, const char *what, const char *cause)
{
	log_error("problem", what, "tenant", job->tenant, "sha256", job->sha256, "cause", cause);
}

static bool after_crash(struct work *w, const struct job *job, const char *cause)
{
	log_trouble(job, "the photo program crashed", cause);
	if (job->attempt < ATTEMPTS_MAX)
		return look_again(w, job, AFTER_CRASH_MS, false);
	return note_unreadable(w, job, "The picture could not be decoded.");
}

/* The program bounds its own computing time, so what is late has mostly waited for others. */
static bool after_late(struct work *w, const struct job *job)
{
	log_trouble(job, "the photo program took too long", "it was killed");
	if (job->attempt < ATTEMPTS_MAX)
		return look_again(w, job, AFTER_LATE_MS * job->attempt * job->attempt, false);
	return note_unreadable(w, job, "The picture takes too long to decode.");
}

/* ---- one photograph */

static bool after_exit(struct work *w, const struct job *job, const struct run *run)
{
	struct report report = { 0 };
	const char *why;

	if (run->code == EXIT_READ && report_read(w, run->said, &report))
		return note_ready(w, job, &report);
	if (run->code == EXIT_UNREADABLE && report_read_unreadable(w, run->said, &why))
		return note_unreadable(w, job, why);
	if (run->code != EXIT_READ && run->code != EXIT_UNREADABLE) {
		log_trouble(job, "the photo program failed", run->cause);
		return look_again(w, job, AFTER_TROUBLE_MS, true);
	}
	work_forgive(w);
	return after_crash(w, job, "it answered something else than a report");
}

static enum outcome after_run(struct work *w, const struct job *job, const struct run *run)
{
	bool is_noted = false;

	switch (run->end) {
	case RUN_EXITED:
		is_noted = after_exit(w, job, run);
		break;
	case RUN_DIED:
		is_noted = after_crash(w, job, run->cause);
		break;
	case RUN_LATE:
		is_noted = after_late(w, job);
		break;
	case RUN_STOPPED:
		is_noted = look_again(w, job, 0, true);
		break;
	case RUN_NOT_STARTED:
		log_trouble(job, "the photo program does not run", run->cause);
		look_again(w, job, AFTER_TROUBLE_MS, true);
		break;
	}
	return is_noted ? DONE : TROUBLE;
}

static enum outcome decode(struct work *w, const struct job *job)
{
	const char *const argv[] = {
		decoder.settings.program,
		store_path(&w->mem, job->tenant, job->sha256, STORE_ORIGINAL),
		store_path(&w->mem, job->tenant, job->sha256, STORE_THUMBNAIL),
		store_path(&w->mem, job->tenant, job->sha256, STORE_VIEW),
		NULL,
	};
	struct run run;

	/* Leases that ended without a word: it is not only the program that this one brings down.
	 */
	if (job->attempt > ATTEMPTS_MAX)
		return note_unreadable(w, job, "The picture could not be decoded.") ? DONE
										    : TROUBLE;
	if (store_size_bytes(argv[1]) < 0) {
		log_trouble(job, "a photograph is not on disk", argv[1]);
		return look_again(w, job, AFTER_LOSS_MS, true) ? DONE : TROUBLE;
	}
	decoder_run(&w->mem, argv, decoder.settings.run_ms, decoder.stop_fd, &run);
	w->now = clock_now();
	return after_run(w, job, &run);
}

/* job->sha256 stays NULL where nothing is due. */
static bool claim(struct work *w, struct job *job)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_WRITE))
		return false;
	rows = db_query(w, &photo_claim_sql, db_time(w, w->now),
			db_time(w, w->now + decoder.settings.run_ms + LEASE_MS));
	if (!rows || !db_commit(w))
		return false;
	if (db_count(rows)) {
		job->tenant = db_text(rows, 0, "tenant_id");
		job->sha256 = db_text(rows, 0, "sha256");
		job->attempts = db_text(rows, 0, "attempts");
		job->attempt = db_integer(rows, 0, "attempts");
	}
	return true;
}

static void tell_finished(void)
{
	pthread_mutex_lock(&decoder.lock);
	decoder.finished++;
	pthread_cond_broadcast(&decoder.changed);
	pthread_mutex_unlock(&decoder.lock);
}

static enum outcome decode_next(void)
{
	enum outcome outcome = TROUBLE;
	struct job job = { 0 };
	struct work w;

	work_init(&w, clock_now());
	if (!claim(&w, &job)) {
		log_error("problem", "no photographs can be looked for", "cause",
			  w.problem.cause ? w.problem.cause : w.problem.detail);
		db_rollback(&w);
	} else if (!job.sha256) {
		outcome = IDLE;
	} else {
		w.tenant = job.tenant;
		outcome = decode(&w, &job);
		tell_finished();
	}
	work_release(&w);
	return outcome;
}

/* ---- the threads */

static void deadline_in(int ms, struct timespec *until)
{
	clock_gettime(CLOCK_MONOTONIC, until);
	until->tv_sec += ms / 1000;
	until->tv_nsec += ms % 1000 * 1000000L;
	if (until->tv_nsec >= 1000000000) {
		until->tv_nsec -= 1000000000;
		until->tv_sec++;
	}
}

/* With the lock held; to the end of the time, or until *counter moves or it is to stop. */
static void wait_for(const uint64_t *counter, uint64_t seen, int ms)
{
	struct timespec until;
	int rc = 0;

	deadline_in(ms, &until);
	while (!rc && !decoder.is_stopping && (!counter || *counter == seen))
		rc = pthread_cond_clockwait(&decoder.changed, &decoder.lock, CLOCK_MONOTONIC,
					    &until);
}

static void *run_thread(void *data)
{
	(void)data;
	pthread_mutex_lock(&decoder.lock);
	while (!decoder.is_stopping) {
		uint64_t woken = decoder.woken;
		enum outcome outcome;

		pthread_mutex_unlock(&decoder.lock);
		outcome = decode_next();
		pthread_mutex_lock(&decoder.lock);
		if (outcome == IDLE)
			wait_for(&decoder.woken, woken, LOOK_MS);
		else if (outcome == TROUBLE)
			wait_for(NULL, 0, LOOK_MS);
	}
	pthread_mutex_unlock(&decoder.lock);
	return NULL;
}

bool decoder_start(struct work *w, const struct decoder_settings *settings)
{
	decoder.settings = *settings;
	decoder.is_stopping = false;
	decoder.stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (decoder.stop_fd < 0)
		return broken(w, "the decoder has no eventfd: %s", strerrordesc_np(errno));
	decoder.threads = calloc((size_t)settings->threads, sizeof(*decoder.threads));
	if (!decoder.threads)
		BUG("out of memory: the decoder's threads");
	while (decoder.threads_nr < settings->threads) {
		int why = pthread_create(&decoder.threads[decoder.threads_nr], NULL, run_thread,
					 NULL);

		if (why) {
			decoder_stop();
			return broken(w, "the decoder has no thread: %s", strerrordesc_np(why));
		}
		decoder.threads_nr++;
	}
	return true;
}

void decoder_stop(void)
{
	static const uint64_t one = 1;

	if (decoder.stop_fd < 0)
		return;
	pthread_mutex_lock(&decoder.lock);
	decoder.is_stopping = true;
	pthread_cond_broadcast(&decoder.changed);
	pthread_mutex_unlock(&decoder.lock);
	/* It is never read: everybody who polls it sees it from here on. */
	if (write(decoder.stop_fd, &one, sizeof(one)) != sizeof(one))
		log_warn("problem", "the decoder's programs are waited for");
	while (decoder.threads_nr)
		pthread_join(decoder.threads[--decoder.threads_nr], NULL);
	free(decoder.threads);
	decoder.threads = NULL;
	close(decoder.stop_fd);
	decoder.stop_fd = -1;
}

void decoder_wake(void)
{
	pthread_mutex_lock(&decoder.lock);
	decoder.woken++;
	pthread_cond_broadcast(&decoder.changed);
	pthread_mutex_unlock(&decoder.lock);
}

uint64_t decoder_finished(void)
{
	uint64_t finished;

	pthread_mutex_lock(&decoder.lock);
	finished = decoder.finished;
	pthread_mutex_unlock(&decoder.lock);
	return finished;
}

void decoder_await(uint64_t finished, int ms)
{
	pthread_mutex_lock(&decoder.lock);
	wait_for(&decoder.finished, finished, ms);
	pthread_mutex_unlock(&decoder.lock);
}
