/* The newer calls keep a state that has to be freed; this one lies where it is put. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/crypt.h"

#include <openssl/sha.h>
#include <sodium.h>
#include <string.h>

#include "base/bug.h"

#define PASSWORD_PASSES 2
#define PASSWORD_MEMORY (19UL * 1024 * 1024)

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct sha256), "sha256 state fits");

static unsigned char table_key[crypto_shorthash_KEYBYTES];

void crypt_init(void)
{
	if (sodium_init() < 0)
		BUG("there is no source of random bytes");
	crypto_shorthash_keygen(table_key);
}

/* A few at a time are asked of the system by the thousand: each time is a system call. */
void random_bytes(void *into, size_t n)
{
	static _Thread_local unsigned char pool[1024];
	static _Thread_local size_t left;

	if (n > sizeof(pool) / 8) {
		randombytes_buf(into, n);
		return;
	}
	if (n > left) {
		randombytes_buf(pool, sizeof(pool));
		left = sizeof(pool);
	}
	left -= n;
	memcpy(into, pool + left, n);
	sodium_memzero(pool + left, n);
}

uint32_t random_below(uint32_t below) { return randombytes_uniform(below); }

void sha256_hex(const void *data, size_t n, char hex[static SHA256_HEX])
{
	struct sha256 s;

	/* At once, it would look for its implementation each time. */
	sha256_init(&s);
	sha256_add(&s, data, n);
	sha256_end_hex(&s, hex);
}

void sha256_init(struct sha256 *s) { SHA256_Init((SHA256_CTX *)(void *)s->state); }

void sha256_add(struct sha256 *s, const void *data, size_t n)
{
	SHA256_Update((SHA256_CTX *)(void *)s->state, data, n);
}

void sha256_end_hex(struct sha256 *s, char hex[static SHA256_HEX])
{
	unsigned char hash[SHA256_BYTES];

	SHA256_Final(hash, (SHA256_CTX *)(void *)s->state);
	sodium_bin2hex(hex, SHA256_HEX, hash, sizeof(hash));
}

bool is_sha256_hex(const char *s)
{
	return strlen(s) == SHA256_HEX - 1 && strspn(s, "0123456789abcdef") == SHA256_HEX - 1;
}

static const char *encode(struct arena *a, const void *data, size_t n, int variant)
{
	size_t size = sodium_base64_encoded_len(n, variant);
	char *text = arena_alloc(a, size);

	sodium_bin2base64(text, size, data, n, variant);
	return text;
}

static char *decode(struct arena *a, const char *s, size_t *n, int variant)
{
	size_t len = strlen(s);
	char *bytes = arena_alloc(a, len + 1);
	const char *end;

	if (sodium_base642bin((unsigned char *)bytes, len, s, len, NULL, n, &end, variant) || *end)
		return NULL;
	bytes[*n] = '\0';
	return bytes;
}

const char *base64url(struct arena *a, const void *data, size_t n)
{
	return encode(a, data, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

char *base64url_decode(struct arena *a, const char *s, size_t *n)
{
	return decode(a, s, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

const char *base64(struct arena *a, const void *data, size_t n)
{
	return encode(a, data, n, sodium_base64_VARIANT_ORIGINAL);
}

char *base64_decode(struct arena *a, const char *s, size_t *n)
{
	return decode(a, s, n, sodium_base64_VARIANT_ORIGINAL);
}

void hmac_sha256(const void *key, size_t key_size, const void *data, size_t n,
		 unsigned char mac[static SHA256_BYTES])
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, key, key_size);
	crypto_auth_hmacsha256_update(&state, data, n);
	crypto_auth_hmacsha256_final(&state, mac);
}

const char *secret_text(struct arena *a, size_t n)
{
	unsigned char *bytes = arena_alloc(a, n);

	random_bytes(bytes, n);
	return base64url(a, bytes, n);
}

static void key_of(const char *secret, unsigned char key[static crypto_secretbox_KEYBYTES])
{
	crypto_generichash(key, crypto_secretbox_KEYBYTES, (const unsigned char *)secret,
			   strlen(secret), NULL, 0);
}

const char *secret_seal(struct arena *a, const char *secret, const void *data, size_t n)
{
	size_t size = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + n;
	unsigned char key[crypto_secretbox_KEYBYTES];
	unsigned char *sealed = arena_alloc(a, size);

	key_of(secret, key);
	random_bytes(sealed, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, data, n, sealed, key);
	return base64url(a, sealed, size);
}

char *secret_open(struct arena *a, const char *secret, const char *sealed, size_t *n)
{
	unsigned char key[crypto_secretbox_KEYBYTES];
	size_t size;
	unsigned char *bytes = (unsigned char *)base64url_decode(a, sealed, &size);
	char *data;

	if (!bytes || size < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
		return NULL;
	size -= crypto_secretbox_NONCEBYTES;
	*n = size - crypto_secretbox_MACBYTES;
	data = arena_alloc(a, *n + 1);
	key_of(secret, key);
	if (crypto_secretbox_open_easy((unsigned char *)data, bytes + crypto_secretbox_NONCEBYTES,
				       size, bytes, key))
		return NULL;
	return data;
}

const char *password_hash(struct arena *a, const char *password)
{
	char *hash = arena_alloc(a, crypto_pwhash_argon2id_STRBYTES);

	if (crypto_pwhash_argon2id_str(hash, password, strlen(password), PASSWORD_PASSES,
				       PASSWORD_MEMORY))
		BUG("out of memory: a password hash");
	return hash;
}

bool password_matches(const char *hash, const char *password)
{
	return !crypto_pwhash_argon2id_str_verify(hash, password, strlen(password));
}

uint64_t keyed_hash(const void *data, size_t n)
{
	unsigned char hash[crypto_shorthash_BYTES];
	uint64_t word;

	_Static_assert(sizeof(hash) == sizeof(word), "a hash is a word");
	crypto_shorthash(hash, data, n, table_key);
	memcpy(&word, hash, sizeof(word));
	return word;
}

_Static_assert(SIGN_BYTES == crypto_sign_BYTES && SIGN_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES &&
		       sizeof(struct sign_key) == crypto_sign_SEEDBYTES,
	       "sizes of Ed25519");

void sign_key_make(struct sign_key *key) { random_bytes(key->seed, sizeof(key->seed)); }

void sign_public(const struct sign_key *key, unsigned char into[static SIGN_PUBLIC_BYTES])
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(into, secret, key->seed);
	sodium_memzero(secret, sizeof(secret));
}

void sign_text(const struct sign_key *key, const char *text,
	       unsigned char signature[static SIGN_BYTES])
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	unsigned char public[SIGN_PUBLIC_BYTES];

	crypto_sign_seed_keypair(public, secret, key->seed);
	crypto_sign_detached(signature, NULL, (const unsigned char *)text, strlen(text), secret);
	sodium_memzero(secret, sizeof(secret));
}

bool sign_matches(const unsigned char public_key[static SIGN_PUBLIC_BYTES], const char *text,
		  const unsigned char signature[static SIGN_BYTES])
{
	return !crypto_sign_verify_detached(signature, (const unsigned char *)text, strlen(text),
					    public_key);
}
