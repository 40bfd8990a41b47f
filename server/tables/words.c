#include "tables/words.h"

#include <string.h>

#include "base/text.h"

uint32_t words_character(const char *s, size_t *bytes)
{
	const unsigned char *b = (const unsigned char *)s;

	if (b[0] < 0x80) {
		*bytes = 1;
		return b[0];
	}
	if (b[0] < 0xe0) {
		*bytes = 2;
		return (b[0] & 0x1fU) << 6 | (b[1] & 0x3fU);
	}
	if (b[0] < 0xf0) {
		*bytes = 3;
		return (b[0] & 0x0fU) << 12 | (b[1] & 0x3fU) << 6 | (b[2] & 0x3fU);
	}
	*bytes = 4;
	return (b[0] & 0x07U) << 18 | (b[1] & 0x3fU) << 12 | (b[2] & 0x3fU) << 6 | (b[3] & 0x3fU);
}

static bool is_blank(uint32_t c)
{
	return c <= ' ' || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200d) || c == 0xfeff;
}

static bool is_chinese(uint32_t c)
{
	return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x3ffff);
}

static uint32_t narrow(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	return c;
}

static void add_character(struct text *t, uint32_t c, const char *s, size_t bytes)
{
	if (c < 0x80)
		text_add_char(t, (char)c);
	else
		text_add_bytes(t, s, bytes);
}

const char *words_plain(struct arena *mem, const char *s)
{
	bool has_gap = false;
	struct text t;
	size_t n;

	text_init(&t, mem);
	for (; *s; s += n) {
		uint32_t c = words_character(s, &n);

		if (is_blank(c)) {
			has_gap = t.len;
			continue;
		}
		if (has_gap)
			text_add_char(&t, ' ');
		has_gap = false;
		add_character(&t, narrow(c), s, n);
	}
	return text_take(&t);
}

const char *words_trim(struct arena *mem, const char *s)
{
	const char *end = s;
	bool has_begun = false;
	const char *at = s;
	size_t n;

	for (; *at; at += n) {
		if (is_blank(words_character(at, &n)))
			continue;
		if (!has_begun)
			s = at;
		has_begun = true;
		end = at + n;
	}
	if (!has_begun)
		return "";
	return *end ? arena_strndup(mem, s, (size_t)(end - s)) : s;
}

static bool opens(uint32_t c) { return c == '(' || c == '[' || c == 0x3010 || c == 0x300a; }
static bool closes(uint32_t c) { return c == ')' || c == ']' || c == 0x3011 || c == 0x300b; }

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '%' || c == '+' ||
	       is_chinese(c) || (c >= 0xc0 && c < 0x2000);
}

enum part { WHOLE, CHINESE, LATIN };

static const char *key_of(struct arena *mem, const char *s, enum part part)
{
	struct text t;
	int depth = 0;
	size_t n;

	text_init(&t, mem);
	for (; *s; s += n) {
		uint32_t c = narrow(words_character(s, &n));

		depth += opens(c);
		if (!depth && is_letter(c) && (part == WHOLE || is_chinese(c) == (part == CHINESE)))
			add_character(&t, c, s, n);
		depth -= closes(c) && depth;
	}
	return text_take(&t);
}

const char *words_key(struct arena *mem, const char *s) { return key_of(mem, s, WHOLE); }

int words_find(struct arena *mem, const struct word *words, size_t nr, const char *s)
{
	for (enum part part = WHOLE; part <= LATIN; part++) {
		const char *key = key_of(mem, s, part);

		for (size_t i = 0; *key && i < nr; i++)
			if (!strcmp(words[i].word, key))
				return words[i].meaning;
	}
	return -1;
}

bool words_are_chinese(const char *s)
{
	size_t n;

	for (; *s; s += n)
		if (is_chinese(words_character(s, &n)))
			return true;
	return false;
}

/* ---- numbers */

static bool read_digits(const char **s, int64_t *value, size_t *nr)
{
	*nr = 0;
	for (; (**s >= '0' && **s <= '9') || (**s == ',' && *nr); (*s)++) {
		if (**s == ',')
			continue;
		if (*value > INT64_MAX / 10000000)
			return false;
		*value = *value * 10 + **s - '0';
		(*nr)++;
	}
	return true;
}

bool words_decimal(const char *s, int64_t *thousandths)
{
	bool is_negative = *s == '-';
	int64_t value = 0;
	size_t whole, places = 0;

	s += *s == '-' || *s == '+';
	if (!read_digits(&s, &value, &whole) || !whole)
		return false;
	if (*s == '.') {
		s++;
		for (; *s >= '0' && *s <= '9'; s++, places++) {
			if (places >= 3 && *s != '0')
				return false;
			if (places < 3)
				value = value * 10 + *s - '0';
		}
	}
	for (; places < 3; places++)
		value *= 10;
	s += *s == '%';
	*thousandths = is_negative ? -value : value;
	return !*s;
}

const char *words_of_decimal(struct arena *mem, int64_t thousandths)
{
	const char *sign = thousandths < 0 ? "-" : "";
	long long n = thousandths < 0 ? -thousandths : thousandths;
	char *s;
	size_t len;

	if (n % 1000 == 0)
		return arena_printf(mem, "%s%lld", sign, n / 1000);
	s = arena_printf(mem, "%s%lld.%03lld", sign, n / 1000, n % 1000);
	len = strlen(s);
	while (s[len - 1] == '0')
		s[--len] = '\0';
	return s;
}

/* ---- lists */

static bool separates(uint32_t c, bool by_line)
{
	if (by_line)
		return c == '\n';
	return c == ',' || c == ';' || c == 0x3001 || c == 0xff0c || c == 0xff1b;
}

/* Without the quotation marks that keep a part together. */
static const char *part_of(struct arena *mem, const char *from, const char *to)
{
	const char *s = words_trim(mem, arena_strndup(mem, from, (size_t)(to - from)));
	size_t n = strlen(s);

	return n > 1 && *s == '"' && s[n - 1] == '"' ? arena_strndup(mem, s + 1, n - 2) : s;
}

size_t words_split(struct arena *mem, const char *s, const char ***parts)
{
	bool by_line = strchr(s, '\n');
	bool is_quoted = *s == '"';
	const char *from = s;
	size_t nr = 0;
	size_t n = 0;

	*parts = arena_array(mem, strlen(s) + 1, sizeof(**parts));
	for (;; s += n) {
		uint32_t c = *s ? words_character(s, &n) : 0;

		is_quoted &= !(c == '"' && s > from);
		if (c && (is_quoted || !separates(c, by_line)))
			continue;
		(*parts)[nr] = part_of(mem, from, s);
		nr += *(*parts)[nr] != '\0';
		if (!c)
			return nr;
		from = s + n;
		is_quoted = *from == '"';
	}
}
