/*
 * photo: photographs of the usual size by several clients, and the largest there can be by sixteen
 * at once, against the same bytes written to a file and synced; and how much memory that takes.
 */
#ifndef BENCH_PHOTO_H
#define BENCH_PHOTO_H

#include "bench/table.h"

#define PHOTO_CLIENTS 16 /* with the largest there can be */

/* Prints its tables. The folder is where the server keeps its photographs. */
bool photo_bench(struct work *w, const struct bench *bench) MUST_CHECK;

#endif
