/*
 * webhook_secret: what proves to a receiver that a message is ours ("whsec_" and base64), sealed
 * with the server's keys where it is kept, and the signature made with it.
 */
#ifndef MESSENGERS_WEBHOOK_SECRET_H
#define MESSENGERS_WEBHOOK_SECRET_H

#include "base/work.h"

const char *webhook_secret_make(struct work *w);
const char *webhook_secret_seal(struct work *w, const char *secret);

/*
 * "v1,…" over "id.seconds.body" by Standard Webhooks. NULL where the sealed secret cannot be read
 * with the keys of this server.
 */
const char *webhook_sign(struct work *w, const char *sealed, const char *id, int64_t seconds,
			 const char *body);

#endif
