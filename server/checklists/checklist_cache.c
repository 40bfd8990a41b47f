#include "checklists/checklist_cache.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/uuid.h"

#define BUCKETS (2 * CHECKLIST_CACHE_ENTRIES)

struct entry {
	struct checklist_version version; /* first: what is given out is the entry */
	struct arena mem;
	char tenant[UUID_TEXT];
	struct entry *in_bucket;
	struct entry *newer;
	struct entry *older;
	unsigned int taken;
	bool is_kept;
};

static struct {
	pthread_mutex_t lock;
	struct entry *buckets[BUCKETS];
	struct entry *newest;
	struct entry *oldest;
	size_t entries;
	size_t bytes;
} cache = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* FNV-1a of the id alone: ids hardly ever meet across tenants. */
static struct entry **bucket_of(const char *id)
{
	uint32_t hash = 2166136261U;

	for (; *id; id++)
		hash = (hash ^ (unsigned char)*id) * 16777619U;
	return &cache.buckets[hash % BUCKETS];
}

static struct entry *find(const char *tenant, const char *id)
{
	struct entry *e = *bucket_of(id);

	while (e && (strcmp(e->version.id, id) != 0 || strcmp(e->tenant, tenant) != 0))
		e = e->in_bucket;
	return e;
}

static void unchain(struct entry *e)
{
	*(e->newer ? &e->newer->older : &cache.newest) = e->older;
	*(e->older ? &e->older->newer : &cache.oldest) = e->newer;
}

static void chain(struct entry *e)
{
	e->newer = NULL;
	e->older = cache.newest;
	*(cache.newest ? &cache.newest->newer : &cache.oldest) = e;
	cache.newest = e;
}

static void use(struct entry *e)
{
	e->taken++;
	unchain(e);
	chain(e);
}

static void insert(struct entry *e)
{
	struct entry **bucket = bucket_of(e->version.id);

	e->in_bucket = *bucket;
	*bucket = e;
	chain(e);
	cache.entries++;
	cache.bytes += e->version.document_size;
	e->is_kept = true;
	e->taken = 1;
}

static void drop(struct entry *e)
{
	struct entry **at = bucket_of(e->version.id);

	while (*at != e)
		at = &(*at)->in_bucket;
	*at = e->in_bucket;
	unchain(e);
	cache.entries--;
	cache.bytes -= e->version.document_size;
	e->is_kept = false;
}

/* Drops down to the limits; gives the entries that nobody has taken, chained by in_bucket. */
static struct entry *shrink(size_t entries, size_t bytes)
{
	struct entry *unused = NULL;

	while (cache.entries > entries || cache.bytes > bytes) {
		struct entry *e = cache.oldest;

		drop(e);
		if (e->taken)
			continue;
		e->in_bucket = unused;
		unused = e;
	}
	return unused;
}

static void free_entries(struct entry *e)
{
	while (e) {
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): the chain has an end */
		struct entry *next = e->in_bucket;

		arena_reset(&e->mem);
		free(e);
		e = next;
	}
}

static struct entry *new_entry(const char *tenant, const struct checklist_version *version,
			       struct arena *mem)
{
	struct entry *e = calloc(1, sizeof(*e));

	if (!e)
		BUG("out of memory: a checklist");
	e->version = *version;
	e->mem = *mem;
	*mem = (struct arena){ 0 };
	memcpy(e->tenant, tenant, UUID_TEXT - 1);
	return e;
}

const struct checklist_version *checklist_cache_take(const char *tenant, const char *id)
{
	struct entry *e;

	pthread_mutex_lock(&cache.lock);
	e = find(tenant, id);
	if (e)
		use(e);
	pthread_mutex_unlock(&cache.lock);
	return e ? &e->version : NULL;
}

const struct checklist_version *
checklist_cache_put(const char *tenant, const struct checklist_version *version, struct arena *mem)
{
	struct entry *fresh = new_entry(tenant, version, mem);
	struct entry *unused = fresh;
	struct entry *e;

	pthread_mutex_lock(&cache.lock);
	e = find(tenant, version->id);
	if (e) {
		use(e);
	} else {
		e = fresh;
		insert(e);
		unused = shrink(CHECKLIST_CACHE_ENTRIES, CHECKLIST_CACHE_BYTES);
	}
	pthread_mutex_unlock(&cache.lock);
	free_entries(unused);
	return &e->version;
}

void checklist_cache_give(const struct checklist_version *version)
{
	struct entry *e = (struct entry *)version;
	bool is_unused;

	pthread_mutex_lock(&cache.lock);
	is_unused = !--e->taken && !e->is_kept;
	pthread_mutex_unlock(&cache.lock);
	if (!is_unused)
		return;
	e->in_bucket = NULL;
	free_entries(e);
}

void checklist_cache_forget(void)
{
	struct entry *unused;

	pthread_mutex_lock(&cache.lock);
	unused = shrink(0, 0);
	pthread_mutex_unlock(&cache.lock);
	free_entries(unused);
}
