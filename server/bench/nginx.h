/*
 * nginx: the program of that name, serving a folder, for as long as it is compared with.
 */
#ifndef BENCH_NGINX_H
#define BENCH_NGINX_H

#include <sys/types.h>

#include "base/work.h"

struct nginx {
	pid_t pid; /* 0: it is not installed */
	int port;
};

/* Its own files go below `folder`; it serves the files of `pages`. */
bool nginx_start(struct work *w, struct nginx *nginx, const char *folder,
		 const char *pages) MUST_CHECK;
void nginx_stop(struct nginx *nginx);

#endif
