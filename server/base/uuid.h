/*
 * uuid: the name of everything. Version 7 tells its millisecond and sorts by it; version 4
 * tells nothing and is for whatever can be reached from a mystery visit.
 */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define UUID_TEXT 37

const char *uuid_v7(struct arena *a, int64_t now_ms);
const char *uuid_v4(struct arena *a);

/* Whether s is a uuid as we write them: lower case, hyphens, 36 characters. */
bool is_uuid(const char *s);

#endif
