#include "tables/book.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tables/book_parts.h"
#include "tables/words.h"

/* Each takes up to some 100 MB while its unit of work lasts. */
#define MOST_AT_ONCE 2
#define PATIENCE_S 60

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t given = PTHREAD_COND_INITIALIZER;
static int taken;

static void give_place(void *unused)
{
	(void)unused;
	pthread_mutex_lock(&lock);
	taken--;
	pthread_cond_signal(&given);
	pthread_mutex_unlock(&lock);
}

static bool take_place(struct work *w)
{
	struct timespec until;
	bool is_mine;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PATIENCE_S;
	pthread_mutex_lock(&lock);
	while (taken >= MOST_AT_ONCE &&
	       !pthread_cond_clockwait(&given, &lock, CLOCK_MONOTONIC, &until))
		;
	is_mine = taken < MOST_AT_ONCE;
	taken += is_mine;
	pthread_mutex_unlock(&lock);
	if (!is_mine) {
		refuse(w, PROBLEM_busy, "Other files are being read; try again soon.");
		w->problem.retry_after_s = 5;
		return false;
	}
	arena_defer(&w->mem, give_place, NULL);
	/* What the one before has left in the heaps of its thread goes back to the system. */
	malloc_trim(0);
	return true;
}

bool book_unreadable(struct work *w, const char *sentence)
{
	return refuse(w, PROBLEM_workbook_unreadable, "%s", sentence);
}

bool book_too_large(struct work *w, const char *sentence)
{
	return refuse(w, PROBLEM_workbook_too_large, "%s", sentence);
}

/* ---- rows */

bool book_add_cell(struct book_filler *f, int32_t column, const char *text)
{
	if (!*text)
		return true;
	if (column >= BOOK_MOST_COLUMNS || f->cells_nr == BOOK_MOST_COLUMNS)
		return book_too_large(f->w, "A sheet has more than 256 columns with something in "
					    "them; keep the ones that are meant.");
	if (++f->book->cells_nr > BOOK_MOST_CELLS)
		return book_too_large(f->w, "The file has more than 1,000,000 filled cells; split "
					    "it.");
	f->cells[f->cells_nr++] = (struct book_cell){ text, column };
	return true;
}

static void make_room(struct work *w, struct book_sheet *sheet)
{
	struct book_row *grown;

	if (sheet->rows_nr < sheet->rows_room)
		return;
	sheet->rows_room = sheet->rows_room ? 2 * sheet->rows_room : 64;
	grown = arena_array(&w->mem, sheet->rows_room, sizeof(*grown));
	if (sheet->rows_nr)
		memcpy(grown, sheet->rows, sheet->rows_nr * sizeof(*grown));
	sheet->rows = grown;
}

bool book_end_row(struct book_filler *f, int32_t number)
{
	struct book_sheet *sheet = f->sheet;
	size_t nr = (size_t)f->cells_nr;

	if (!nr)
		return true;
	if (++f->book->rows_nr > BOOK_MOST_ROWS)
		return book_too_large(f->w, "The file has more than 200,000 rows; split it.");
	make_room(f->w, sheet);
	sheet->rows[sheet->rows_nr++] = (struct book_row){
		.cells = arena_copy(&f->w->mem, f->cells, nr * sizeof(f->cells[0])),
		.cells_nr = f->cells_nr,
		.number = number,
	};
	f->cells_nr = 0;
	return true;
}

bool book_keep_text(struct book_filler *f, const char *s, size_t n, const char **text)
{
	char *kept = arena_alloc(&f->w->mem, n + 1);
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		/* Excel writes a carriage return as this. */
		if (s[i] == '_' && n - i >= 7 && !memcmp(s + i, "_x000D_", 7)) {
			i += 6;
			continue;
		}
		if (s[i] == '\r' || s[i] == 0x7f)
			continue;
		kept[len++] = s[i];
		if ((unsigned char)s[i] < ' ' && s[i] != '\n' && s[i] != '\t')
			kept[len - 1] = ' ';
	}
	kept[len] = '\0';
	kept = (char *)words_trim(&f->w->mem, kept);
	len = strlen(kept);
	f->book->text_bytes += len;
	if (f->book->text_bytes > BOOK_MOST_TEXT)
		return book_too_large(f->w, "The file has more than 32 MB of text; split it.");
	if (len > BOOK_MOST_CHARACTERS && utf8_length(kept) > BOOK_MOST_CHARACTERS)
		return book_too_large(f->w, "A cell has more than 32,767 characters.");
	*text = kept;
	return true;
}

const char *book_text(const struct book_row *row, int32_t column)
{
	for (int32_t i = 0; i < row->cells_nr && row->cells[i].column <= column; i++)
		if (row->cells[i].column == column)
			return row->cells[i].text;
	return "";
}

const char *book_column(struct arena *mem, int32_t column)
{
	if (column < 26)
		return arena_printf(mem, "%c", 'A' + column);
	return arena_printf(mem, "%c%c", 'A' + column / 26 - 1, 'A' + column % 26);
}

bool book_fault(struct work *w, const char *pointer, const struct book_place *place,
		const char *fmt, ...)
{
	struct fault *f;
	va_list ap;

	va_start(ap, fmt);
	f = fault_add(w, pointer, arena_vprintf(&w->mem, fmt, ap));
	va_end(ap);
	if (f) {
		f->sheet = place->sheet;
		f->row = place->row;
		f->column = place->column < 0 ? NULL : book_column(&w->mem, place->column);
	}
	return false;
}

/* ---- what kind of file it is */

struct bytes {
	const char *s;
	size_t size;
};

static bool begins(const struct bytes *b, const char *with, size_t n)
{
	return b->size >= n && !memcmp(b->s, with, n);
}

static bool holds_utf16(const struct bytes *b, const char *word)
{
	char wide[64];
	size_t len = strlen(word);

	for (size_t i = 0; i < len; i++) {
		wide[2 * i] = word[i];
		wide[2 * i + 1] = '\0';
	}
	return memmem(b->s, b->size, wide, 2 * len);
}

static bool looks_like_markup(const struct bytes *b)
{
	size_t i = 0;

	if (begins(b, "\xef\xbb\xbf", 3))
		i = 3;
	while (i < b->size && strchr(" \t\r\n", b->s[i]))
		i++;
	return i < b->size && b->s[i] == '<';
}

/* A sentence about what is no table; NULL: it may be one. */
static const char *what_else(const struct bytes *b)
{
	if (!b->size)
		return "The file is empty.";
	if (begins(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
		return holds_utf16(b, "EncryptedPackage")
			       ? "The workbook is protected by a password; save it without one."
			       : "This is an old .xls file; open it and save it as .xlsx (Excel "
				 "workbook).";
	if (begins(b, "%PDF", 4))
		return "This is a PDF; save the table as .xlsx or .csv.";
	if (begins(b, "{\\rtf", 5))
		return "This is a text document; save the table as .xlsx or .csv.";
	if (begins(b, "\x89PNG", 4) || begins(b, "\xff\xd8\xff", 3) || begins(b, "GIF8", 4))
		return "This is a picture; send the table itself as .xlsx or .csv.";
	if (begins(b, "Rar!", 4) || begins(b, "7z\xbc\xaf", 4) || begins(b, "\x1f\x8b", 2))
		return "This is an archive; unpack it and send the .xlsx or .csv inside.";
	if (looks_like_markup(b))
		return "This is a web page or an XML file, whatever its name says; open it and "
		       "save it as .xlsx.";
	return NULL;
}

static bool load(struct work *w, const char *path, struct bytes *bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *s = NULL;
	size_t got = 0;
	ssize_t n = 1;

	if (fd >= 0 && !fstat(fd, &st)) {
		s = arena_alloc(&w->mem, (size_t)st.st_size + 1);
		while (n > 0 && got < (size_t)st.st_size) {
			n = read(fd, s + got, (size_t)st.st_size - got);
			got += n > 0 ? (size_t)n : 0;
		}
	}
	if (fd >= 0)
		close(fd);
	*bytes = (struct bytes){ s, got };
	return (s && n >= 0) || broken(w, "%s cannot be read: %s", path, strerrordesc_np(errno));
}

bool book_read(struct work *w, const char *path, struct book *book)
{
	const char *sentence;
	struct bytes bytes;

	memset(book, 0, sizeof(*book));
	if (!take_place(w) || !load(w, path, &bytes))
		return false;
	sentence = what_else(&bytes);
	if (sentence)
		return book_unreadable(w, sentence);
	if (begins(&bytes, "PK", 2))
		return book_read_xlsx(w, path, book);
	return book_read_csv(w, bytes.s, bytes.size, book);
}
