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
