/*
 * inspector: a client of the server who submits one visit after the other.
 */
#ifndef BENCH_INSPECTOR_H
#define BENCH_INSPECTOR_H

#include "bench/crowd.h"
#include "bench/ground.h"

struct inspector {
	struct wire wire;
	struct stock *stock;
	const char *const *token;
	const char *answers;
};

/* A take_turn of a struct inspector. */
enum turn inspector_submit(struct work *w, void *inspector);

#endif
