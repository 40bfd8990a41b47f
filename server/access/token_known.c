#include "access/token_known.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"

#define SLOTS 4096 /* three hex digits of the hash */
#define UUID_SIZE 37

struct known {
	char hash[SHA256_HEX];
	char person_id[UUID_SIZE];
	char tenant_id[UUID_SIZE];
	char session_id[UUID_SIZE];
	int64_t epoch;
	int64_t from;
	int64_t until;
};

static struct {
	pthread_mutex_t lock;
	struct known slots[SLOTS];
} table = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void hash_of(const char *token, char hash[static SHA256_HEX])
{
	sha256_hex(token, strlen(token), hash);
}

static struct known *slot_of(const char hash[static SHA256_HEX])
{
	const char digits[] = { hash[0], hash[1], hash[2], '\0' };

	return &table.slots[strtoul(digits, NULL, 16)];
}

bool token_known_find(struct work *w, const char *token, struct claims *claims)
{
	char hash[SHA256_HEX];
	struct known known;

	hash_of(token, hash);
	pthread_mutex_lock(&table.lock);
	known = *slot_of(hash);
	pthread_mutex_unlock(&table.lock);
	if (strcmp(known.hash, hash) != 0)
		return false;
	claims->from = known.from;
	claims->until = known.until;
	claims->who.person_id = arena_strdup(&w->mem, known.person_id);
	claims->who.tenant_id = arena_strdup(&w->mem, known.tenant_id);
	claims->who.session_id = arena_strdup(&w->mem, known.session_id);
	claims->who.epoch = known.epoch;
	return true;
}

static void copy_id(char into[static UUID_SIZE], const char *id)
{
	memcpy(into, id, UUID_SIZE - 1);
	into[UUID_SIZE - 1] = '\0';
}

void token_known_add(const char *token, const struct claims *claims)
{
	struct known known = {
		.epoch = claims->who.epoch,
		.from = claims->from,
		.until = claims->until,
	};

	hash_of(token, known.hash);
	copy_id(known.person_id, claims->who.person_id);
	copy_id(known.tenant_id, claims->who.tenant_id);
	copy_id(known.session_id, claims->who.session_id);
	pthread_mutex_lock(&table.lock);
	*slot_of(known.hash) = known;
	pthread_mutex_unlock(&table.lock);
}

void token_known_forget(void)
{
	pthread_mutex_lock(&table.lock);
	memset(table.slots, 0, sizeof(table.slots));
	pthread_mutex_unlock(&table.lock);
}
