#include "tables/book_write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/text.h"
#include "base/uuid.h"
#include "http/http.h"
#include "tables/book_parts.h"

#define LAST_ROW 5000 /* choices are offered up to here */

const char *const book_formats[] = { "xlsx", "csv", NULL };

struct book_writer {
	struct work *w;
	enum book_format format;
	const char *path;
	lxw_workbook *book; /* NULL: closed */
	lxw_worksheet *sheet;
	lxw_format *looks[LOOK_NOTE + 1];
	struct text csv;
	int row;
	int column;
};

static void drop_book(void *data)
{
	struct book_writer *b = data;

	if (b->book)
		workbook_close(b->book);
	unlink(b->path);
}

static lxw_format *look(lxw_workbook *book, enum book_look look)
{
	lxw_format *f = workbook_add_format(book);

	format_set_text_wrap(f);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	if (look == LOOK_TITLE) {
		format_set_bold(f);
		format_set_font_size(f, 16);
	} else if (look == LOOK_HEADING) {
		format_set_bold(f);
		format_set_bg_color(f, 0xDDE7F0);
		format_set_bottom(f, LXW_BORDER_THIN);
	} else if (look == LOOK_NOTE) {
		format_set_font_color(f, 0x595959);
	}
	return f;
}

static bool open_book(struct book_writer *b, const char *folder)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = (char *)folder };

	b->path = arena_printf(&b->w->mem, "%s/%s", folder, uuid_v4(&b->w->mem));
	errno = 0; /* libxlsxwriter tells what could not be done, and leaves the reason there */
	b->book = workbook_new_opt(b->path, &options);
	if (!b->book)
		return disk_failed(b->w, errno, "a workbook cannot be made");
	arena_defer(&b->w->mem, drop_book, b);
	for (int i = LOOK_PLAIN; i <= LOOK_NOTE; i++)
		b->looks[i] = look(b->book, (enum book_look)i);
	return true;
}

struct book_writer *book_writer_open(struct work *w, enum book_format format, const char *folder)
{
	struct book_writer *b = arena_alloc(&w->mem, sizeof(*b));

	b->w = w;
	b->format = format;
	if (format == BOOK_CSV) {
		text_init(&b->csv, &w->mem);
		text_add(&b->csv, "\xef\xbb\xbf");
		return b;
	}
	return open_book(b, folder) ? b : NULL;
}

static bool failed(struct book_writer *b, lxw_error error)
{
	if (error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
		return refuse(b->w, PROBLEM_workbook_too_large,
			      "A text has more than 32,767 characters, which no cell can hold.");
	return disk_failed(b->w, errno, "a workbook cannot be written: %s", lxw_strerror(error));
}

bool book_write_sheet(struct book_writer *b, const char *name)
{
	if (b->format == BOOK_CSV)
		return true;
	b->sheet = workbook_add_worksheet(b->book, name);
	return b->sheet || broken(b->w, "a sheet cannot be called \"%s\"", name);
}

void book_write_column(struct book_writer *b, int column, int width, const char *const *choices,
		       int heading_row)
{
	lxw_col_t at = (lxw_col_t)column;
	lxw_data_validation list = {
		.validate = LXW_VALIDATION_TYPE_LIST,
		.value_list = (char **)choices,
		.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
	};

	if (b->format == BOOK_CSV)
		return;
	worksheet_set_column(b->sheet, at, at, width, NULL);
	if (choices)
		worksheet_data_validation_range(b->sheet, (lxw_row_t)heading_row + 1, at, LAST_ROW,
						at, &list);
}

void book_write_freeze(struct book_writer *b, int rows)
{
	if (b->format == BOOK_XLSX)
		worksheet_freeze_panes(b->sheet, (lxw_row_t)rows, 0);
}

/* ---- CSV */

static void come_to(struct book_writer *b, int row, int column)
{
	for (; b->row < row; b->row++, b->column = 0)
		text_add(&b->csv, "\r\n");
	for (; b->column < column; b->column++)
		text_add_char(&b->csv, ',');
}

bool book_csv_is_guarded(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && strchr("' \t\r\n", s[i]))
		i++;
	return i < n && strchr("=+-@", s[i]);
}

static void write_csv(struct book_writer *b, int row, int column, const char *text)
{
	bool is_guarded = book_csv_is_guarded(text, strlen(text));

	come_to(b, row, column);
	if (!strpbrk(text, "\",;\t\r\n")) {
		text_add(&b->csv, is_guarded ? "'" : "");
		text_add(&b->csv, text);
		return;
	}
	text_add(&b->csv, is_guarded ? "\"'" : "\"");
	for (; *text; text++) {
		if (*text == '"')
			text_add_char(&b->csv, '"');
		text_add_char(&b->csv, *text);
	}
	text_add_char(&b->csv, '"');
}

/* ---- cells */

/* XML knows neither U+FFFE nor U+FFFF: with one of them nobody could open the file. */
static const char *without_what_is_no_character(struct work *w, const char *text)
{
	struct text t;

	if (!strstr(text, "\xef\xbf\xbe") && !strstr(text, "\xef\xbf\xbf"))
		return text;
	text_init(&t, &w->mem);
	while (*text) {
		if (text_begins(text, "\xef\xbf\xbe") || text_begins(text, "\xef\xbf\xbf"))
			text += 3;
		else
			text_add_char(&t, *text++);
	}
	return text_take(&t);
}

bool book_write_cell(struct book_writer *b, int row, int column, const char *text,
		     enum book_look look)
{
	lxw_error error;

	if (!text || !*text)
		return true;
	if (b->format == BOOK_CSV) {
		write_csv(b, row, column, text);
		return true;
	}
	text = without_what_is_no_character(b->w, text);
	error = worksheet_write_string(b->sheet, (lxw_row_t)row, (lxw_col_t)column, text,
				       b->looks[look]);
	return error == LXW_NO_ERROR || failed(b, error);
}

bool book_write_number(struct book_writer *b, int row, int column, const char *number)
{
	lxw_error error;

	if (!number || !*number)
		return true;
	if (b->format == BOOK_CSV) {
		/* A number is no formula, whatever its sign. */
		come_to(b, row, column);
		text_add(&b->csv, number);
		return true;
	}
	error = worksheet_write_number(b->sheet, (lxw_row_t)row, (lxw_col_t)column,
				       strtod(number, NULL), b->looks[LOOK_PLAIN]);
	return error == LXW_NO_ERROR || failed(b, error);
}

bool book_writer_end(struct book_writer *b, struct book_written *written)
{
	lxw_error error;

	if (b->format == BOOK_CSV) {
		text_add(&b->csv, "\r\n");
		*written = (struct book_written){ .bytes = b->csv.s,
						  .size = b->csv.len,
						  .type = "text/csv; charset=utf-8",
						  .extension = "csv" };
		return true;
	}
	error = workbook_close(b->book);
	b->book = NULL;
	*written = (struct book_written){
		.path = b->path,
		.type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		.extension = "xlsx",
	};
	return error == LXW_NO_ERROR || failed(b, error);
}

void respond_book(struct work *w, struct response *res, const struct book_written *written,
		  const char *name)
{
	res->file = written->path;
	res->body = written->bytes;
	res->size = written->size;
	res->type = written->type;
	res->disposition =
		arena_printf(&w->mem, "attachment; filename=\"%s.%s\"", name, written->extension);
}
