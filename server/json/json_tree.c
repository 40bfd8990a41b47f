#include "json/json_tree.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

/* So few members are looked through faster than they are put in order. */
#define FEW 8
/* Stands for what no double can hold. */
#define BEYOND 1e308

/*
 * The text is a copy of its own, ended by a NUL, in which texts are ended and unescaped where they
 * stand. What is inside of lists and objects that are still open lies in `open`: each of them in
 * the place that `levels` says, and behind it whatever is inside so far.
 */
struct reader {
	struct arena *mem;
	char *at;
	struct json_pair *open;
	size_t open_nr;
	size_t open_room;
	size_t levels[JSON_DEPTH];
	size_t depth;
};

static char look(struct reader *r)
{
	while (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t')
		r->at++;
	return *r->at;
}

static bool skip(struct reader *r, char c)
{
	if (look(r) != c)
		return false;
	r->at++;
	return true;
}

static size_t push(struct reader *r)
{
	if (r->open_nr == r->open_room) {
		r->open_room = r->open_room ? 2 * r->open_room : 64;
		r->open = realloc(r->open, r->open_room * sizeof(*r->open));
		if (!r->open)
			BUG("out of memory: %zu values", r->open_room);
	}
	memset(&r->open[r->open_nr], 0, sizeof(*r->open));
	return r->open_nr++;
}

/* ---- what has nothing inside */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits behind "\u"; 0 where they are none, which is refused like a NUL. */
static unsigned int read_unit(const char *at)
{
	unsigned int unit = 0;

	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(at[i]);

		if (digit < 0)
			return 0;
		unit = unit << 4 | (unsigned int)digit;
	}
	return unit;
}

static void put_code_point(char **to, unsigned int c)
{
	static const unsigned char marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	int size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (int i = size - 1; i > 0; i--, c >>= 6)
		(*to)[i] = (char)(0x80 | (c & 0x3f));
	(*to)[0] = (char)(marks[size] | c);
	*to += size;
}

/* Behind the digits of "\u", or of a pair of them; NULL where they are no character. */
static char *unescape_unit(char *at, char **to)
{
	unsigned int c = read_unit(at);

	if (!c || (c >= 0xdc00 && c <= 0xdfff))
		return NULL;
	at += 4;
	if (c >= 0xd800 && c <= 0xdbff) {
		unsigned int low = at[0] == '\\' && at[1] == 'u' ? read_unit(at + 2) : 0;

		if (low < 0xdc00 || low > 0xdfff)
			return NULL;
		c = 0x10000 + ((c - 0xd800) << 10 | (low - 0xdc00));
		at += 6;
	}
	put_code_point(to, c);
	return at;
}

/* Behind the escape, whose backslash is at `at`. Never longer than what it stands for. */
static char *unescape(char *at, char **to)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meant[] = "\"\\/\b\f\n\r\t";
	const char *letter = at[1] ? strchr(letters, at[1]) : NULL;

	if (at[1] == 'u')
		return unescape_unit(at + 2, to);
	if (!letter)
		return NULL;
	*(*to)++ = meant[letter - letters];
	return at + 2;
}

static bool read_text(struct reader *r, const char **text, size_t *size)
{
	char *from = r->at + 1;
	char *at = from;
	char *to = from;

	for (;;) {
		char *plain = at;

		while ((unsigned char)*at >= ' ' && *at != '"' && *at != '\\')
			at++;
		if (to != plain)
			memmove(to, plain, (size_t)(at - plain));
		to += at - plain;
		if (*at == '"')
			break;
		at = *at == '\\' ? unescape(at, &to) : NULL;
		if (!at)
			return false;
	}
	*to = '\0';
	*text = from;
	*size = (size_t)(to - from);
	r->at = at + 1;
	return true;
}

static char *skip_digits(char *at)
{
	while (*at >= '0' && *at <= '9')
		at++;
	return at;
}

/* Behind a dot or a mark of an exponent with their digits; NULL where those are missing. */
static char *skip_part(char *at, const char *marks, const char *signs)
{
	if (!*at || !strchr(marks, *at))
		return at;
	at++;
	if (*at && strchr(signs, *at))
		at++;
	return *at >= '0' && *at <= '9' ? skip_digits(at) : NULL;
}

static bool read_number(struct reader *r, struct json_value *v)
{
	char *from = r->at;
	char *digits = from + (*from == '-');
	char *whole = *digits == '0' ? digits + 1 : skip_digits(digits);
	char *end = skip_part(whole, ".", "");

	end = end ? skip_part(end, "eE", "+-") : NULL;
	if (whole == digits || !end)
		return false;
	r->at = end;
	v->kind = JSON_IS_NUMBER;
	errno = 0;
	if (end == whole)
		v->whole = strtoll(from, NULL, 10);
	v->is_whole = end == whole && !errno;
	if (!v->is_whole)
		v->number = strtod(from, NULL);
	if (!v->is_whole && isinf(v->number))
		v->number = copysign(BEYOND, v->number);
	return true;
}

static bool read_word(struct reader *r, const char *word, struct json_value *v, enum json_kind kind)
{
	size_t len = strlen(word);

	if (strncmp(r->at, word, len) != 0)
		return false;
	r->at += len;
	v->kind = kind;
	v->truth = *word == 't';
	return true;
}

/* ---- lists and objects */

static int compare_names(const void *a, const void *b)
{
	const struct json_pair *const *one = a;
	const struct json_pair *const *other = b;

	return strcmp((*one)->name, (*other)->name);
}

static bool differ(const struct json_pair *pairs, size_t nr)
{
	for (size_t i = 1; i < nr; i++)
		for (size_t j = 0; j < i; j++)
			if (!strcmp(pairs[i].name, pairs[j].name))
				return false;
	return true;
}

/* NULL where two are the same. */
static const struct json_pair *const *in_order(struct arena *mem, const struct json_pair *pairs,
					       size_t nr)
{
	const struct json_pair **list = arena_array(mem, nr, sizeof(struct json_pair *));

	for (size_t i = 0; i < nr; i++)
		list[i] = &pairs[i];
	qsort(list, nr, sizeof(struct json_pair *), compare_names);
	for (size_t i = 1; i < nr; i++)
		if (!strcmp(list[i - 1]->name, list[i]->name))
			return NULL;
	return list;
}

static bool keep_members(struct arena *mem, struct json_value *v, const struct json_pair *inside)
{
	struct json_object *object = arena_alloc(mem, sizeof(*object));

	v->object = object;
	object->pairs = arena_copy(mem, inside, v->nr * sizeof(*inside));
	if (v->nr <= FEW)
		return differ(object->pairs, v->nr);
	object->by_name = in_order(mem, object->pairs, v->nr);
	return object->by_name != NULL;
}

static void keep_items(struct arena *mem, struct json_value *v, const struct json_pair *inside)
{
	struct json_value *items = arena_array(mem, v->nr, sizeof(*items));

	for (size_t i = 0; i < v->nr; i++)
		items[i] = inside[i].value;
	v->items = items;
}

static bool close_level(struct reader *r)
{
	size_t place = r->levels[--r->depth];
	struct json_value *v = &r->open[place].value;
	const struct json_pair *inside = &r->open[place + 1];

	v->nr = r->open_nr - place - 1;
	r->open_nr = place + 1;
	if (v->kind == JSON_IS_OBJECT)
		return keep_members(r->mem, v, inside);
	keep_items(r->mem, v, inside);
	return true;
}

static const struct json_value *level(const struct reader *r)
{
	return &r->open[r->levels[r->depth - 1]].value;
}

static bool open_level(struct reader *r, size_t place, enum json_kind kind)
{
	if (r->depth == JSON_DEPTH)
		return false;
	r->at++;
	r->open[place].value.kind = kind;
	r->levels[r->depth++] = place;
	return true;
}

static bool read_value(struct reader *r, size_t place)
{
	struct json_value *v = &r->open[place].value;

	switch (look(r)) {
	case '{':
		return open_level(r, place, JSON_IS_OBJECT);
	case '[':
		return open_level(r, place, JSON_IS_LIST);
	case '"':
		v->kind = JSON_IS_TEXT;
		return read_text(r, &v->text, &v->nr);
	case 't':
		return read_word(r, "true", v, JSON_IS_BOOLEAN);
	case 'f':
		return read_word(r, "false", v, JSON_IS_BOOLEAN);
	case 'n':
		return read_word(r, "null", v, JSON_IS_NULL);
	default:
		return read_number(r, v);
	}
}

static bool read_member(struct reader *r)
{
	size_t place = push(r);
	size_t size;

	return look(r) == '"' && read_text(r, &r->open[place].name, &size) && skip(r, ':') &&
	       read_value(r, place);
}

static bool read_inside(struct reader *r)
{
	return level(r)->kind == JSON_IS_OBJECT ? read_member(r) : read_value(r, push(r));
}

/* Behind a value, or behind a bracket that opens and, when it closes at once, is a value. */
static bool read_on(struct reader *r)
{
	bool is_list = level(r)->kind == JSON_IS_LIST;
	bool is_empty = r->open_nr == r->levels[r->depth - 1] + 1;

	if (skip(r, is_list ? ']' : '}'))
		return close_level(r);
	return (is_empty || skip(r, ',')) && read_inside(r);
}

static bool read_all(struct reader *r)
{
	if (!read_value(r, push(r)))
		return false;
	while (r->depth)
		if (!read_on(r))
			return false;
	return true;
}

const struct json_value *json_tree(struct arena *mem, const char *text, size_t len)
{
	struct reader *r = arena_alloc(mem, sizeof(*r));
	const struct json_value *value = NULL;
	char *copy = arena_strndup(mem, text, len);

	r->mem = mem;
	r->at = copy;
	/* Outside of texts nothing but ASCII is read, and a NUL ends whatever is read. */
	if (utf8_is_valid(text, len) && read_all(r) && !look(r) && r->at == copy + len)
		value = arena_copy(mem, &r->open[0].value, sizeof(*value));
	free(r->open);
	return value;
}
