#include "http/dispatch.h"

#include <string.h>

#include "db/db.h"
#include "http/idempotency.h"
#include "http/record.h"

/* A handler that begins its own transactions, or none, asks nobody for the route's right. */
static bool ask_right(struct work *w)
{
	return db_begin(w, DB_APP, DB_READ) && principal_expect(w) && db_commit(w);
}

static bool begin(struct work *w, const struct route *route)
{
	if (route->transaction == NONE)
		return route->is_public || route->right == RIGHT_none || ask_right(w);
	if (!db_begin(w, DB_APP, route->transaction == READ ? DB_READ : DB_WRITE))
		return false;
	return route->is_public || principal_expect(w);
}

static void complete(struct work *w, struct response *res)
{
	if (res->complete)
		res->complete(w, res);
	res->complete = NULL;
}

static bool run(struct work *w, const struct route *route, const struct request *req,
		struct response *res)
{
	record_begin(w, route, req, res);
	return route->handle(w, req, res);
}

static bool handle(struct work *w, const struct route *route, const struct request *req,
		   struct response *res)
{
	if (!begin(w, route) || !run(w, route, req, res) || (w->db && !db_commit(w)))
		return false;
	complete(w, res);
	return true;
}

/* ---- under an Idempotency-Key */

/* Two that have come so far at once: the first is kept, and the second finds it at its next try. */
static bool commit_first(struct work *w)
{
	if (db_commit(w))
		return true;
	w->may_retry |= w->problem.kind == PROBLEM_idempotency_key_in_use;
	return false;
}

static bool do_it(struct work *w, const struct route *route, const struct idempotency *key,
		  const struct request *req, struct response *res)
{
	if (!run(w, route, req, res) || (res->complete && !db_flush(w)))
		return false;
	complete(w, res);
	return !w->db || (idempotency_keep(w, key, res) && commit_first(w));
}

static bool handle_once(struct work *w, const struct route *route, struct idempotency *key,
			const struct request *req, struct response *res)
{
	if (!begin(w, route) || !idempotency_lock(w, key) || !idempotency_find(w, key, res))
		return false;
	if (!key->is_replay)
		return do_it(w, route, key, req, res);
	db_rollback(w);
	return true;
}

static bool find_before(struct work *w, struct idempotency *key, struct response *res)
{
	record_end(w);
	if (!db_begin(w, DB_APP, DB_WRITE) || !principal_expect(w) ||
	    !idempotency_find(w, key, res))
		return false;
	return db_commit(w);
}

/*
 * A handler that begins its own transactions cannot be kept out by a lock in one of ours. If it
 * has run against its twin and lost, the twin's answer is its own.
 */
static bool handle_own(struct work *w, const struct route *route, struct idempotency *key,
		       const struct request *req, struct response *res)
{
	struct problem problem;

	if (!find_before(w, key, res))
		return false;
	if (key->is_replay || do_it(w, route, key, req, res))
		return true;
	db_rollback(w);
	if (w->may_retry)
		return false;
	problem = w->problem;
	work_forgive(w);
	if (find_before(w, key, res) && key->is_replay)
		return true;
	db_rollback(w);
	w->problem = problem;
	return false;
}

bool dispatch(struct work *w, const struct route *route, struct principal *who,
	      const struct request *req, struct response *res)
{
	struct idempotency key;

	memset(res, 0, sizeof(*res));
	if (!route->is_public) {
		w->who = who;
		w->person_id = who->person_id;
		w->tenant = who->tenant_id;
	}
	if (!idempotency_read(w, route, req, &key))
		return false;
	if (!key.secret)
		return handle(w, route, req, res);
	return route->transaction == NONE ? handle_own(w, route, &key, req, res)
					  : handle_once(w, route, &key, req, res);
}
