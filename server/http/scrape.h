/*
 * scrape: a second, small listener that answers GET /metrics and nothing else. Whoever reaches it
 * may read it, so it listens where only the operator's own programs are.
 */
#ifndef HTTP_SCRAPE_H
#define HTTP_SCRAPE_H

#include "base/work.h"

/* What is told; false: the work holds the problem, and the answer is 503. */
typedef bool scrape_tell(struct work *w, const char **text);

/* broken: the port is taken. */
bool scrape_start(struct work *w, const char *listen, scrape_tell *tell) MUST_CHECK;
void scrape_stop(void);

#endif
