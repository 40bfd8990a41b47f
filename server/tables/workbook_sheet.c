#include <stdlib.h>
#include <string.h>

#include "tables/workbook.h"

#define MOST_ROW_NUMBER 1048576
#define MOST_COLUMN_NUMBER 16384

#define BROKEN "The workbook is damaged; open it, save it again and send that."

enum cell_kind {
	CELL_NUMBER,
	CELL_SHARED,
	CELL_INLINE,
	CELL_TEXT, /* of a formula, an error, a date as text */
	CELL_TRUTH,
};

struct cells {
	struct workbook *wb;
	struct book_filler filler;
	struct text text;  /* what is being read */
	struct text shown; /* a number as it is shown */
	int32_t row;
	int32_t column;
	enum cell_kind kind;
	enum book_style style;
	bool is_in_cell;
	bool is_reading;
	int phonetic;
};

/* "AB12" is column 27; -1 where it is no such name. */
static int32_t column_of(const char *s)
{
	int32_t column = 0;

	for (; *s >= 'A' && *s <= 'Z' && column <= MOST_COLUMN_NUMBER; s++)
		column = 26 * column + *s - 'A' + 1;
	return column && column <= MOST_COLUMN_NUMBER ? column - 1 : -1;
}

static bool begin_row(struct cells *c, const char **attributes)
{
	const char *r = xml_attribute(attributes, "r");
	long number = r ? strtol(r, NULL, 10) : c->row + 1L;

	if (number <= c->row || number > MOST_ROW_NUMBER || c->is_in_cell)
		return book_unreadable(c->wb->w, BROKEN);
	c->row = (int32_t)number;
	c->column = -1;
	c->filler.cells_nr = 0;
	return true;
}

static enum cell_kind kind_of(const char *t)
{
	if (!t || !strcmp(t, "n"))
		return CELL_NUMBER;
	if (!strcmp(t, "s"))
		return CELL_SHARED;
	if (!strcmp(t, "inlineStr"))
		return CELL_INLINE;
	return !strcmp(t, "b") ? CELL_TRUTH : CELL_TEXT;
}

static bool begin_cell(struct cells *c, const char **attributes)
{
	const char *r = xml_attribute(attributes, "r");
	const char *s = xml_attribute(attributes, "s");
	unsigned long style = s ? strtoul(s, NULL, 10) : 0;
	int32_t column = r ? column_of(r) : c->column + 1;

	if (column <= c->column || !c->row || c->is_in_cell)
		return book_unreadable(c->wb->w, BROKEN);
	c->is_in_cell = true;
	c->column = column;
	c->kind = kind_of(xml_attribute(attributes, "t"));
	c->style = style < c->wb->styles_nr ? (enum book_style)c->wb->styles[style] : STYLE_PLAIN;
	c->text.len = 0;
	c->text.s[0] = '\0';
	return true;
}

static bool on_start(void *data, const char *name, const char **attributes)
{
	struct cells *c = data;

	if (!strcmp(name, "row"))
		return begin_row(c, attributes);
	if (!strcmp(name, "c"))
		return begin_cell(c, attributes);
	if (!strcmp(name, "rPh"))
		c->phonetic++;
	else if (!strcmp(name, "v"))
		c->is_reading = c->kind != CELL_INLINE;
	else if (!strcmp(name, "t"))
		c->is_reading = c->kind == CELL_INLINE && !c->phonetic;
	return true;
}

/* The shared text of that number; one that is not there is none. */
static const char *shared(const struct cells *c)
{
	char *end;
	unsigned long at = strtoul(c->text.s, &end, 10);

	return end != c->text.s && !*end && at < c->wb->strings_nr ? c->wb->strings[at] : "";
}

static bool end_cell(struct cells *c)
{
	const struct text *t = &c->text;
	const char *text;

	c->is_in_cell = false;
	if (!t->len)
		return true;
	if (c->kind == CELL_SHARED)
		return book_add_cell(&c->filler, c->column, shared(c));
	if (c->kind == CELL_TRUTH)
		return book_add_cell(&c->filler, c->column,
				     strcmp(t->s, "0") != 0 ? "TRUE" : "FALSE");
	if (c->kind == CELL_NUMBER) {
		book_number(&c->shown, t->s, c->style, c->wb->from_1904);
		t = &c->shown;
	}
	return book_keep_text(&c->filler, t->s, t->len, &text) &&
	       book_add_cell(&c->filler, c->column, text);
}

static bool on_end(void *data, const char *name)
{
	struct cells *c = data;

	if (!strcmp(name, "v") || !strcmp(name, "t"))
		c->is_reading = false;
	else if (!strcmp(name, "rPh"))
		c->phonetic--;
	else if (!strcmp(name, "c"))
		return end_cell(c);
	else if (!strcmp(name, "row"))
		return book_end_row(&c->filler, c->row);
	return true;
}

static void on_text(void *data, const char *text, size_t n)
{
	struct cells *c = data;

	if (c->is_reading && c->text.len <= (size_t)4 * BOOK_MOST_CHARACTERS)
		text_add_bytes(&c->text, text, n);
}

static const struct xml_reader reader = { on_start, on_end, on_text };

bool workbook_read_sheet(struct workbook *wb, size_t sheet)
{
	struct cells *c = arena_alloc(&wb->w->mem, sizeof(*c));

	c->wb = wb;
	c->filler.w = wb->w;
	c->filler.book = wb->book;
	c->filler.sheet = &wb->book->sheets[sheet];
	text_init(&c->text, &wb->w->mem);
	text_init(&c->shown, &wb->w->mem);
	return package_read(&wb->package, wb->sheet_parts[sheet], &reader, c);
}
