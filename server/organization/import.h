/*
 * import: many rows of a table at once, all of them or none.
 *
 * A table is an .xlsx or CSV file with one heading row; columns are known by their heading, in
 * English or Chinese, in any order. Each row is told what came of it: created, changed (and what),
 * unchanged or faulty. Where any row has a fault nothing is changed, and the same table a second
 * time changes nothing. An empty cell leaves what is there.
 */
#ifndef ORGANIZATION_IMPORT_H
#define ORGANIZATION_IMPORT_H

#include "base/text.h"
#include "db/db.h"
#include "http/http.h"
#include "tables/book.h"
#include "tables/book_write.h"
#include "tables/words.h"

#define IMPORT_MOST_ROWS 50000
#define IMPORT_MOST_COLUMNS 16
#define IMPORT_MANY 1000 /* from here on the database looks at its tables anew */

struct import_column {
	const char *name;    /* as the API and the English heading call it */
	const char *heading; /* as exports and templates write it */
	int width;
	const char *const *choices; /* NULL: anything */
	const char *example;
	const char *note; /* what to know about it, in both languages */
};

/* What can be imported: its columns and what people call them; the first column is the key. */
struct import_kind {
	const char *sheet;
	const struct import_column *columns;
	int columns_nr;
	const struct word *words; /* the meaning is the column's place in the list */
	size_t words_nr;
};

enum import_result {
	IMPORT_UNCHANGED,
	IMPORT_CHANGED,
	IMPORT_CREATED,
	IMPORT_FAULTY,
};

struct import_row {
	const struct book_row *row;
	enum import_result result;
	struct text changes; /* s NULL: none yet; {…},{…} */
};

struct import {
	struct work *w;
	const struct import_kind *kind;
	const struct book_sheet *sheet;
	const struct book_row *heading;
	int32_t at[IMPORT_MOST_COLUMNS]; /* where each column is; -1: it is not there */
	struct import_row *rows;
	size_t nr;
	bool is_dry;
};

/*
 * To be called outside of a transaction: checks who is asking, reads the file, and begins the
 * transaction in which everything else happens.
 */
bool import_begin(struct work *w, const struct request *req, const struct import_kind *kind,
		  struct import *import) MUST_CHECK;

/* Trimmed; NULL where it is empty or the table has no such column. */
const char *import_value(const struct import *import, size_t row, int column);
void import_fault(struct import *import, size_t row, int column, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* from and to may be NULL. */
void import_change(struct import *import, size_t row, int column, const char *from, const char *to);

/* Commits, or takes back what only was a try, and answers; import_has_faults. */
bool import_end(struct import *import, int name_column, struct response *res) MUST_CHECK;

/* An export or a template: the heading row, and the rows that the statement gives. */
bool import_export(struct work *w, const struct request *req, const struct import_kind *kind,
		   const struct db_stmt *stmt, const char *name, struct response *res) MUST_CHECK;

/* Rows by a text that stands in them, to find them again. */
struct import_index {
	const char *text;
	size_t row;
};
void import_index_sort(struct import_index *index, size_t nr);
/* NULL: none; of several the one with the lowest row. */
const struct import_index *import_index_find(const struct import_index *index, size_t nr,
					     const char *text);

#endif
