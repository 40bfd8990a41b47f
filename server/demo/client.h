/*
 * client: requests to our own handlers, without a socket, at any moment of the past.
 */
#ifndef DEMO_CLIENT_H
#define DEMO_CLIENT_H

#include "demo/demo.h"
#include "json/json.h"

struct actor {
	const char *login;
	const char *person_id;
	struct principal who;
	const char *signature; /* the photograph of it, once it was given */
};

struct client {
	const struct demo_settings *settings;
	struct arena *mem; /* what outlives a request */
};

/* One request on its way; release it with work_release(&call.work). */
struct call {
	struct work work;
	struct response res;
	const struct json_value *body; /* of the answer, where there is one */
};

/*
 * Sends the request as the actor at that moment; false, with the problem in call->work, where it
 * was refused. `body` may be NULL.
 */
bool client_call(struct client *c, struct actor *actor, int64_t at, enum method method,
		 const char *path, const char *body, struct call *call) MUST_CHECK;

/* The same where nobody needs the answer; what is refused goes to standard error. */
bool client_do(struct client *c, struct actor *actor, int64_t at, enum method method,
	       const char *path, const char *body) MUST_CHECK;

/* Uploads the bytes of a photograph with its capture record. */
bool client_upload(struct client *c, struct actor *actor, int64_t at, const void *bytes,
		   size_t size, const char *sha256, const char *capture) MUST_CHECK;

bool client_sign_in(struct client *c, struct actor *actor, int64_t at, const char *tenant,
		    const char *password) MUST_CHECK;

/* A text of the answer, by its path of member names ("context", "id"); NULL: not there. */
const char *call_text(const struct call *call, const char *member, const char *inner);

#endif
