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

/* Why it did not go well; the names without the prefix are codes of the API. */
enum outgoing_why {
	WHY_none, /* it did */
#define WHY(name, text) WHY_##name,
#include "messengers/outgoing.def"
#undef WHY
};

struct outgoing_answer {
	int status; /* 0: there was none */
	enum outgoing_why why;
};

/* NULL where it went well. */
const char *outgoing_why_code(enum outgoing_why why);
const char *outgoing_why_text(enum outgoing_why why);

/* Once, before anything else here. Plain http and this machine itself are for tests alone. */
void outgoing_init(bool is_loopback_allowed);

/* Whether it can be called; WHY_none: yes. Names are looked up when it is called. */
enum outgoing_why outgoing_url_fault(struct arena *mem, const char *url);

/* Whether it is one of the whole world's, and not of a private or special network. */
bool outgoing_is_public(const struct address *address);

/* work_should_stop() ends it early. */
void outgoing_post(struct work *w, const struct outgoing *request, struct outgoing_answer *answer);

#endif
