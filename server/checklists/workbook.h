/*
 * workbook: a checklist as a spreadsheet that a quality manager fills in.
 *
 * There is one layout (workbook.def): a sheet with the head and the scoring, one each with the
 * grades, the sections, the questions (a row each) and the sets of answers that questions share.
 * What is written is read again as the same document. Other people's workbooks are read, too:
 * sheets of rows below a heading row, as far as their headings and words are known
 * (workbook_words.c).
 */
#ifndef CHECKLISTS_WORKBOOK_H
#define CHECKLISTS_WORKBOOK_H

#include "base/text.h"
#include "tables/book.h"
#include "tables/book_write.h"
#include "tables/words.h"
#include "json/json.h"

enum workbook_sheet { HEAD, GRADE, SECTION, QUESTION, ANSWER, WORKBOOK_SHEETS };

enum workbook_kind {
	COLUMN_TEXT,
	COLUMN_TEXTS,
	COLUMN_NUMBER,
	COLUMN_NUMBERS,
	COLUMN_TRUTH,
	COLUMN_LIST,
	COLUMN_ANSWERS, /* of another question */
	COLUMN_SET,     /* the name of a set of answers */
	COLUMN_SECTION,
	COLUMN_KIND, /* from here on: one of some words */
	COLUMN_METHOD,
	COLUMN_GAP,
	COLUMN_EFFECT,
	COLUMN_TYPE,
	COLUMN_SEVERITY,
	COLUMN_WHEN,
};

struct workbook_column {
	enum workbook_sheet sheet;
	const char *member;
	enum workbook_kind kind;
	int width;
	const char *heading;
	const char *const *choices;
};

extern const struct workbook_column workbook_columns[];
extern const size_t workbook_columns_nr;
extern const char *const workbook_sheet_names[WORKBOOK_SHEETS];

/* ---- words (workbook_words.c) */

/* The word of the format that is meant, NULL where none is. */
const char *workbook_word(struct arena *mem, enum workbook_kind kind, const char *s);
/* 1 or 0; -1 where it is neither. */
int workbook_truth(struct arena *mem, const char *s);

/* What a column of somebody else's workbook is. */
enum foreign {
	FOREIGN_NUMBER, /* "1", "1.2" */
	FOREIGN_CODE,
	FOREIGN_SECTION,
	FOREIGN_ITEM,
	FOREIGN_TEXT,
	FOREIGN_TEXT_EN,
	FOREIGN_POINTS,
	FOREIGN_DEDUCT,
	FOREIGN_RULE, /* how to score it, in prose */
	FOREIGN_ANSWERS,
	FOREIGN_TYPE,
	FOREIGN_SEVERITY,
	FOREIGN_CRITICAL,
	FOREIGN_DEPARTMENT,
	FOREIGN_PHOTO,
	FOREIGN_GUIDANCE,
	FOREIGN_REFERENCE,
	FOREIGN_RESULT, /* is filled in at the visit: not read */
	FOREIGN_COLUMNS
};
extern const char *const foreign_names[FOREIGN_COLUMNS];
/* -1: nobody knows. */
int foreign_column(struct arena *mem, const char *heading);

/* An answer that is known by its word: "合格", "N/A". */
struct known_answer {
	const char *word;
	const char *key;
	int share; /* of the points, in percent */
	bool fails;
	bool not_applicable;
};
const struct known_answer *known_answer(struct arena *mem, const char *s);

/* ---- writing (workbook_write.c) */

/* document NULL: a template with examples. */
bool workbook_write(struct work *w, const struct json_value *document, const char *folder,
		    struct book_written *written) MUST_CHECK;

/* ---- reading */

/* What stands nowhere in a workbook of somebody else. */
struct workbook_defaults {
	const char *code;
	const char *kind;
	const char *department;
	const char *severity;
	const struct department_word *departments;
	size_t departments_nr;
};

/* How somebody may call a department: its code or its name in any language. */
struct department_word {
	const char *word;
	const char *code;
};

/* A document that is being made, and where each part of it was seen. */
struct reading {
	struct work *w;
	const struct book *book;
	const struct workbook_defaults *defaults;
	struct text doc;
	struct seen *seen;
	size_t seen_nr;
	size_t seen_room;
	struct text sheets; /* how it was understood, as JSON: {…},{…} */
	struct text skipped;
};

struct seen {
	const char *pointer;
	struct book_place place;
};

void reading_note(struct reading *r, const char *pointer, const char *sheet, int32_t row,
		  int32_t column);
/* A sheet in what was understood; columns is JSON: {…},{…}, or NULL. */
void reading_tell(struct reading *r, const char *sheet, const char *role, int32_t heading_row,
		  const char *columns);
void reading_skip(struct reading *r, const char *sheet, int32_t row, const char *why);

/* Whether it has our layout. */
bool workbook_is_ours(struct reading *r);
void workbook_read_ours(struct reading *r);
void workbook_read_foreign(struct reading *r);

/* The document that the file becomes, in r->doc; faults have their places. False: there are. */
bool workbook_read(struct reading *r);

#endif
