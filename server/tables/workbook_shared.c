#include <stdlib.h>
#include <string.h>

#include "tables/workbook.h"

#define MOST_FORMATS 65536

/* ---- shared strings: each text once, without the pronunciation that stands beside it */

struct strings {
	struct workbook *wb;
	struct book_filler filler;
	struct text text;
	bool is_reading;
	int phonetic; /* how deep inside of one */
};

static bool string_start(void *data, const char *name, const char **attributes)
{
	struct strings *s = data;

	(void)attributes;
	if (!strcmp(name, "si"))
		s->text.len = 0;
	else if (!strcmp(name, "rPh"))
		s->phonetic++;
	else if (!strcmp(name, "t"))
		s->is_reading = !s->phonetic;
	return true;
}

static bool keep_string(struct strings *s)
{
	struct workbook *wb = s->wb;
	const char **grown;

	if (wb->strings_nr == BOOK_MOST_CELLS)
		return book_too_large(wb->w, "The file has more than 1,000,000 texts; split it.");
	if (wb->strings_nr == wb->strings_room) {
		wb->strings_room = wb->strings_room ? 2 * wb->strings_room : 256;
		grown = arena_array(&wb->w->mem, wb->strings_room, sizeof(*grown));
		if (wb->strings_nr)
			memcpy(grown, wb->strings, wb->strings_nr * sizeof(*grown));
		wb->strings = grown;
	}
	return book_keep_text(&s->filler, s->text.s, s->text.len, &wb->strings[wb->strings_nr++]);
}

static bool string_end(void *data, const char *name)
{
	struct strings *s = data;

	if (!strcmp(name, "t"))
		s->is_reading = false;
	else if (!strcmp(name, "rPh"))
		s->phonetic--;
	else if (!strcmp(name, "si"))
		return keep_string(s);
	return true;
}

static void string_text(void *data, const char *text, size_t n)
{
	struct strings *s = data;

	/* One character has at most four bytes. */
	if (s->is_reading && s->text.len <= (size_t)4 * BOOK_MOST_CHARACTERS)
		text_add_bytes(&s->text, text, n);
}

static const struct xml_reader string_reader = { string_start, string_end, string_text };

bool workbook_read_strings(struct workbook *wb, const char *part)
{
	struct strings *s = arena_alloc(&wb->w->mem, sizeof(*s));

	s->wb = wb;
	s->filler.w = wb->w;
	s->filler.book = wb->book;
	text_init(&s->text, &wb->w->mem);
	return package_read(&wb->package, part, &string_reader, s);
}

/* ---- styles: which cell formats are dates and percents */

struct styles {
	struct workbook *wb;
	struct {
		long id;
		enum book_style style;
	} * formats; /* the workbook's own */
	size_t formats_nr;
	size_t formats_room;
	bool is_of_cells;
};

static bool too_many(struct styles *s)
{
	return book_too_large(s->wb->w, "The workbook has more than 65,536 cell formats.");
}

static bool add_format(struct styles *s, const char **attributes)
{
	const char *id = xml_attribute(attributes, "numFmtId");
	const char *code = xml_attribute(attributes, "formatCode");
	size_t size = sizeof(*s->formats);
	void *grown;

	if (!id || !code)
		return true;
	if (s->formats_nr == MOST_FORMATS)
		return too_many(s);
	if (s->formats_nr == s->formats_room) {
		s->formats_room = s->formats_room ? 2 * s->formats_room : 64;
		grown = arena_array(&s->wb->w->mem, s->formats_room, size);
		if (s->formats_nr)
			memcpy(grown, s->formats, s->formats_nr * size);
		s->formats = grown;
	}
	s->formats[s->formats_nr].id = strtol(id, NULL, 10);
	s->formats[s->formats_nr++].style = book_style_of(code);
	return true;
}

static enum book_style style_of(const struct styles *s, long id)
{
	for (size_t i = 0; i < s->formats_nr; i++)
		if (s->formats[i].id == id)
			return s->formats[i].style;
	return book_style_built_in(id);
}

static bool add_cell_format(struct styles *s, const char **attributes)
{
	const char *id = xml_attribute(attributes, "numFmtId");
	struct workbook *wb = s->wb;
	unsigned char *grown;

	if (wb->styles_nr == MOST_FORMATS)
		return too_many(s);
	if (wb->styles_nr == wb->styles_room) {
		wb->styles_room = wb->styles_room ? 2 * wb->styles_room : 64;
		grown = arena_alloc(&wb->w->mem, wb->styles_room);
		if (wb->styles_nr)
			memcpy(grown, wb->styles, wb->styles_nr);
		wb->styles = grown;
	}
	wb->styles[wb->styles_nr++] =
		(unsigned char)(id ? style_of(s, strtol(id, NULL, 10)) : STYLE_PLAIN);
	return true;
}

static bool style_start(void *data, const char *name, const char **attributes)
{
	struct styles *s = data;

	if (!strcmp(name, "cellXfs"))
		s->is_of_cells = true;
	else if (!strcmp(name, "numFmt"))
		return add_format(s, attributes);
	else if (!strcmp(name, "xf") && s->is_of_cells)
		return add_cell_format(s, attributes);
	return true;
}

static bool style_end(void *data, const char *name)
{
	struct styles *s = data;

	if (!strcmp(name, "cellXfs"))
		s->is_of_cells = false;
	return true;
}

static const struct xml_reader style_reader = { style_start, style_end, NULL };

bool workbook_read_styles(struct workbook *wb, const char *part)
{
	struct styles s = { .wb = wb };

	return package_read(&wb->package, part, &style_reader, &s);
}
