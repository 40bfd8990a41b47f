/*
 * submit: a submission over HTTP against one statement that writes the same rows.
 */
#ifndef BENCH_SUBMIT_H
#define BENCH_SUBMIT_H

#include "bench/table.h"

/* Prints its table. */
bool submit_bench(struct work *w, const struct bench *bench) MUST_CHECK;

#endif
