/*
 * gate: only a request whose frame can be read in one way gets in.
 *
 * With kept-alive connections a request that two programs frame differently smuggles a second
 * one past the first of them. What is ambiguous is refused, and the connection is closed.
 *
 * CivetWeb reads heads generously, and stops at a folded line or at the 64th header without a
 * word; what it made of a head is held against the bytes that came.
 */
#ifndef HTTP_GATE_H
#define HTTP_GATE_H

#include <civetweb.h>

#include "http/http.h"

/* What the gate found of the body. */
struct frame {
	bool has_body;
	long long size; /* of Content-Length */
};

bool gate_pass(struct work *w, const struct mg_request_info *info, struct frame *frame) MUST_CHECK;

#endif
