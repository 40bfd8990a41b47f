#include "http/rate.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "base/crypt.h"

/*
 * A place is one word, so that threads change it without a lock: whose it is (a part of a keyed
 * hash, which nobody outside can aim at), and when its bucket will be full again.
 *
 *	| 20 bits of the hash | 44 bits: full at, in units of 16 microseconds |
 *
 * A bucket that is full is like one that nobody has used; 0 is a place that nobody has.
 */
#define TIME_BITS 44
#define TIME_MASK ((UINT64_C(1) << TIME_BITS) - 1)
#define UNITS_PER_S UINT64_C(62500)
#define WAYS 4 /* places in which one may be */

static struct {
	uint64_t cost; /* of a request, in units; 0: no limit */
	_Atomic uint64_t places[RATE_PLACES];
} table[RATES];

void rate_set(enum rate rate, int64_t per_second)
{
	table[rate].cost = per_second ? UNITS_PER_S / (uint64_t)per_second : 0;
	if (per_second && !table[rate].cost)
		table[rate].cost = 1;
}

static uint64_t full_at(uint64_t place) { return place & TIME_MASK; }

/* The one that is theirs, or the one whose bucket is fullest. */
static _Atomic uint64_t *place_of(enum rate rate, uint64_t hash, uint64_t *seen)
{
	size_t first = hash % (RATE_PLACES / WAYS) * WAYS;
	_Atomic uint64_t *found = NULL;

	for (size_t i = first; i < first + WAYS; i++) {
		_Atomic uint64_t *place = &table[rate].places[i];
		uint64_t now = atomic_load_explicit(place, memory_order_relaxed);

		if (now && now >> TIME_BITS == hash >> TIME_BITS) {
			*seen = now;
			return place;
		}
		if (!found || full_at(now) < full_at(*seen)) {
			found = place;
			*seen = now;
		}
	}
	return found;
}

static int seconds(uint64_t units) { return (int)((units + UNITS_PER_S - 1) / UNITS_PER_S); }

int rate_take(enum rate rate, const char *who, int64_t now_ms)
{
	uint64_t cost = table[rate].cost;
	uint64_t now = (uint64_t)now_ms * UNITS_PER_S / 1000 + 1;
	uint64_t hash, seen = 0, most = now + RATE_BURST_S * UNITS_PER_S;

	if (!cost)
		return 0;
	hash = keyed_hash(who, strlen(who));
	for (;;) {
		_Atomic uint64_t *place = place_of(rate, hash, &seen);
		bool is_theirs = seen && seen >> TIME_BITS == hash >> TIME_BITS;
		uint64_t full = is_theirs && full_at(seen) > now ? full_at(seen) : now;
		uint64_t next = full + cost;

		if (next > most)
			return seconds(next - most);
		if (atomic_compare_exchange_weak(place, &seen,
						 (hash >> TIME_BITS << TIME_BITS) | next))
			return 0;
	}
}
