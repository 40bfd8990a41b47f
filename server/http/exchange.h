/*
 * exchange: one request on its way through the house, from its connection to its answer.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include <civetweb.h>

#include "http/http.h"

/*
 * Takes the request in, runs it and answers. A stale request is refused: it does not lie where
 * its connection's bytes begin.
 */
void exchange_serve(struct mg_connection *conn, const struct http_settings *settings,
		    bool is_stale);

/* Answers with a problem what never became a request, and closes the connection. */
void exchange_refuse(struct mg_connection *conn, enum problem_kind kind, const char *detail);

#endif
