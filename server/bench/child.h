/*
 * child: the server that is measured, a process of its own, on a port that was free.
 */
#ifndef BENCH_CHILD_H
#define BENCH_CHILD_H

#include <sys/types.h>

#include "bench/bench.h"

struct child {
	pid_t pid;
	int port;
	int log; /* its log lines, a file in memory */
};

/* A port that nobody listens on. */
int child_free_port(void);

/* Returns when it answers. It ends with this process, however that ends. */
bool child_start(struct work *w, struct child *child,
		 const struct bench_settings *settings) MUST_CHECK;
/* Nothing to do where it was not started. */
void child_stop(struct child *child);
/* The end of its log on standard error. */
void child_tell(const struct child *child);

#endif
