/*
 * offer: a mystery visit that nobody leads, and that a shopper may take on.
 *
 *	offered --take, for a day--> taken --start--> …
 *	   ^----give back, or not begun in time----'
 *
 * A shopper sees only what fits: by what the visit requires, by rotation (so many days before the
 * shopper or a companion is at the store or the brand again), by limits for a day, and only the
 * days on which all of that holds. The database keeps the rules (mystery_refusal), also where
 * somebody is sent by whoever plans.
 */
#ifndef MYSTERY_OFFER_H
#define MYSTERY_OFFER_H

#include "base/work.h"
#include "json/json.h"

/* What the caller may take, with its days. */
bool offer_list(struct work *w, const char **json) MUST_CHECK;

/* on: a day of the offer. The answer is the visit as the caller sees it. */
bool offer_take(struct work *w, const char *inspection_id, const char *on,
		const char **json) MUST_CHECK;
/* Before its start; it is offered again. */
bool offer_give_back(struct work *w, const char *inspection_id) MUST_CHECK;

/* For whom a visit is that nobody has begun; by whoever plans there, from above the store. */
struct requirements {
	struct json_texts languages;
	struct json_texts certifications;
	int64_t min_rating; /* 0: none */
	int64_t birth_from; /* 0: none */
	int64_t birth_to;
};

bool offer_require(struct work *w, const char *inspection_id, const struct requirements *r,
		   const char **json) MUST_CHECK;
/* For whom it is, or was; for whoever plans there, from above the store. */
bool offer_requirements(struct work *w, const char *inspection_id, const char **json) MUST_CHECK;

/* A loop's step: what was taken and not begun in time is offered again. */
bool offer_expire_step(struct work *w, bool *has_more) MUST_CHECK;

#endif
