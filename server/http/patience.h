/*
 * patience: how long is waited for a request's head that has begun to come.
 *
 * CivetWeb bounds the first head of a connection, but gives each later one all the time that a kept
 * connection may be idle, however slowly its bytes come. So a thread looks at the connections that
 * wait, some times a second: where a head has begun and does not come to its end in time, nothing
 * more is read, and it is refused as one that was cut off.
 */
#ifndef HTTP_PATIENCE_H
#define HTTP_PATIENCE_H

#include <civetweb.h>
#include <stdbool.h>

#include "base/work.h"

/* connections: how many there may be at once. */
bool patience_start(struct work *w, int head_ms, int connections) MUST_CHECK;
void patience_stop(void);

/* Each of these is called by the thread that serves the connection. */

/* A request was answered; the next head of the connection is waited for. */
void patience_wait(const struct mg_connection *conn);
/* It is there. */
void patience_end(void);
/* Whether it was cut off. */
bool patience_was_lost(void);
/* The connection is over. */
void patience_leave(void);

#endif
