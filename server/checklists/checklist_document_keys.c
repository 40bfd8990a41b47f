#include "checklists/checklist_document_keys.h"

#include <stdlib.h>
#include <string.h>

void checklist_keys_init(struct checklist_keys *keys, struct arena *mem, size_t room)
{
	keys->sorted = arena_array(mem, room, sizeof(*keys->sorted));
	keys->nr = 0;
}

void checklist_keys_add(struct checklist_keys *keys, const char *key, int32_t at)
{
	keys->sorted[keys->nr++] = (struct checklist_key){ .key = key, .at = at };
}

static int by_key(const void *a, const void *b)
{
	const struct checklist_key *one = a, *other = b;
	int order = strcmp(one->key, other->key);

	return order ? order : (one->at > other->at) - (one->at < other->at);
}

void checklist_keys_sort(struct checklist_keys *keys)
{
	if (keys->nr)
		qsort(keys->sorted, keys->nr, sizeof(*keys->sorted), by_key);
}

static int compare(const char *key, const char *s, size_t len)
{
	int order = strncmp(key, s, len);

	return order ? order : key[len] != '\0';
}

int32_t checklist_keys_find(const struct checklist_keys *keys, const char *s, size_t len)
{
	size_t low = 0, high = keys->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(keys->sorted[middle].key, s, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == keys->nr || compare(keys->sorted[low].key, s, len))
		return -1;
	return keys->sorted[low].at;
}
