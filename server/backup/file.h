/*
 * file: copies that are on disk and are what they should be.
 */
#ifndef BACKUP_FILE_H
#define BACKUP_FILE_H

#include <stdint.h>

#include "base/crypt.h"
#include "base/work.h"

struct file_facts {
	int64_t size;
	char sha256[SHA256_HEX];
};

/* False where there is none, or it cannot be read; *is_there tells these apart. */
bool file_look(struct work *w, const char *path, struct file_facts *facts,
	       bool *is_there) MUST_CHECK;

/* Copies and syncs; under its name the copy is there whole or not at all. */
bool file_copy(struct work *w, const char *from, const char *to, struct file_facts *facts,
	       bool *is_there) MUST_CHECK;

bool folder_make(struct work *w, const char *path) MUST_CHECK;
bool folder_sync(struct work *w, const char *path) MUST_CHECK;
bool file_write(struct work *w, const char *path, const char *s, size_t n) MUST_CHECK;

#endif
