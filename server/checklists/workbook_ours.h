/*
 * workbook_ours: a workbook in the layout of workbook.def, read into a document. What is shared by
 * the files that do it, one part each.
 */
#ifndef CHECKLISTS_WORKBOOK_OURS_H
#define CHECKLISTS_WORKBOOK_OURS_H

#include "checklists/workbook.h"

#define MOST_COLUMNS 120

/* A column of a sheet: what it is and, of texts, in which language. */
struct ours_found {
	const struct workbook_column *column;
	const char *language;
	int32_t at;
};

struct ours_table {
	const struct book_sheet *sheet;
	struct ours_found found[MOST_COLUMNS];
	size_t found_nr;
	size_t first; /* the row below the headings */
};

/* The sheets of rows, and of each row what is asked for again and again. */
struct ours {
	struct ours_table sections;
	struct ours_table questions;
	struct ours_table answers;
	const char **keys; /* of the questions */
	bool *are_checks;
	const char **sets; /* to which an answer belongs */
};

/* ---- sheets and their columns (workbook_table.c) */

/* NULL: there is none. */
const struct book_sheet *ours_sheet(struct reading *r, enum workbook_sheet which);
/* What a heading means; NULL: nobody knows. */
const struct workbook_column *ours_column(struct reading *r, enum workbook_sheet sheet,
					  const char *heading);
/* "问题 Question [zh-CN]": what stands in brackets, or what it is written in. */
const char *ours_language(struct reading *r, const char *heading);
/* Finds the sheet and its columns; false: there is nothing to read. */
bool ours_open(struct reading *r, enum workbook_sheet which, struct ours_table *t);
/* "": it has no sheet. */
const char *ours_name(const struct ours_table *t);
/* NULL: there is nothing. */
const char *ours_cell(struct reading *r, const struct book_row *row, int32_t at);
const char *ours_value(struct reading *r, const struct ours_table *t, const struct book_row *row,
		       const char *member);

/* ---- a row as an object (workbook_object.c) */

struct ours_object {
	struct reading *r;
	const struct ours_table *table;
	const struct book_row *row;
	const char *pointer;
	const struct ours *all;
	bool is_begun;
};

/* Adds the row's members; without the closing bracket. */
void ours_add_object(struct ours_object *o, enum workbook_sheet sheet);
/* The member's value was seen in that column. */
void ours_note(struct ours_object *o, const char *path, int32_t at);

#endif
