#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "tables/book_parts.h"

/* ---- which characters the bytes are */

static bool cannot_read(struct work *w)
{
	return book_unreadable(w, "The file is neither a workbook nor text in UTF-8, UTF-16 or "
				  "GB18030; save it as .xlsx or as CSV in UTF-8.");
}

static bool convert(struct work *w, const char *from, const char **bytes, size_t *size)
{
	iconv_t cd = iconv_open("UTF-8", from);
	size_t room = *size * 3 + 4;
	size_t left = *size, free_bytes = room;
	char *in = (char *)*bytes;
	char *out, *at;
	size_t rc;

	/* NOLINTNEXTLINE(performance-no-int-to-ptr): how iconv says no */
	if (cd == (iconv_t)-1)
		return broken(w, "iconv does not know %s: %s", from, strerrordesc_np(errno));
	out = at = arena_alloc(&w->mem, room);
	rc = iconv(cd, &in, &left, &at, &free_bytes);
	iconv_close(cd);
	if (rc == (size_t)-1)
		return cannot_read(w);
	*bytes = out;
	*size = room - free_bytes;
	return true;
}

/* Text in UTF-16 without a mark has a NUL in each separator and line end. */
static const char *guess_utf16(const char *s, size_t size)
{
	size_t even = 0, odd = 0;
	size_t most = size < 1000 ? size : 1000;

	for (size_t i = 0; i < most; i++) {
		even += !s[i] && !(i & 1);
		odd += !s[i] && (i & 1);
	}
	if (even + odd == 0 || size % 2)
		return NULL;
	return odd > even ? "UTF-16LE" : "UTF-16BE";
}

static bool to_utf8(struct work *w, const char **bytes, size_t *size)
{
	const unsigned char *b = (const unsigned char *)*bytes;
	const char *wide;

	if (*size >= 3 && b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf) {
		*bytes += 3;
		*size -= 3;
		return (utf8_is_valid(*bytes, *size) && !memchr(*bytes, '\0', *size)) ||
		       cannot_read(w);
	}
	if (*size >= 2 && ((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff))) {
		*bytes += 2;
		*size -= 2;
		wide = b[0] == 0xff ? "UTF-16LE" : "UTF-16BE";
	} else if (memchr(*bytes, '\0', *size)) {
		wide = guess_utf16(*bytes, *size);
		if (!wide)
			return cannot_read(w);
	} else {
		return utf8_is_valid(*bytes, *size) || convert(w, "GB18030", bytes, size);
	}
	return convert(w, wide, bytes, size) && (!memchr(*bytes, '\0', *size) || cannot_read(w));
}

/* ---- cells */

struct csv {
	struct book_filler *filler;
	const char *at;
	const char *end;
	struct text quoted;
	char separator;
	int32_t line; /* of the file, from 1 */
};

/* The one that the first line has most of, outside of quotation marks. */
static char guess_separator(const char *s, const char *end)
{
	size_t commas = 0, semicolons = 0, tabs = 0;
	bool is_quoted = false;

	for (; s < end && (is_quoted || *s != '\n'); s++) {
		is_quoted ^= *s == '"';
		commas += !is_quoted && *s == ',';
		semicolons += !is_quoted && *s == ';';
		tabs += !is_quoted && *s == '\t';
	}
	if (tabs > commas && tabs > semicolons)
		return '\t';
	return semicolons > commas ? ';' : ',';
}

/* Excel's own first line "sep=;" says it. */
static void find_separator(struct csv *c)
{
	if (c->end - c->at >= 5 && !strncasecmp(c->at, "sep=", 4) && strchr(",;\t", c->at[4])) {
		c->separator = c->at[4];
		while (c->at < c->end && *c->at != '\n')
			c->at++;
		c->at += c->at < c->end;
		c->line++;
		return;
	}
	c->separator = guess_separator(c->at, c->end);
}

static bool ends_cell(const struct csv *c)
{
	return c->at == c->end || *c->at == c->separator || *c->at == '\n' || *c->at == '\r';
}

/* Behind the first quotation mark; what follows the closing one belongs to it, too. */
static bool read_quoted(struct csv *c)
{
	c->quoted.len = 0;
	for (;;) {
		const char *mark = memchr(c->at, '"', (size_t)(c->end - c->at));

		if (!mark)
			return book_unreadable(
				c->filler->w,
				arena_printf(&c->filler->w->mem,
					     "A quotation mark that opens on line %d is never "
					     "closed.",
					     c->line));
		text_add_bytes(&c->quoted, c->at, (size_t)(mark - c->at));
		c->at = mark + 1;
		if (c->at == c->end || *c->at != '"')
			break;
		text_add_char(&c->quoted, '"');
		c->at++;
	}
	while (!ends_cell(c))
		text_add_char(&c->quoted, *c->at++);
	return true;
}

static bool read_cell(struct csv *c, int32_t column)
{
	const char *from = c->at;
	const char *text;
	size_t n;

	if (c->at < c->end && *c->at == '"') {
		c->at++;
		if (!read_quoted(c))
			return false;
		from = c->quoted.s;
		n = c->quoted.len;
	} else {
		while (!ends_cell(c))
			c->at++;
		n = (size_t)(c->at - from);
	}
	/* The mark that keeps a program from taking a text for a formula is no part of it. */
	if (n > 1 && *from == '\'' && book_csv_is_guarded(from + 1, n - 1)) {
		from++;
		n--;
	}
	return !n || (book_keep_text(c->filler, from, n, &text) &&
		      book_add_cell(c->filler, column, text));
}

static bool read_line(struct csv *c)
{
	const char *from = c->at;
	int32_t first = c->line;

	c->filler->cells_nr = 0;
	for (int32_t column = 0;; column++) {
		if (!read_cell(c, column))
			return false;
		if (c->at == c->end || *c->at != c->separator)
			break;
		c->at++;
	}
	if (c->at < c->end && *c->at == '\r')
		c->at++;
	if (c->at < c->end && *c->at == '\n')
		c->at++;
	for (; from < c->at - 1; from++)
		c->line += *from == '\n';
	c->line++;
	return book_end_row(c->filler, first);
}

bool book_read_csv(struct work *w, const char *bytes, size_t size, struct book *book)
{
	struct csv c = { .line = 1 };

	if (!to_utf8(w, &bytes, &size))
		return false;
	book->sheets = arena_alloc(&w->mem, sizeof(*book->sheets));
	book->sheets_nr = 1;
	book->sheets->name = "";
	c.filler = arena_alloc(&w->mem, sizeof(*c.filler));
	*c.filler = (struct book_filler){ .w = w, .book = book, .sheet = book->sheets };
	c.at = bytes;
	c.end = bytes + size;
	text_init(&c.quoted, &w->mem);
	find_separator(&c);
	while (c.at < c.end)
		if (!read_line(&c))
			return false;
	return true;
}
