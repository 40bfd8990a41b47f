/*
 * outgoing: a request from here to somewhere that somebody else has named.
 *
 * The address is resolved first, and the connection goes to what was looked at: so a name cannot
 * lead into the network that the server stands in, not even by answering differently the second
 * time. No redirect is followed, no proxy is used, and what takes longer than 15 s or answers more
 * than 64 KB is ended.
 */
#ifndef MESSENGERS_OUTGOING_H
#define MESSENGERS_OUTGOING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/address.h"
#include "base/work.h"

struct outgoing {
	const char *url;
	const char *const *headers; /* "name: value" */
	size_t headers_nr;
	const char *body;
};

struct outgoing_answer {
	int status;      /* 0: there was none */
	const char *why; /* of what did not go well, for people; NULL where it did */
};

/* Once, before anything else here. Plain http and this machine itself are for tests alone. */
void outgoing_init(bool is_loopback_allowed);

/* NULL where it can be called; else why it cannot. Names are looked up when it is called. */
const char *outgoing_url_fault(struct arena *mem, const char *url);

/* Whether it is one of the whole world's, and not of a private or special network. */
bool outgoing_is_public(const struct address *address);

/* work_should_stop() ends it early. */
void outgoing_post(struct work *w, const struct outgoing *request, struct outgoing_answer *answer);

#endif
