/*
 * crypt: hashes, secrets and random bytes, by libsodium; SHA-256 by OpenSSL, which uses what the
 * processor has for it and is nine times as fast there.
 */
#ifndef BASE_CRYPT_H
#define BASE_CRYPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define SHA256_BYTES 32
#define SHA256_HEX (2 * SHA256_BYTES + 1)

/* Once, before anything else here; stops the process where there is no randomness. */
void crypt_init(void);

void random_bytes(void *into, size_t n);
/* 0 ≤ the number < below, each as likely. */
uint32_t random_below(uint32_t below);

/* In lower-case hex with its NUL. */
void sha256_hex(const void *data, size_t n, char hex[static SHA256_HEX]);

/* A SHA-256 over what comes bit by bit. */
struct sha256 {
	_Alignas(16) unsigned char state[128];
};
void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *data, size_t n);
void sha256_end_hex(struct sha256 *s, char hex[static SHA256_HEX]);

/* A hash under a key of this process: for tables that nobody outside can aim at. */
uint64_t keyed_hash(const void *data, size_t n);

bool is_sha256_hex(const char *s);

/* n random bytes as base64url text without padding: tokens. */
const char *secret_text(struct arena *a, size_t n);
const char *base64url(struct arena *a, const void *data, size_t n);
/* NULL where s is not base64url; the bytes are ended by a NUL that *n does not count. */
char *base64url_decode(struct arena *a, const char *s, size_t *n);

/* The other base64, with '+', '/' and padding: what signatures are written in. */
const char *base64(struct arena *a, const void *data, size_t n);
/* NULL where s is not base64; the bytes are ended by a NUL that *n does not count. */
char *base64_decode(struct arena *a, const char *s, size_t *n);

void hmac_sha256(const void *key, size_t key_size, const void *data, size_t n,
		 unsigned char mac[static SHA256_BYTES]);

/*
 * Bytes that only whoever knows the secret can read, as base64url text. The secret has to be hard
 * to guess; the same bytes are sealed differently each time.
 */
const char *secret_seal(struct arena *a, const char *secret, const void *data, size_t n);
/* NULL where it was not sealed with this secret; ended by a NUL that *n does not count. */
char *secret_open(struct arena *a, const char *secret, const char *sealed, size_t *n);

/* Ed25519: whoever has the seed signs; whoever has the public key can tell. */
#define SIGN_PUBLIC_BYTES 32
#define SIGN_BYTES 64

struct sign_key {
	unsigned char seed[32];
};
void sign_key_make(struct sign_key *key);
void sign_public(const struct sign_key *key, unsigned char into[static SIGN_PUBLIC_BYTES]);
void sign_text(const struct sign_key *key, const char *text,
	       unsigned char signature[static SIGN_BYTES]);
bool sign_matches(const unsigned char public_key[static SIGN_PUBLIC_BYTES], const char *text,
		  const unsigned char signature[static SIGN_BYTES]);

/* argon2id, 19 MiB and 2 passes: about 20 ms of one core. */
const char *password_hash(struct arena *a, const char *password);
bool password_matches(const char *hash, const char *password);

#endif
