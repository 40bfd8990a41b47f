/*
 * book: a file of sheets, rows and cells, as people keep them: .xlsx or .csv.
 *
 * A file is what a stranger sends. It is read as a stream, with limits on everything, and what is
 * not a table is refused with a sentence that says what it is and what to do. Every cell becomes
 * the text that its reader saw: dates as 2026-11-21 or 2026-11-21T08:00, percents with their
 * sign, numbers with at most 15 digits, no blanks at either end. Empty cells and rows are left out.
 * What is merged stands at the first of its cells.
 */
#ifndef TABLES_BOOK_H
#define TABLES_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/work.h"

#define BOOK_MOST_ENTRIES 1000
#define BOOK_MOST_INFLATED ((size_t)200 * 1024 * 1024)
#define BOOK_MOST_RATIO 100
#define BOOK_MOST_SHEETS 200
#define BOOK_MOST_ROWS 200000
#define BOOK_MOST_COLUMNS 256
#define BOOK_MOST_CELLS 1000000
#define BOOK_MOST_CHARACTERS 32767 /* of a cell, as in Excel */
#define BOOK_MOST_TEXT ((size_t)32 * 1024 * 1024)

struct book_cell {
	const char *text; /* never empty */
	int32_t column;   /* from 0 */
};

struct book_row {
	const struct book_cell *cells; /* in the order of their columns */
	int32_t cells_nr;
	int32_t number; /* from 1, as the program shows it */
};

struct book_sheet {
	const char *name; /* "" of a CSV */
	bool is_hidden;
	struct book_row *rows;
	size_t rows_nr;
	size_t rows_room;
};

struct book {
	struct book_sheet *sheets; /* in the order of the tabs */
	size_t sheets_nr;
	size_t rows_nr; /* of all sheets */
	size_t cells_nr;
	size_t text_bytes;
};

/*
 * Reads the file. workbook_unreadable: it is no table, or a broken or protected one;
 * workbook_too_large: it is beyond a limit; busy: too many are being read already.
 */
bool book_read(struct work *w, const char *path, struct book *book) MUST_CHECK;

/* The text of the cell, "" where it is empty. */
const char *book_text(const struct book_row *row, int32_t column);
/* "A", "AB": how the column is called. */
const char *book_column(struct arena *mem, int32_t column);

/*
 * A fault of the file, and where it is seen in it. The sheet's name may be "", the row 0 and the
 * column below 0: nobody knows. The pointer is that of what the file becomes.
 */
struct book_place {
	const char *sheet;
	int32_t row;
	int32_t column;
};
bool book_fault(struct work *w, const char *pointer, const struct book_place *place,
		const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
