/*
 * checklist_cache: versions that were read once, for every request of this process.
 *
 * Only what never changes again is kept: published and retired versions. A version that is taken
 * stays until it is given back, also where the cache has dropped it meanwhile; the one that was
 * used longest ago is dropped first. Any number of threads may use it.
 */
#ifndef CHECKLISTS_CHECKLIST_CACHE_H
#define CHECKLISTS_CHECKLIST_CACHE_H

#include "base/arena.h"
#include "checklists/checklist.h"

#define CHECKLIST_CACHE_ENTRIES 256
/* Of documents; one that was read takes ten times as much memory, at worst forty times. */
#define CHECKLIST_CACHE_BYTES ((size_t)8 * 1024 * 1024)

/* NULL where the version is not in the cache. */
const struct checklist_version *checklist_cache_take(const char *tenant, const char *id);

/*
 * Hands over a version with the memory that it lives in, and takes it; where another thread was
 * faster, that thread's, and the memory goes.
 */
const struct checklist_version *
checklist_cache_put(const char *tenant, const struct checklist_version *version, struct arena *mem);

void checklist_cache_give(const struct checklist_version *version);

/* Drops everything, before the process ends. */
void checklist_cache_forget(void);

#endif
