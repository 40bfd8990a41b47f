/*
 * answer: what one answer of 1 kB costs that needs no database, against nginx with the same file;
 * and whether a thousand connections that lie idle are in others' way.
 */
#ifndef BENCH_ANSWER_H
#define BENCH_ANSWER_H

#include "bench/table.h"

/* Makes the folder of pages that the server is started with. */
bool answer_pages(struct work *w, const char *photos, const char **pages) MUST_CHECK;
/* Prints its tables. */
bool answer_bench(struct work *w, const struct bench *bench) MUST_CHECK;

#endif
