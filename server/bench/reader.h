/*
 * reader: a client who asks for the newest visits, or for the bundles of visits that are to be
 * done; over HTTP, or with the statements behind that.
 */
#ifndef BENCH_READER_H
#define BENCH_READER_H

#include "bench/bare.h"
#include "bench/crowd.h"
#include "bench/ground.h"

struct reader {
	struct wire wire;
	struct bare *bare;
	const struct ground *ground;
	const char *const *token;
	struct stock *stock;
};

/* All but its connection to the server, which is opened before each slice. */
bool reader_open(struct work *w, struct reader *reader, const struct ground *ground,
		 const char *database, int nr) MUST_CHECK;
void reader_close(struct reader *reader);

/* Broken where the list over HTTP is not, byte for byte, what the bare statement gives. */
bool reader_compare(struct work *w, struct reader *reader) MUST_CHECK;

/* Each is a take_turn of a struct reader. */
enum turn reader_list(struct work *w, void *reader);
enum turn reader_bare_list(struct work *w, void *reader);
enum turn reader_bare_rows(struct work *w, void *reader);
enum turn reader_bundle(struct work *w, void *reader);
enum turn reader_bare_bundle(struct work *w, void *reader);

#endif
