#include "messengers/webhook_secret.h"

#include <inttypes.h>
#include <string.h>

#include "access/access.h"
#include "base/crypt.h"

#define PREFIX "whsec_"
#define SECRET_BYTES 24

const char *webhook_secret_make(struct work *w)
{
	unsigned char bytes[SECRET_BYTES];

	random_bytes(bytes, sizeof(bytes));
	return arena_printf(&w->mem, PREFIX "%s", base64(&w->mem, bytes, sizeof(bytes)));
}

const char *webhook_secret_seal(struct work *w, const char *secret)
{
	return key_seal(&w->mem, secret, strlen(secret));
}

const char *webhook_sign(struct work *w, const char *sealed, const char *id, int64_t seconds,
			 const char *body)
{
	size_t n;
	const char *secret = key_open(&w->mem, sealed, &n);
	const char *signed_text = arena_printf(&w->mem, "%s.%" PRId64 ".%s", id, seconds, body);
	unsigned char mac[SHA256_BYTES];
	const char *key;

	if (!secret)
		return NULL;
	key = base64_decode(&w->mem, secret + strlen(PREFIX), &n);
	if (!key)
		return NULL;
	hmac_sha256(key, n, signed_text, strlen(signed_text), mac);
	return arena_printf(&w->mem, "v1,%s", base64(&w->mem, mac, sizeof(mac)));
}
