/*
 * chain: what ties one entry of the audit log to the one before it.
 *
 *	entry	= SHA-256 of its fields, each with its length before it
 *	link	= SHA-256 of the link before, the place, and the entry
 *
 * The first link of a tenant stands on 64 zeros. Nothing here can fail.
 */
#ifndef AUDIT_CHAIN_H
#define AUDIT_CHAIN_H

#include <stdint.h>

#include "base/crypt.h"

#define CHAIN_FIELDS 11
#define CHAIN_START "0000000000000000000000000000000000000000000000000000000000000000"

/* tenant, id, moment (µs since 1970), person, session, operation, subject, subject id, request,
 * address hash, body hash; NULL for what there is not. */
struct chain_entry {
	const char *fields[CHAIN_FIELDS];
};

void chain_entry_hash(const struct chain_entry *entry, char hex[static SHA256_HEX]);
void chain_link(const char *before, int64_t seq, const char *entry_hash,
		char hex[static SHA256_HEX]);

#endif
