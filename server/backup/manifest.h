/*
 * manifest: which files a backup has, one a line, ended by a hash of everything before.
 *
 *	gemba backup 1
 *	version 0.1.0
 *	database <sha256> <size>
 *	photo <sha256> <size> <tenant>/<ab>/<file>
 *	end <sha256>
 */
#ifndef BACKUP_MANIFEST_H
#define BACKUP_MANIFEST_H

#include "backup/file.h"
#include "base/text.h"

struct manifest_entry {
	const char *path; /* NULL: the database */
	struct file_facts facts;
};

struct manifest {
	struct manifest_entry *entries;
	size_t nr;
};

void manifest_begin(struct text *t);
/* path: NULL for the database. */
void manifest_add(struct text *t, const char *path, const struct file_facts *facts);
void manifest_end(struct text *t);

/* broken: it is not there, or not as it was written. */
bool manifest_read(struct work *w, const char *path, struct manifest *manifest) MUST_CHECK;

#endif
