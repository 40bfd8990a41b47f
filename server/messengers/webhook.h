/*
 * webhook: another system hears what happens, by the Standard Webhooks specification.
 *
 *	active --8 tries of one message, or 410--> off --by hand--> active
 *
 * A webhook belongs to who made it and hears what that person may see at the moment of sending. A
 * message tells what it is about by ids; it comes at least once, and mostly in the order of things.
 */
#ifndef MESSENGERS_WEBHOOK_H
#define MESSENGERS_WEBHOOK_H

#include "organization/creation.h"
#include "json/json.h"

struct webhook {
	const char *id;
	const char *url;
	const char *description;
	bool description_given;
	struct json_texts kinds;
	bool kinds_given;
	int state; /* of webhook_states */
	bool state_given;
};

extern const char *const webhook_states[];

/* creation->body has the secret, this once. Fault at /url: it cannot be called. */
bool webhook_create(struct work *w, struct webhook *webhook, const char *asked,
		    struct creation *creation) MUST_CHECK;
/* Switched on again it hears what happens from then on. */
bool webhook_change(struct work *w, const char *id, const struct webhook *change,
		    const char **body) MUST_CHECK;
bool webhook_delete(struct work *w, const char *id) MUST_CHECK;
/* A new secret, which the answer has this once; the one before signs as well for a day. */
bool webhook_rotate(struct work *w, const char *id, const char **body) MUST_CHECK;
/* A message of the kind webhook.test is on its way. */
bool webhook_test(struct work *w, const char *id, const char **delivery) MUST_CHECK;
/* The same message once more, with the same id. */
bool webhook_redeliver(struct work *w, const char *id, const char *delivery_id,
		       const char **delivery) MUST_CHECK;

/* What has happened since goes into the webhooks' queues. */
bool webhook_queue_step(struct work *w, bool *has_more) MUST_CHECK;
/* What is due of one webhook is sent, as far as it goes through. */
bool webhook_send_step(struct work *w, bool *has_more) MUST_CHECK;
/* What was sent a month ago is forgotten. */
bool webhook_forget_step(struct work *w, bool *has_more) MUST_CHECK;

#endif
