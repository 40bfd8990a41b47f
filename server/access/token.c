#include <errno.h>
#include <fcntl.h>
#include <jwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/access.h"
#include "access/token_known.h"
#include "base/bug.h"
#include "base/crypt.h"
#include "base/uuid.h"

/*
 * HS256 and nothing else. libjwt checks the MAC alone, and not even that where the key is NULL:
 * which key, which algorithm, when, from whom and for what are decided here.
 */
#define KEY_BYTES 32
#define KEYS_MAX 8
#define KID_MAX 32
#define TOKEN_MAX 4096
#define LEEWAY_S 60
#define ISSUER "gemba"
#define AUDIENCE "gemba-api"
#define TOKEN_CLASS "access"

/* The first key signs; the others are still believed, so that keys can be rotated. */
static struct key {
	char kid[KID_MAX + 1];
	unsigned char bytes[KEY_BYTES];
} keys[KEYS_MAX];
static size_t keys_nr;

static bool make_file(struct work *w, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	const char *line;
	ssize_t written;

	if (fd < 0)
		return errno == EEXIST || broken(w, "the key file %s cannot be made: %s", path,
						 strerrordesc_np(errno));
	line = arena_printf(&w->mem, "%.8s %s\n", uuid_v4(&w->mem),
			    secret_text(&w->mem, KEY_BYTES));
	written = write(fd, line, strlen(line));
	if (written != (ssize_t)strlen(line) || fsync(fd)) {
		close(fd);
		return broken(w, "the key file %s cannot be written", path);
	}
	close(fd);
	return true;
}

static bool read_key(struct work *w, const char *path, const char *line)
{
	char kid[KID_MAX + 1];
	char secret[128];
	char *bytes;
	size_t n;

	if (sscanf(line, "%32s %127s", kid, secret) != 2)
		return broken(w, "a line of the key file %s is not \"name secret\"", path);
	bytes = base64url_decode(&w->mem, secret, &n);
	if (!bytes || n != KEY_BYTES)
		return broken(w, "key %s of %s is not %d bytes in base64url", kid, path, KEY_BYTES);
	if (keys_nr == KEYS_MAX)
		return broken(w, "%s has more than %d keys", path, KEYS_MAX);
	memcpy(keys[keys_nr].kid, kid, sizeof(kid));
	memcpy(keys[keys_nr].bytes, bytes, KEY_BYTES);
	keys_nr++;
	return true;
}

bool token_keys_load(struct work *w, const char *path)
{
	char line[256];
	bool ok = true;
	FILE *f;

	if (!make_file(w, path))
		return false;
	f = fopen(path, "re");
	if (!f)
		return broken(w, "the key file %s cannot be read: %s", path,
			      strerrordesc_np(errno));
	token_keys_forget();
	while (ok && fgets(line, sizeof(line), f))
		ok = line[strspn(line, " \t\r\n")] == '\0' || *line == '#' ||
		     read_key(w, path, line);
	fclose(f);
	if (ok && !keys_nr)
		return broken(w, "the key file %s has no key", path);
	return ok;
}

void token_keys_forget(void)
{
	memset(keys, 0, sizeof(keys));
	keys_nr = 0;
	token_known_forget();
}

static const char *sealing_key(struct arena *mem, const struct key *key)
{
	return arena_printf(mem, "sealing %s", base64url(mem, key->bytes, KEY_BYTES));
}

const char *key_seal(struct arena *mem, const void *data, size_t n)
{
	if (!keys_nr)
		BUG("a secret without keys");
	return secret_seal(mem, sealing_key(mem, &keys[0]), data, n);
}

char *key_open(struct arena *mem, const char *sealed, size_t *n)
{
	char *data = NULL;

	for (size_t i = 0; i < keys_nr && !data; i++)
		data = secret_open(mem, sealing_key(mem, &keys[i]), sealed, n);
	return data;
}

const char *token_issue(struct work *w, const struct principal *who)
{
	long now = (long)(w->now / 1000);
	const char *token;
	jwt_t *jwt;
	char *made;

	if (!keys_nr || jwt_new(&jwt))
		BUG("a token without keys");
	if (jwt_add_header(jwt, "kid", keys[0].kid) || jwt_add_grant(jwt, "iss", ISSUER) ||
	    jwt_add_grant(jwt, "aud", AUDIENCE) || jwt_add_grant(jwt, "cls", TOKEN_CLASS) ||
	    jwt_add_grant(jwt, "sub", who->person_id) ||
	    jwt_add_grant(jwt, "tnt", who->tenant_id) ||
	    jwt_add_grant(jwt, "sid", who->session_id) ||
	    jwt_add_grant_int(jwt, "epo", (long)who->epoch) || jwt_add_grant_int(jwt, "iat", now) ||
	    jwt_add_grant_int(jwt, "exp", now + ACCESS_TOKEN_S) ||
	    jwt_set_alg(jwt, JWT_ALG_HS256, keys[0].bytes, KEY_BYTES))
		BUG("a token that cannot be made");
	made = jwt_encode_str(jwt);
	if (!made)
		BUG("a token that cannot be signed");
	token = arena_strdup(&w->mem, made);
	free(made);
	jwt_free(jwt);
	return token;
}

static bool refuse_token(struct work *w)
{
	return refuse(w, PROBLEM_not_signed_in,
		      "The access token is not valid, or its time is over.");
}

static void free_jwt(void *jwt) { jwt_free(jwt); }

/* Extensions that must be understood: we understand none. */
static bool has_crit(jwt_t *jwt)
{
	char *crit = jwt_get_headers_json(jwt, "crit");
	bool is_there = crit != NULL;

	free(crit);
	return is_there;
}

/* The token with its MAC checked by the very key that its head names; NULL otherwise. */
static jwt_t *verified(struct work *w, const char *token)
{
	for (size_t i = 0; i < keys_nr; i++) {
		const char *kid;
		jwt_t *jwt = NULL;

		if (jwt_decode(&jwt, token, keys[i].bytes, KEY_BYTES) || !jwt)
			continue;
		arena_defer(&w->mem, free_jwt, jwt);
		kid = jwt_get_header(jwt, "kid");
		if (jwt_get_alg(jwt) != JWT_ALG_HS256 || !kid || strcmp(kid, keys[i].kid) != 0)
			return NULL;
		return has_crit(jwt) ? NULL : jwt;
	}
	return NULL;
}

/* libjwt gives 0 for a number that is a string; the JSON text tells them apart. */
static bool read_integer(jwt_t *jwt, const char *claim, int64_t *value)
{
	char *json = jwt_get_grants_json(jwt, claim);
	bool ok = json && *json && strlen(json) < 16 && strspn(json, "0123456789") == strlen(json);

	if (ok)
		*value = strtoll(json, NULL, 10);
	free(json);
	return ok;
}

static bool read_uuid(struct work *w, jwt_t *jwt, const char *claim, const char **value)
{
	const char *text = jwt_get_grant(jwt, claim);

	if (!text || !is_uuid(text))
		return false;
	*value = arena_strdup(&w->mem, text);
	return true;
}

static bool claim_is(jwt_t *jwt, const char *claim, const char *expected)
{
	const char *text = jwt_get_grant(jwt, claim);

	return text && !strcmp(text, expected);
}

static bool is_current(const struct work *w, const struct claims *c)
{
	int64_t now = w->now / 1000;

	return c->from <= now + LEEWAY_S && c->until + LEEWAY_S > now && c->until > c->from;
}

static bool read_claims(struct work *w, const char *token, struct claims *c)
{
	jwt_t *jwt = strlen(token) <= TOKEN_MAX ? verified(w, token) : NULL;

	return jwt && claim_is(jwt, "iss", ISSUER) && claim_is(jwt, "aud", AUDIENCE) &&
	       claim_is(jwt, "cls", TOKEN_CLASS) && read_integer(jwt, "iat", &c->from) &&
	       read_integer(jwt, "exp", &c->until) && read_uuid(w, jwt, "sub", &c->who.person_id) &&
	       read_uuid(w, jwt, "tnt", &c->who.tenant_id) &&
	       read_uuid(w, jwt, "sid", &c->who.session_id) &&
	       read_integer(jwt, "epo", &c->who.epoch);
}

bool token_read(struct work *w, const char *token, struct principal *who)
{
	struct claims c = { .who = { .needs = RIGHT_none } };

	if (!token_known_find(w, token, &c)) {
		if (!read_claims(w, token, &c) || !is_current(w, &c))
			return refuse_token(w);
		token_known_add(token, &c);
	} else if (!is_current(w, &c)) {
		return refuse_token(w);
	}
	*who = c.who;
	return true;
}
