/*
 * store: the files of the photographs.
 *
 *	<folder>/incoming/<uuid>			an upload on its way
 *	<folder>/<tenant>/<ab>/<sha256>			the bytes as they came
 *	<folder>/<tenant>/<ab>/<sha256>.view.jpg	what is shown of them, made by the decoder
 *	<folder>/<tenant>/<ab>/<sha256>.thumbnail.jpg
 *
 * Under its name a file is there whole or not at all; what store_keep() has taken is on disk.
 */
#ifndef EVIDENCE_STORE_H
#define EVIDENCE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/work.h"

enum store_size {
	STORE_ORIGINAL,
	STORE_VIEW,
	STORE_THUMBNAIL,
};

/* Makes the folders and removes uploads that nobody has finished in a day. */
bool store_open(struct work *w, const char *folder) MUST_CHECK;

/* Where the file is, whether it is there or not. */
const char *store_path(struct arena *mem, const char *tenant, const char *sha256,
		       enum store_size size);

/* Its size in bytes, -1 where it is not there. */
int64_t store_size_bytes(const char *path);

/* Moves an upload, which is on disk already, to its name; what was there is replaced. */
bool store_keep(struct work *w, const char *upload_path, const char *sha256) MUST_CHECK;

/* Removes its files, which may be gone already. */
void store_remove(struct work *w, const char *sha256);

/* "jpeg" or "png" by how the file begins, NULL where it begins like neither. */
bool store_format(struct work *w, const char *path, const char **format) MUST_CHECK;

#endif
