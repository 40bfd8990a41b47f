/* checklist_document_keys: which question, section or choice a key names. */
#ifndef CHECKLISTS_CHECKLIST_DOCUMENT_KEYS_H
#define CHECKLISTS_CHECKLIST_DOCUMENT_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct checklist_key {
	const char *key;
	int32_t at;
};

/* Ascending; equal keys by where they are. */
struct checklist_keys {
	struct checklist_key *sorted;
	size_t nr;
};

/* An empty list with room for so many. */
void checklist_keys_init(struct checklist_keys *keys, struct arena *mem, size_t room);
void checklist_keys_add(struct checklist_keys *keys, const char *key, int32_t at);
/* After the last one was added, before the first is looked for. */
void checklist_keys_sort(struct checklist_keys *keys);

/* The first with the key that is the len bytes at s; -1 where there is none. */
int32_t checklist_keys_find(const struct checklist_keys *keys, const char *s, size_t len);

#endif
