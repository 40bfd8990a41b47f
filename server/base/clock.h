/*
 * clock: moments as milliseconds since 1970 UTC, and as RFC 3339 text.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* The wall clock, or what the test clock's file says. */
int64_t clock_now(void);

/* From here on the clock is what the file holds (ms since 1970 in decimal), read at each call. */
void clock_use_file(const char *path);

/* Milliseconds that only run forward; for durations. */
int64_t clock_monotonic_ms(void);

/* "2026-11-21T08:00:00.000Z" */
const char *clock_text(struct arena *a, int64_t ms);

/*
 * An RFC 3339 moment with its offset ("Z", "+08:00"); fractions below the millisecond are cut.
 * False where it is not one: no offset, 30 February, 24:00, a leap second, a moment outside of the
 * years 1970 to 9999 in UTC.
 */
bool clock_parse(const char *s, int64_t *ms);

/* Whether s is a day of the calendar as YYYY-MM-DD. */
bool clock_is_date(const char *s);

#endif
