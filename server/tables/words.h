/*
 * words: what people write in headings and cells, made comparable.
 *
 * Full-width characters are narrow ones, capital letters small ones, and what is written in two
 * languages ("门店编号 Store code") is found by either.
 */
#ifndef TABLES_WORDS_H
#define TABLES_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Narrow, small, without blanks at either end, every run of blanks one space. */
const char *words_plain(struct arena *mem, const char *s);
/* As it was written, without the blanks at either end. */
const char *words_trim(struct arena *mem, const char *s);
/* The letters, digits, % and + of it, without what stands in brackets: for comparing headings. */
const char *words_key(struct arena *mem, const char *s);

struct word {
	const char *word; /* a key as words_key() makes it */
	int meaning;
};

/* -1 where neither the whole nor the Chinese nor the Latin part is one of the words. */
int words_find(struct arena *mem, const struct word *words, size_t nr, const char *s);

/* "12", "-1.5", "1,000", "12.5%": thousandths, at most three places; the whole of s. */
bool words_decimal(const char *s, int64_t *thousandths);
/* Thousandths as they are written: "1.5". */
const char *words_of_decimal(struct arena *mem, int64_t thousandths);

/* Whether there is a Chinese character in it. */
bool words_are_chinese(const char *s);
/* The code point at s, and how many bytes it has; s is valid UTF-8 and not at its end. */
uint32_t words_character(const char *s, size_t *bytes);

/* Splits at newlines, or where there are none at commas, semicolons and 、; parts are
 * trimmed, and one that begins with a quotation mark goes on to the next. */
size_t words_split(struct arena *mem, const char *s, const char ***parts);

#endif
