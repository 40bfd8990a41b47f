#include "audit/chain.h"

#include <string.h>

#define NOTHING UINT32_MAX /* told apart from an empty text */

static void add_number(struct sha256 *s, uint64_t n, int bytes)
{
	unsigned char b[8];

	for (int i = 0; i < bytes; i++)
		b[i] = (unsigned char)(n >> (8 * (bytes - 1 - i)));
	sha256_add(s, b, (size_t)bytes);
}

static void add_field(struct sha256 *s, const char *field)
{
	size_t len = field ? strlen(field) : 0;

	add_number(s, field ? len : NOTHING, 4);
	sha256_add(s, field ? field : "", len);
}

void chain_entry_hash(const struct chain_entry *entry, char hex[static SHA256_HEX])
{
	struct sha256 s;

	sha256_init(&s);
	for (int i = 0; i < CHAIN_FIELDS; i++)
		add_field(&s, entry->fields[i]);
	sha256_end_hex(&s, hex);
}

void chain_link(const char *before, int64_t seq, const char *entry_hash,
		char hex[static SHA256_HEX])
{
	struct sha256 s;

	sha256_init(&s);
	sha256_add(&s, before, SHA256_HEX - 1);
	add_number(&s, (uint64_t)seq, 8);
	sha256_add(&s, entry_hash, SHA256_HEX - 1);
	sha256_end_hex(&s, hex);
}
