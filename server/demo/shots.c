#include "demo/shots.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "demo/picture.h"

const char *shot_take(struct stage *s, struct actor *actor, const struct store *store, int64_t at)
{
	char *hash = arena_alloc(&s->mem, SHA256_HEX);
	const char *capture;
	unsigned char *bytes;
	size_t size;
	bool ok;

	bytes = picture_draw(&s->chance, &size);
	sha256_hex(bytes, size, hash);
	capture = arena_printf(
		&s->mem,
		"{\"method\":\"camera\",\"claimed_at\":\"%s\",\"clock_offset_ms\":%u,"
		"\"lat\":%.5f,\"lon\":%.5f,\"accuracy_m\":%u,\"is_mock\":false}",
		clock_text(&s->mem, at), chance_below(&s->chance, 900),
		store->lat + chance_below(&s->chance, 60) / 1e5,
		store->lon - chance_below(&s->chance, 60) / 1e5, 4 + chance_below(&s->chance, 30));
	ok = client_upload(&s->client, actor, at, bytes, size, hash, capture);
	free(bytes);
	return ok ? hash : NULL;
}
