#include "audit/chain_read.h"

void chain_entry_read(const struct db_rows *rows, size_t row, struct chain_entry *entry)
{
	static const char *const columns[CHAIN_FIELDS] = {
		"tenant_id", "id",         "moment",     "person_id",    "session_id", "operation",
		"subject",   "subject_id", "request_id", "address_hash", "body_hash",
	};

	for (int i = 0; i < CHAIN_FIELDS; i++)
		entry->fields[i] = db_text(rows, row, columns[i]);
}
