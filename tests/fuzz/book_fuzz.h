/* What holds of every table that was read, whatever its format. */
#ifndef FUZZ_BOOK_FUZZ_H
#define FUZZ_BOOK_FUZZ_H

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "fuzz.h"
#include "tables/book.h"
#include "tables/words.h"

/* A file in memory that has these bytes; the same one each time. */
static inline const char *as_file(const void *bytes, size_t size)
{
	static char path[40];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("book", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	insist(fd >= 0 && !ftruncate(fd, 0));
	for (size_t at = 0; at < size;) {
		ssize_t n = pwrite(fd, (const char *)bytes + at, size - at, (off_t)at);

		insist(n > 0);
		at += (size_t)n;
	}
	return path;
}

static inline void insist_on_text(const char *s)
{
	insist(*s && utf8_is_valid(s, strlen(s)));
	for (; *s; s++)
		insist(((unsigned char)*s >= ' ' && *s != 0x7f) || *s == '\n' || *s == '\t');
}

/* What an import does with the cells. */
static inline void read_words(struct arena *mem, const char *s)
{
	static const struct word words[] = { { "code", 1 }, { "编号", 2 } };
	const char **parts;
	int64_t thousandths;
	size_t nr = words_split(mem, s, &parts);

	for (size_t i = 0; i < nr; i++)
		insist(utf8_is_valid(parts[i], strlen(parts[i])));
	insist(words_find(mem, words, 2, s) <= 2);
	insist(utf8_is_valid(words_plain(mem, s), strlen(words_plain(mem, s))));
	insist(utf8_is_valid(words_key(mem, s), strlen(words_key(mem, s))));
	if (words_decimal(s, &thousandths)) {
		int64_t again;

		insist(words_decimal(words_of_decimal(mem, thousandths), &again));
		insist(again == thousandths);
	}
}

static inline size_t insist_on_row(struct arena *mem, const struct book_row *row)
{
	int32_t column = -1;

	insist(row->cells_nr > 0 && row->cells_nr <= BOOK_MOST_COLUMNS);
	for (int32_t i = 0; i < row->cells_nr; i++) {
		const struct book_cell *cell = &row->cells[i];

		insist(cell->column > column && cell->column < BOOK_MOST_COLUMNS);
		column = cell->column;
		insist_on_text(cell->text);
		insist(!strcmp(book_text(row, column), cell->text));
		read_words(mem, cell->text);
	}
	return (size_t)row->cells_nr;
}

static inline void insist_on_book(struct arena *mem, const struct book *book)
{
	size_t rows = 0;

	insist(book->sheets_nr <= BOOK_MOST_SHEETS);
	for (size_t s = 0; s < book->sheets_nr; s++) {
		const struct book_sheet *sheet = &book->sheets[s];
		int32_t number = 0;

		for (size_t r = 0; r < sheet->rows_nr; r++) {
			insist(sheet->rows[r].number > number);
			number = sheet->rows[r].number;
			insist_on_row(mem, &sheet->rows[r]);
		}
		rows += sheet->rows_nr;
	}
	insist(rows == book->rows_nr && rows <= BOOK_MOST_ROWS);
}

/* It is read, or there is a sentence for who sent it. */
static inline void read_book(const void *bytes, size_t size)
{
	struct book book;
	struct work w;

	work_init(&w, clock_now());
	if (book_read(&w, as_file(bytes, size), &book))
		insist_on_book(&w.mem, &book);
	else
		insist(w.problem.kind == PROBLEM_workbook_unreadable ||
		       w.problem.kind == PROBLEM_workbook_too_large);
	work_release(&w);
}

#endif
