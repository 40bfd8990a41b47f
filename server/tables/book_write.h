/*
 * book_write: a table for people to open: a workbook with several sheets, or one sheet as CSV.
 *
 * Cells are written row by row. In a CSV, what a program would take for a formula gets a ' in
 * front; the reader takes it away again.
 */
#ifndef TABLES_BOOK_WRITE_H
#define TABLES_BOOK_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/work.h"

enum book_format {
	BOOK_XLSX,
	BOOK_CSV,
};

/* "xlsx", "csv", NULL */
extern const char *const book_formats[];

enum book_look {
	LOOK_PLAIN,
	LOOK_TITLE,
	LOOK_HEADING,
	LOOK_NOTE,
};

struct book_writer;

/* In a file below the folder, which goes with the work; NULL: it failed. */
struct book_writer *book_writer_open(struct work *w, enum book_format format, const char *folder);
bool book_write_sheet(struct book_writer *b, const char *name) MUST_CHECK;
/* Before the first row: how wide, in characters, and (NULL: anything) what can be chosen below the
 * heading row. */
void book_write_column(struct book_writer *b, int column, int width, const char *const *choices,
		       int heading_row);
/* Keeps the rows up to here in sight. */
void book_write_freeze(struct book_writer *b, int rows);
/* Empty and NULL texts write nothing; numbers are numbers where they look like one. */
bool book_write_cell(struct book_writer *b, int row, int column, const char *text,
		     enum book_look look) MUST_CHECK;
bool book_write_number(struct book_writer *b, int row, int column, const char *number) MUST_CHECK;

/* Where it is: a file, or (path NULL) bytes. */
struct book_written {
	const char *path;
	const char *bytes;
	size_t size;
	const char *type;
	const char *extension;
};
bool book_writer_end(struct book_writer *b, struct book_written *written) MUST_CHECK;

struct response;
/* Answers with it, to be kept under that name (a-z, 0-9, - and . of it). */
void respond_book(struct work *w, struct response *res, const struct book_written *written,
		  const char *name);

#endif
