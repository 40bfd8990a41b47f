/*
 * record: what a request did, as the entry that it leaves in the audit log.
 *
 * Whatever answers anything but GET leaves one entry with its first commit, whichever handler it
 * is and however it goes about its transactions; what changed nothing leaves none.
 */
#ifndef HTTP_RECORD_H
#define HTTP_RECORD_H

#include "http/http.h"

/* All three must last as long as the work. */
void record_begin(struct work *w, const struct route *route, const struct request *req,
		  const struct response *res);
/* What is committed from here on is not the handler's. */
void record_end(struct work *w);

#endif
