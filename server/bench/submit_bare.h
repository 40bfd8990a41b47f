/*
 * submit_bare: the rows of a submission by one prepared statement.
 */
#ifndef BENCH_SUBMIT_BARE_H
#define BENCH_SUBMIT_BARE_H

#include "bench/bare.h"
#include "bench/crowd.h"
#include "bench/ground.h"

#define SUBMIT_BARE_PARAMS 47

/* What the server wrote for one visit: the same for every other but for ids and moments. */
struct sample {
	const char *params[SUBMIT_BARE_PARAMS]; /* NULL where it is another each time */
};

struct bare_submitter {
	struct bare *bare;
	const struct ground *ground;
	const struct sample *sample;
	struct stock *stock;
	const char *person_id;
};

bool sample_read(struct work *w, const struct ground *ground, const char *inspection_id,
		 struct sample *sample) MUST_CHECK;
/* Broken where two visits did not have the same written for them; else says how much it is. */
bool sample_compare(struct work *w, const struct ground *ground, const char *by_server,
		    const char *by_bare) MUST_CHECK;

bool bare_submit_prepare(struct work *w, struct bare *bare) MUST_CHECK;
/* A take_turn of a struct bare_submitter. */
enum turn bare_submit(struct work *w, void *submitter);

#endif
