/*
 * rate: how often one person, and one address, may ask.
 *
 * Everybody has a bucket that holds the requests of RATE_BURST_S seconds. A request takes one; the
 * bucket fills again at the rate. So a phone that was offline sends its day at once, and nobody
 * asks faster than that for long.
 *
 * Each server counts for itself, in memory. There is room for so many that are busy at once
 * (RATE_PLACES); of more, those who have asked least are forgotten first.
 */
#ifndef HTTP_RATE_H
#define HTTP_RATE_H

#include <stdint.h>

#define RATE_BURST_S 20
#define RATE_PLACES 65536

enum rate {
	RATE_PERSON,
	RATE_ADDRESS,
	RATES,
};

/* So many requests a second; 0: as many as they like. */
void rate_set(enum rate rate, int64_t per_second);

/* Counts a request. 0: it may go on; otherwise in how many seconds the next one may. */
int rate_take(enum rate rate, const char *who, int64_t now_ms);

#endif
