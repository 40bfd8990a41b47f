#include "json/json_scan.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"

/* Behind the closing quotation mark of the string whose opening one is at i. */
static size_t skip_string(const char *text, size_t len, size_t i)
{
	for (i++; i < len && text[i] != '"'; i++)
		if (text[i] == '\\')
			i++;
	return i < len ? i + 1 : len;
}

bool json_depth_is_bounded(const char *text, size_t len)
{
	size_t depth = 0;

	for (size_t i = 0; i < len;) {
		if (text[i] == '"') {
			i = skip_string(text, len, i);
			continue;
		}
		if ((text[i] == '[' || text[i] == '{') && ++depth > JSON_DEPTH)
			return false;
		if ((text[i] == ']' || text[i] == '}') && depth)
			depth--;
		i++;
	}
	return true;
}

static bool begins_number(char c) { return c == '-' || (c >= '0' && c <= '9'); }

static bool continues_number(char c)
{
	return begins_number(c) || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* Rewrites the number of n bytes at s, if it is too large, with spaces behind. */
static void tame_number(char *s, size_t n)
{
	static const char large[] = "1e308";
	size_t sign = *s == '-';
	bool is_whole = !memchr(s, '.', n) && !memchr(s, 'e', n) && !memchr(s, 'E', n);

	errno = 0;
	if (is_whole && (strtoll(s, NULL, 10), errno == ERANGE)) {
		s[n - 2] = 'e';
		s[n - 1] = '2';
	}
	if (isinf(strtod(s, NULL)) && n - sign >= sizeof(large) - 1)
		for (size_t i = sign; i < n; i++)
			s[i] = (char)(i - sign < sizeof(large) - 1 ? large[i - sign] : ' ');
}

char *json_tame_numbers(struct arena *mem, const char *text, size_t len)
{
	char *copy = arena_strndup(mem, text, len);

	for (size_t i = 0, from; i < len;) {
		if (copy[i] == '"') {
			i = skip_string(copy, len, i);
			continue;
		}
		from = i++;
		if (!begins_number(copy[from]))
			continue;
		while (i < len && continues_number(copy[i]))
			i++;
		tame_number(copy + from, i - from);
	}
	return copy;
}

/* One open bracket: in a list the item it has come to, in an object where its last string is. */
struct level {
	bool is_list;
	size_t item;
	size_t name_at;
	size_t name_end;
};

/* A member's name without its escapes. */
static const char *unescape(struct arena *mem, const char *s, size_t n)
{
	json_t *name = json_loadb(s, n, JSON_DECODE_ANY, NULL);
	const char *copy = arena_strdup(mem, json_is_string(name) ? json_string_value(name) : "");

	json_decref(name);
	return copy;
}

static const char *pointer_of(struct arena *mem, const char *text, const struct level *levels,
			      size_t depth)
{
	const char *pointer = "";

	for (size_t i = 0; i < depth; i++) {
		const struct level *level = &levels[i];

		if (level->is_list)
			pointer = json_pointer_item(mem, pointer, level->item);
		else
			pointer = json_pointer(mem, pointer,
					       unescape(mem, text + level->name_at,
							level->name_end - level->name_at));
	}
	return pointer;
}

const char *json_pointer_at(struct arena *mem, const char *text, size_t end)
{
	struct level *levels = arena_array(mem, JSON_DEPTH + 1, sizeof(*levels));
	bool at_name = true;
	size_t depth = 0;

	for (size_t i = 0; i < end;) {
		struct level *level = &levels[depth ? depth - 1 : 0];
		char c = text[i];

		if (c == '"') {
			size_t from = i;

			i = skip_string(text, end, i);
			if (at_name && !level->is_list) {
				level->name_at = from;
				level->name_end = i;
			}
			continue;
		}
		i++;
		if ((c == '[' || c == '{') && depth < JSON_DEPTH)
			levels[depth++] = (struct level){ .is_list = c == '[' };
		else if ((c == ']' || c == '}') && depth)
			depth--;
		else if (c == ',')
			level->item++;
		if (c == ':')
			at_name = false;
		else if (c == ',' || c == '{')
			at_name = true;
	}
	return pointer_of(mem, text, levels, depth);
}
