/*
 * wire: one HTTP/1.1 connection of one client, kept alive; a request is written at once, and its
 * answer is waited for.
 */
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H

#include "base/work.h"

struct wire {
	int fd;
	char *buffer;
	size_t room;
	/* of the last answer */
	int status;
	const char *body; /* ended by a NUL */
	size_t body_size;
};

bool wire_open(struct work *w, struct wire *wire, int port) MUST_CHECK;
/* One that was never opened is fine, if it is zeroed. */
void wire_close(struct wire *wire);
bool wire_reopen(struct work *w, struct wire *wire, int port) MUST_CHECK;

/* The bytes of a whole request; broken where no whole answer comes. */
bool wire_ask(struct work *w, struct wire *wire, const char *request, size_t size) MUST_CHECK;

/* The same of a request that lies in pieces. */
struct wire_part {
	const char *bytes;
	size_t size;
};
bool wire_ask_parts(struct work *w, struct wire *wire, const struct wire_part *parts,
		    int nr) MUST_CHECK;

/* A request with a token and a JSON body; both may be NULL. */
const char *wire_request(struct arena *mem, const char *method, const char *path, const char *token,
			 const char *body);
/* Asks, and is broken where the status is not that. */
bool wire_expect(struct work *w, struct wire *wire, int status, const char *request) MUST_CHECK;

#endif
