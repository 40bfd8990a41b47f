/*
 * plans: ten thousand stores with a daily plan: how long its visits of two weeks take to be made,
 * how long the step of the next day, and how long phones wait for a bundle meanwhile.
 */
#ifndef BENCH_PLANS_H
#define BENCH_PLANS_H

#include "bench/table.h"

bool plans_bench(struct work *w, const struct bench *bench) MUST_CHECK;

#endif
