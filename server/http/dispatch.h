/*
 * dispatch: a request that is understood becomes one unit of work, and is committed.
 */
#ifndef HTTP_DISPATCH_H
#define HTTP_DISPATCH_H

#include "http/http.h"

/*
 * Begins what the route asks for, asks after the caller (of a public route NULL will do), runs
 * the handler and commits. False: the work holds the problem, and its transaction is still to be
 * rolled back.
 */
bool dispatch(struct work *w, const struct route *route, struct principal *who,
	      const struct request *req, struct response *res) MUST_CHECK;

#endif
