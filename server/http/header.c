#include "http/header.h"

#include <string.h>
#include <strings.h>

#define SPACE " \t"

/* The length of one item of a list without the space around it; *value moves to the item. */
static size_t item(const char **value)
{
	size_t len;

	*value += strspn(*value, SPACE ",");
	len = strcspn(*value, ",");
	while (len && strchr(SPACE, (*value)[len - 1]))
		len--;
	return len;
}

bool header_lists(const char *value, const char *word)
{
	size_t word_len = strlen(word);
	size_t len;

	for (; (len = item(&value)) != 0; value += len)
		if (len == word_len && !strncasecmp(value, word, len))
			return true;
	return false;
}

/* "q=0", "q=0.0" … behind the semicolon of a coding: not wanted. */
static bool is_unwanted(const char *s, size_t len)
{
	const char *end = s + len;
	size_t skip = strspn(s, SPACE ";");

	if (skip + 3 > len || strncasecmp(s + skip, "q=0", 3) != 0)
		return false;
	s += skip + 3;
	return s + strspn(s, ".0" SPACE) >= end;
}

bool header_takes_gzip(const char *value)
{
	bool takes_all = false;
	size_t len;

	for (; (len = item(&value)) != 0; value += len) {
		size_t coding = strcspn(value, ";" SPACE ",");
		bool is_wanted = !is_unwanted(value + coding, len - coding);

		if (coding == 4 && !strncasecmp(value, "gzip", 4))
			return is_wanted;
		if (coding == 1 && *value == '*')
			takes_all = is_wanted;
	}
	return takes_all;
}

bool header_has_etag(const char *value, const char *etag)
{
	size_t etag_len = strlen(etag);

	value += strspn(value, SPACE);
	if (*value == '*')
		return !value[1 + strspn(value + 1, SPACE)];
	/* A tag may hold a comma: it ends at its second quotation mark. */
	while (*(value += strspn(value, SPACE ","))) {
		size_t len;

		if (!strncmp(value, "W/", 2))
			value += 2;
		if (*value != '"')
			return false;
		len = strcspn(value + 1, "\"") + 2;
		if (!value[len - 1])
			return false;
		if (len == etag_len && !memcmp(value, etag, len))
			return true;
		value += len;
	}
	return false;
}
