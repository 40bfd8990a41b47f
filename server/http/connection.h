/*
 * connection: the only code that reads from and writes to a socket.
 */
#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H

#include <civetweb.h>

#include "http/gate.h"
#include "http/http.h"

/* Takes the body in, whole, into memory or (UPLOAD) into a file. */
bool body_receive(struct work *w, struct mg_connection *conn, const struct frame *frame,
		  enum body body, const char *upload_folder, struct request *req) MUST_CHECK;

struct answer {
	const struct response *res;
	const char *request_id;
	const char *allow; /* of a 405 */
	int retry_after_s;
	bool is_closing; /* nothing more is read from this connection */
	bool takes_gzip;
	bool is_head;
};

void answer_send(struct arena *mem, struct mg_connection *conn, const struct answer *answer);

/* zlib's gzip of s at a level that costs little; NULL where it would not get smaller. */
const char *gzip(struct arena *mem, const char *s, size_t size, size_t *gzipped);

#endif
