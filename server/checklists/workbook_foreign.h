/*
 * workbook_foreign: somebody else's workbook, sheets of rows below a heading row, read by its
 * words. What is shared by the files that do it, one part each.
 */
#ifndef CHECKLISTS_WORKBOOK_FOREIGN_H
#define CHECKLISTS_WORKBOOK_FOREIGN_H

#include "base/text.h"
#include "checklists/workbook.h"

#define MOST_ANSWERS 12
#define MOST_SECTIONS 500
#define MOST_QUESTIONS 2001

/* Ticked at the visit: "合格 | 不合格". */
struct answer_column {
	const char *word;
	int64_t points; /* -1: by its word */
};

/* Where a sheet has what. */
struct sheet_map {
	const struct book_sheet *sheet;
	size_t heading;
	size_t first;
	int32_t at[FOREIGN_COLUMNS];
	struct answer_column answers[MOST_ANSWERS];
	size_t answers_nr;
};

struct foreign_section {
	const char *key;
	const char *title;
	const char *sheet;
	struct text questions;
	size_t nr;
};

/* The document on its way. */
struct foreign_reading {
	struct reading *r;
	const char *title;
	struct foreign_section sections[MOST_SECTIONS];
	size_t sections_nr;
	struct foreign_section *now;
	const char *item;
	const char *keys[MOST_QUESTIONS];
	size_t keys_nr;
	bool has_points;
	bool has_deductions;
	bool is_full;
};

/* The text of that column in this row; "": there is none. */
const char *foreign_cell(const struct sheet_map *m, const struct book_row *row, enum foreign what);
/* What a text is written in. */
const char *foreign_language(const char *s);
/* prefix-xxxxxxxx: stays the same while the text does. */
const char *foreign_hashed(struct foreign_reading *f, const char *prefix, const char *s);

/* ,"name":{"en":"…"} */
void foreign_add_text(struct text *t, const char *name, const char *s);

/* ---- numbers in words (workbook_points.c) */

/* Behind the first of the words that s begins with, and the blanks after it; else s. */
const char *foreign_behind(const char *s, const char *const *words);
/* "5", "5分", "扣2分", "-2", "5 pts", in thousandths; false: it is no number of points. */
bool foreign_points(struct arena *mem, const char *s, int64_t *points, bool *is_deduction);
/* "… (5)" or "…（4分）": the points go, and the text stays without them. */
const char *foreign_take_points(struct arena *mem, const char *s, int64_t *points);

/* ---- the heading row (workbook_heading.c) */

/* How many columns of the row are known; 0 where none of them is a question's text. */
int foreign_headings(struct arena *mem, const struct book_row *row, struct sheet_map *m);
/* False: the sheet has no heading row. */
bool foreign_find_heading(struct arena *mem, const struct book_sheet *sheet, struct sheet_map *m);
/* Adds how the columns were understood. */
void foreign_tell_columns(struct foreign_reading *f, const struct sheet_map *m);

/* ---- a question (workbook_question.c) */

/* Adds the row to the section f->now. */
void foreign_add_question(struct foreign_reading *f, const struct sheet_map *m,
			  const struct book_row *row);

#endif
