/*
 * read: a list of 50 visits and a bundle over HTTP, against the statements behind them.
 */
#ifndef BENCH_READ_H
#define BENCH_READ_H

#include "bench/table.h"

/* Prints its tables. */
bool read_bench(struct work *w, const struct bench *bench) MUST_CHECK;

#endif
