#include "json/json.h"

#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"

bool json_is_key(const char *s)
{
	size_t n = strspn(s, LOWER DIGIT "._-");

	return n && n <= 64 && !s[n] && !strchr("._-", s[0]);
}

bool json_is_language(const char *s)
{
	size_t n = strspn(s, LOWER UPPER);

	if (n < 2 || n > 3)
		return false;
	for (s += n; *s == '-'; s += n + 1) {
		n = strspn(s + 1, LOWER UPPER DIGIT);
		if (n < 2 || n > 8)
			return false;
	}
	return !*s;
}

bool json_is_hex(const char *s, size_t n)
{
	return strlen(s) == n && strspn(s, DIGIT "abcdef") == n;
}

bool json_is_blank(const char *s)
{
	for (;;) {
		s += strspn(s, " \t\n");
		if (text_begins(s, "\xc2\xa0"))
			s += 2;
		else if (text_begins(s, "\xe3\x80\x80"))
			s += 3;
		else
			return !*s;
	}
}

/* What has no shape of its own: blanks of any width, marks of direction, joiners, selectors,
 * fillers. */
static bool is_unseen(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} unseen[] = {
		{ 0, 0x20 },          { 0x7f, 0xa0 },       { 0xad, 0xad },     { 0x34f, 0x34f },
		{ 0x61c, 0x61c },     { 0x115f, 0x1160 },   { 0x1680, 0x1680 }, { 0x17b4, 0x17b5 },
		{ 0x180b, 0x180f },   { 0x2000, 0x200f },   { 0x2028, 0x202f }, { 0x205f, 0x206f },
		{ 0x2800, 0x2800 },   { 0x3000, 0x3000 },   { 0x3164, 0x3164 }, { 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb }, { 0xfffe, 0xffff },
		{ 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
	};

	for (size_t i = 0; i < sizeof(unseen) / sizeof(*unseen); i++)
		if (c >= unseen[i].from && c <= unseen[i].to)
			return true;
	return false;
}

/* The character that s begins with, and what comes after it. */
static uint32_t character(const char **s)
{
	unsigned char lead = (unsigned char)*(*s)++;
	uint32_t c = lead;

	if (lead >= 0xc0)
		c &= lead < 0xe0 ? 0x1fU : lead < 0xf0 ? 0xfU : 7U;
	for (; ((unsigned char)**s & 0xc0U) == 0x80; (*s)++)
		c = c << 6 | ((unsigned char)**s & 0x3fU);
	return c;
}

bool json_is_unseen(const char *s)
{
	while (*s)
		if (!is_unseen(character(&s)))
			return false;
	return true;
}

bool json_has_unseen_end(const char *s)
{
	bool is_first = true, is_last = false;

	while (*s) {
		is_last = is_unseen(character(&s));
		if (is_first && is_last)
			return true;
		is_first = false;
	}
	return is_last;
}
