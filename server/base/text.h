/*
 * text: a string that grows in an arena. Always ended by a NUL.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct text {
	struct arena *mem;
	char *s;
	size_t len;
	size_t size;
};

void text_init(struct text *t, struct arena *mem);
void text_add(struct text *t, const char *s);
void text_add_char(struct text *t, char c);
void text_add_bytes(struct text *t, const char *s, size_t n);
void text_add_number(struct text *t, int64_t n);
void text_printf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* s as a JSON string with its quotation marks; s is valid UTF-8. */
void text_json(struct text *t, const char *s);
void text_json_bytes(struct text *t, const char *s, size_t n);
/* The string so far; it stays the arena's. */
char *text_take(struct text *t);

/* Whether the bytes are UTF-8 (no surrogates, nothing overlong, nothing above U+10FFFF). */
bool utf8_is_valid(const char *s, size_t n);
/* How many code points a valid string has. */
size_t utf8_length(const char *s);

bool text_begins(const char *s, const char *prefix);

#endif
