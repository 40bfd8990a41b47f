/*
 * score: sheets of 50 questions a second on one core: the arithmetic alone, on answers that are
 * bound to their checklist, and the whole way from one JSON text to the other.
 */
#ifndef BENCH_SCORE_H
#define BENCH_SCORE_H

#include "base/work.h"

/* Prints its table; needs neither a server nor a database. */
bool score_bench(struct work *w, int seconds) MUST_CHECK;

#endif
