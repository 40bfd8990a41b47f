/*
 * workbook: what the sheets of an .xlsx file have in common.
 */
#ifndef TABLES_WORKBOOK_H
#define TABLES_WORKBOOK_H

#include "tables/book_parts.h"
#include "tables/package.h"

struct workbook {
	struct work *w;
	struct package package;
	struct book *book;
	const char *part;     /* "xl/workbook.xml" */
	const char **strings; /* shared ones, in their order */
	size_t strings_nr;
	size_t strings_room;
	unsigned char *styles; /* enum book_style of each cell format */
	size_t styles_nr;
	size_t styles_room;
	const char **sheet_parts; /* of book->sheets; NULL: no sheet of cells */
	bool from_1904;
};

bool workbook_read_strings(struct workbook *wb, const char *part) MUST_CHECK;
bool workbook_read_styles(struct workbook *wb, const char *part) MUST_CHECK;
bool workbook_read_sheet(struct workbook *wb, size_t sheet) MUST_CHECK;

#endif
