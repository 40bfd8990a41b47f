/*
 * idempotency: a write that is sent again under its Idempotency-Key is done once and answered as
 * the first time, byte for byte.
 *
 *	missing (of a KEYED route)	idempotency_key_required
 *	another request had it		idempotency_key_reused
 *	the first is still running	idempotency_key_in_use, with Retry-After
 *	the first was done		its answer, marked Idempotent-Replayed
 *
 * The answer is kept in the transaction of its effect, so neither is ever there without the
 * other, and a server that dies leaves nothing behind. What was refused is not kept: it had no
 * effect, and may succeed the next time. A key belongs to its person and is forgotten after 30
 * days; from then on only an id that the maker chose keeps a thing from being made twice.
 */
#ifndef HTTP_IDEMPOTENCY_H
#define HTTP_IDEMPOTENCY_H

#include "http/http.h"

struct idempotency {
	const char *secret; /* opens the answer; NULL: the request has no key */
	const char *key_sha256;
	const char *route; /* "POST /v1/units" */
	const char *request_sha256;
	bool is_replay; /* the answer is that of the first time */
};

/* What the request says of itself; refuses a key that is none, and a KEYED route without one. */
bool idempotency_read(struct work *w, const struct route *route, const struct request *req,
		      struct idempotency *key) MUST_CHECK;
/* In the transaction that shall have the effect, before it: takes the key until its end. */
bool idempotency_lock(struct work *w, const struct idempotency *key) MUST_CHECK;
/* Where the request was answered before, fills in that answer. */
bool idempotency_find(struct work *w, struct idempotency *key, struct response *res) MUST_CHECK;
/* In the transaction of the effect, after it: keeps the answer. */
bool idempotency_keep(struct work *w, const struct idempotency *key,
		      const struct response *res) MUST_CHECK;

/* Background: forgets some keys whose time is over. */
bool idempotency_forget_step(struct work *w, bool *has_more) MUST_CHECK;

#endif
