/*
 * metrics: how the server does, as Prometheus reads it: requests, the pool of connections, what
 * waits to be done, the disk of the photographs, the process. Nothing in it names a person or a
 * tenant.
 */
#ifndef METRICS_METRICS_H
#define METRICS_METRICS_H

#include "base/work.h"

/* photos: the folder whose disk is told of. */
void metrics_open(const char *photos);

/* Without the database it tells the rest, and gemba_database_up 0. */
bool metrics_tell(struct work *w, const char **text) MUST_CHECK;

#endif
