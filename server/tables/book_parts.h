/*
 * What the readers of the formats share.
 */
#ifndef TABLES_BOOK_PARTS_H
#define TABLES_BOOK_PARTS_H

#include "base/text.h"
#include "tables/book.h"

bool book_unreadable(struct work *w, const char *sentence);
bool book_too_large(struct work *w, const char *sentence);

/* A row that is being put together; a cell's text stays its owner's. */
struct book_filler {
	struct work *w;
	struct book *book;
	struct book_sheet *sheet;
	struct book_cell cells[BOOK_MOST_COLUMNS];
	int32_t cells_nr;
};

/* In the order of the columns; empty texts are left out. */
bool book_add_cell(struct book_filler *f, int32_t column, const char *text) MUST_CHECK;
bool book_end_row(struct book_filler *f, int32_t number) MUST_CHECK;
/* The text in the arena, without carriage returns and control characters; counts it. */
bool book_keep_text(struct book_filler *f, const char *s, size_t n, const char **text) MUST_CHECK;

bool book_read_xlsx(struct work *w, const char *path, struct book *book) MUST_CHECK;
bool book_read_csv(struct work *w, const char *bytes, size_t size, struct book *book) MUST_CHECK;
/*
 * Whether a ' stands in front of the text in a CSV, because a program would take it for a formula,
 * or because it has such a ' of its own.
 */
bool book_csv_is_guarded(const char *s, size_t n);

/* How a number is shown. */
enum book_style {
	STYLE_PLAIN,
	STYLE_PERCENT,
	STYLE_DATE,
	STYLE_TIME,
	STYLE_DATE_TIME,
};
enum book_style book_style_of(const char *format);
enum book_style book_style_built_in(long id);
/* Into t, which is emptied before; what is no number stays as it is. */
void book_number(struct text *t, const char *digits, enum book_style style, bool from_1904);

#endif
