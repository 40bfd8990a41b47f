/*
 * chain_read: an entry as the chain hashes it, from a row of the statements that name its columns.
 */
#ifndef AUDIT_CHAIN_READ_H
#define AUDIT_CHAIN_READ_H

#include "audit/chain.h"
#include "db/db.h"

void chain_entry_read(const struct db_rows *rows, size_t row, struct chain_entry *entry);

#endif
