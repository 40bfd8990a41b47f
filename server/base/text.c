#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/bug.h"

void text_init(struct text *t, struct arena *mem)
{
	t->mem = mem;
	t->size = 256;
	t->len = 0;
	t->s = arena_alloc(mem, t->size);
}

/* Doubles, so that many small additions cost little. */
static void make_room(struct text *t, size_t more)
{
	char *grown;

	if (t->len + more < t->size)
		return;
	while (t->size <= t->len + more)
		t->size *= 2;
	grown = arena_alloc(t->mem, t->size);
	memcpy(grown, t->s, t->len);
	t->s = grown;
}

void text_add_bytes(struct text *t, const char *s, size_t n)
{
	make_room(t, n);
	memcpy(t->s + t->len, s, n);
	t->len += n;
	t->s[t->len] = '\0';
}

void text_add(struct text *t, const char *s) { text_add_bytes(t, s, strlen(s)); }

void text_add_char(struct text *t, char c)
{
	make_room(t, 1);
	t->s[t->len++] = c;
	t->s[t->len] = '\0';
}

/* A form has hundreds of numbers, and printf() reads its format for each of them. */
void text_add_number(struct text *t, int64_t n)
{
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	if (n < 0)
		text_add_char(t, '-');
	text_add_bytes(t, digits + at, sizeof(digits) - at);
}

/* Mostly there is room enough, and it is printed only once. */
void text_printf(struct text *t, const char *fmt, ...)
{
	size_t left = t->size - t->len;
	va_list again;
	va_list ap;
	int len;

	va_start(ap, fmt);
	va_copy(again, ap);
	len = vsnprintf(t->s + t->len, left, fmt, ap);
	if (len < 0)
		BUG("a format that cannot be printed: %s", fmt);
	if ((size_t)len >= left) {
		make_room(t, (size_t)len);
		vsnprintf(t->s + t->len, (size_t)len + 1, fmt, again);
	}
	t->len += (size_t)len;
	va_end(again);
	va_end(ap);
}

/* The letter behind the backslash, as every writer of JSON has it; 0 where there is none. */
static char short_escape(unsigned char c)
{
	static const char letters[0x20] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r',
	};

	if (c >= sizeof(letters))
		return '\0';
	return letters[c];
}

static void add_escape(struct text *t, unsigned char c)
{
	char escape[8];

	if (c == '"' || c == '\\')
		snprintf(escape, sizeof(escape), "\\%c", c);
	else if (short_escape(c))
		snprintf(escape, sizeof(escape), "\\%c", short_escape(c));
	else
		snprintf(escape, sizeof(escape), "\\u%04x", c);
	text_add(t, escape);
}

/* How many bytes stand for themselves. */
static size_t plain_size(const char *s, size_t n)
{
	size_t size = 0;

	while (size < n && (unsigned char)s[size] >= ' ' && s[size] != '"' && s[size] != '\\')
		size++;
	return size;
}

void text_json_bytes(struct text *t, const char *s, size_t n)
{
	size_t at = 0;

	text_add_char(t, '"');
	for (;;) {
		size_t size = plain_size(s + at, n - at);

		text_add_bytes(t, s + at, size);
		at += size;
		if (at == n)
			break;
		add_escape(t, (unsigned char)s[at++]);
	}
	text_add_char(t, '"');
}

void text_json(struct text *t, const char *s) { text_json_bytes(t, s, strlen(s)); }

char *text_take(struct text *t) { return t->s; }

/* How many bytes the code point at s takes; 0 where it is not one. */
static size_t code_point_size(const unsigned char *s, size_t n)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned int value;
	size_t size;

	if (s[0] < 0x80)
		return 1;
	size = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || size > n)
		return 0;

	value = s[0] & (0xffU >> (size + 1));
	for (size_t i = 1; i < size; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (s[i] & 0x3f);
	}
	if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	return size;
}

/* Most texts are mostly ASCII: eight bytes of it at once. */
static size_t ascii_size(const char *s, size_t n)
{
	size_t size = 0;
	uint64_t eight;

	while (n - size >= sizeof(eight)) {
		memcpy(&eight, s + size, sizeof(eight));
		if (eight & 0x8080808080808080)
			break;
		size += sizeof(eight);
	}
	return size;
}

bool utf8_is_valid(const char *s, size_t n)
{
	while (n) {
		size_t size = ascii_size(s, n);

		if (!size)
			size = code_point_size((const unsigned char *)s, n);

		if (!size)
			return false;
		s += size;
		n -= size;
	}
	return true;
}

size_t utf8_length(const char *s)
{
	size_t length = 0;

	for (; *s; s++)
		length += (*s & 0xc0) != 0x80;
	return length;
}

bool text_begins(const char *s, const char *prefix) { return !strncmp(s, prefix, strlen(prefix)); }
