/*
 * connection: the only code that reads from and writes to a socket.
 */
#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H

#include <civetweb.h>

#include "http/gate.h"
#include "http/http.h"

/* Whether the route takes a body of that size; else too_large. */
bool body_is_taken(struct work *w, const struct frame *frame, enum body body) MUST_CHECK;
/* Takes the body in, whole, into memory or (UPLOAD) into a file. */
bool body_receive(struct work *w, struct mg_connection *conn, const struct frame *frame,
		  enum body body, const char *upload_folder, struct request *req) MUST_CHECK;

/*
 * Reads a body that nobody wants, so that the next request can be found behind it, and so that
 * the answer is not lost: a connection that is closed with bytes unread is torn down. False where
 * it did not come to its end soon.
 */
bool body_discard(struct mg_connection *conn, const struct frame *frame, const struct request *req);

struct answer {
	const struct response *res;
	const char *request_id;
	const char *allow; /* of a 405 */
	int64_t now;
	int retry_after_s;
	bool is_closing; /* nothing more is read from this connection */
	bool takes_gzip;
	bool is_head; /* of HEAD: what GET would get, but for the body */
};

/* 200 or 204 where the handler has not said. */
int answer_status(const struct response *res);
/* The status that was sent: 500 where the file of the answer is not there. */
int answer_send(struct arena *mem, struct mg_connection *conn, const struct answer *answer);

#endif
