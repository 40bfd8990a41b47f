/*
 * json_scan: what has to be known about the bytes of a JSON text beside its values. These
 * functions read texts that may be wrong; they stay inside them and never judge them.
 */
#ifndef JSON_JSON_SCAN_H
#define JSON_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Whether brackets are nested at most JSON_DEPTH deep. */
bool json_depth_is_bounded(const char *text, size_t len);

/*
 * A copy of the text, of the same length, in which every number that the parser has no room
 * for is written as one about as large that it has room for.
 */
char *json_tame_numbers(struct arena *mem, const char *text, size_t len);

/* The pointer of the value or the member's name that ends at `end`; up to there it is JSON. */
const char *json_pointer_at(struct arena *mem, const char *text, size_t end);

#endif
