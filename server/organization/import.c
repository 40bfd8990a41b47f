#include "organization/import.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "access/access.h"
#include "db/db.h"
#include "json/json.h"

/* How far down the heading row is looked for. */
#define MOST_ROWS_ABOVE 30

static const char *const results[] = {
	[IMPORT_UNCHANGED] = "unchanged",
	[IMPORT_CHANGED] = "changed",
	[IMPORT_CREATED] = "created",
	[IMPORT_FAULTY] = "faulty",
};

/* ---- the table in the file */

/* How many of the columns the row names; *at as struct import has it. */
static int read_heading(const struct import *i, const struct book_row *row, int32_t *at)
{
	int found = 0;

	for (int c = 0; c < i->kind->columns_nr; c++)
		at[c] = -1;
	for (int32_t c = 0; c < row->cells_nr; c++) {
		int column = words_find(&i->w->mem, i->kind->words, i->kind->words_nr,
					row->cells[c].text);

		if (column < 0 || at[column] >= 0)
			continue;
		at[column] = row->cells[c].column;
		found++;
	}
	return at[0] < 0 ? 0 : found;
}

static void look_at(struct import *i, const struct book_sheet *sheet, int *best)
{
	int32_t at[IMPORT_MOST_COLUMNS] = { 0 };

	for (size_t r = 0; r < sheet->rows_nr && r < MOST_ROWS_ABOVE; r++) {
		int found = read_heading(i, &sheet->rows[r], at);

		if (found <= *best)
			continue;
		*best = found;
		memcpy(i->at, at, sizeof(at));
		i->sheet = sheet;
		i->heading = &sheet->rows[r];
	}
}

static bool find_table(struct import *i, const struct book *book)
{
	struct work *w = i->w;
	int best = 0;

	for (size_t s = 0; s < book->sheets_nr; s++)
		if (!book->sheets[s].is_hidden)
			look_at(i, &book->sheets[s], &best);
	if (best)
		return true;
	fault(w, "",
	      "There is no heading row with a column \"%s\"; the template shows the columns.",
	      i->kind->columns[0].heading);
	return work_is_faultless(w, PROBLEM_import_has_faults);
}

static bool take_rows(struct import *i)
{
	size_t first = (size_t)(i->heading - i->sheet->rows) + 1;

	i->nr = i->sheet->rows_nr - first;
	if (i->nr > IMPORT_MOST_ROWS)
		return refuse(i->w, PROBLEM_workbook_too_large,
			      "At most %d rows are taken at once; split the table.",
			      IMPORT_MOST_ROWS);
	i->rows = arena_array(&i->w->mem, i->nr, sizeof(*i->rows));
	for (size_t r = 0; r < i->nr; r++)
		i->rows[r].row = &i->sheet->rows[first + r];
	return true;
}

/* ---- the course of it */

struct query {
	bool dry_run;
};

static const struct json_field query_fields[] = {
	JSON_FIELD(struct query, dry_run, BOOLEAN, OPTIONAL),
};

bool import_begin(struct work *w, const struct request *req, const struct import_kind *kind,
		  struct import *import)
{
	struct query query = { 0 };
	struct book book;

	*import = (struct import){ .w = w, .kind = kind };
	if (!request_read_query(w, req, query_fields, &query) ||
	    !book_read(w, req->upload_path, &book) || !find_table(import, &book) ||
	    !take_rows(import))
		return false;
	import->is_dry = query.dry_run;
	return db_begin(w, DB_APP, DB_WRITE) && principal_expect(w);
}

const char *import_value(const struct import *import, size_t row, int column)
{
	const char *s;

	if (import->at[column] < 0)
		return NULL;
	s = words_trim(&import->w->mem, book_text(import->rows[row].row, import->at[column]));
	return *s ? s : NULL;
}

void import_fault(struct import *import, size_t row, int column, const char *fmt, ...)
{
	struct import_row *r = &import->rows[row];
	struct book_place place = { import->sheet->name, r->row->number, import->at[column] };
	va_list ap;

	va_start(ap, fmt);
	book_fault(import->w, "", &place, "%s", arena_vprintf(&import->w->mem, fmt, ap));
	va_end(ap);
	r->result = IMPORT_FAULTY;
}

static void add_text(struct text *t, const char *s)
{
	if (s)
		text_json(t, s);
	else
		text_add(t, "null");
}

void import_change(struct import *import, size_t row, int column, const char *from, const char *to)
{
	struct import_row *r = &import->rows[row];
	struct text *t = &r->changes;

	if (!t->s)
		text_init(t, &import->w->mem);
	text_printf(t, "%s{\"column\":\"%s\",\"from\":", t->len ? "," : "",
		    import->kind->columns[column].name);
	add_text(t, from);
	text_add(t, ",\"to\":");
	add_text(t, to);
	text_add_char(t, '}');
	if (r->result == IMPORT_UNCHANGED)
		r->result = IMPORT_CHANGED;
}

/* ---- the report */

static void add_columns(struct text *t, const struct import *i)
{
	const struct book_row *row = i->heading;

	text_add(t, "\"columns\":[");
	for (int32_t c = 0; c < row->cells_nr; c++) {
		const char *meaning = NULL;

		for (int m = 0; m < i->kind->columns_nr; m++)
			if (i->at[m] == row->cells[c].column)
				meaning = i->kind->columns[m].name;
		text_printf(t, "%s{\"column\":\"%s\",\"heading\":", c ? "," : "",
			    book_column(&i->w->mem, row->cells[c].column));
		text_json(t, row->cells[c].text);
		text_add(t, ",\"meaning\":");
		add_text(t, meaning);
		text_add_char(t, '}');
	}
	text_add_char(t, ']');
}

static void add_row(struct text *t, const struct import *i, size_t row, int name_column)
{
	const struct import_row *r = &i->rows[row];

	text_printf(t, "%s{\"row\":%d,\"key\":", row ? "," : "", r->row->number);
	add_text(t, import_value(i, row, 0));
	text_add(t, ",\"name\":");
	add_text(t, import_value(i, row, name_column));
	text_printf(t, ",\"result\":\"%s\",\"changes\":[%s]}", results[r->result],
		    r->changes.s && r->result == IMPORT_CHANGED ? r->changes.s : "");
}

static const char *report(const struct import *i, int name_column)
{
	size_t counts[IMPORT_FAULTY + 1] = { 0 };
	struct text t;

	text_init(&t, &i->w->mem);
	text_printf(&t, "{\"dry_run\":%s,\"sheet\":", i->is_dry ? "true" : "false");
	text_json(&t, i->sheet->name);
	text_printf(&t, ",\"heading_row\":%d,", i->heading->number);
	add_columns(&t, i);
	for (size_t r = 0; r < i->nr; r++)
		counts[i->rows[r].result]++;
	for (int result = 0; result <= IMPORT_FAULTY; result++)
		text_printf(&t, ",\"%s\":%zu", results[result], counts[result]);
	text_add(&t, ",\"rows\":[");
	for (size_t r = 0; r < i->nr; r++)
		add_row(&t, i, r, name_column);
	text_add(&t, "],\"errors\":");
	problem_add_faults(&t, &i->w->problem);
	text_add_char(&t, '}');
	return text_take(&t);
}

bool import_end(struct import *import, int name_column, struct response *res)
{
	struct work *w = import->w;

	if (!import->is_dry && !work_is_faultless(w, PROBLEM_import_has_faults))
		return false;
	res->body = report(import, name_column);
	if (!import->is_dry)
		return true;
	db_rollback(w);
	work_forgive(w);
	return true;
}

/* ---- exports */

struct export_query {
	int format;
	bool template;
};

static const struct json_field export_fields[] = {
	JSON_FIELD_NAMES(struct export_query, format, ENUM, OPTIONAL, book_formats),
	JSON_FIELD(struct export_query, template, BOOLEAN, OPTIONAL),
};

static bool write_heading(struct book_writer *b, const struct import_kind *kind)
{
	if (!book_write_sheet(b, kind->sheet))
		return false;
	for (int c = 0; c < kind->columns_nr; c++)
		book_write_column(b, c, kind->columns[c].width, kind->columns[c].choices, 0);
	book_write_freeze(b, 1);
	for (int c = 0; c < kind->columns_nr; c++)
		if (!book_write_cell(b, 0, c, kind->columns[c].heading, LOOK_HEADING))
			return false;
	return true;
}

static bool write_rows(struct book_writer *b, const struct import_kind *kind,
		       const struct db_rows *rows)
{
	for (size_t r = 0; r < db_count(rows); r++)
		for (int c = 0; c < kind->columns_nr; c++)
			if (!book_write_cell(b, (int)r + 1, c,
					     db_text(rows, r, kind->columns[c].name), LOOK_PLAIN))
				return false;
	return true;
}

/* An example, and on a sheet of its own what to know. */
static bool write_template(struct book_writer *b, const struct import_kind *kind,
			   enum book_format format)
{
	for (int c = 0; c < kind->columns_nr; c++)
		if (!book_write_cell(b, 1, c, kind->columns[c].example, LOOK_PLAIN))
			return false;
	if (format == BOOK_CSV)
		return true;
	if (!book_write_sheet(b, "说明 Read me"))
		return false;
	book_write_column(b, 0, 32, NULL, 0);
	book_write_column(b, 1, 100, NULL, 0);
	if (!book_write_cell(b, 0, 0, "列 Column", LOOK_HEADING) ||
	    !book_write_cell(b, 0, 1, "说明 What to know", LOOK_HEADING))
		return false;
	for (int c = 0; c < kind->columns_nr; c++)
		if (!book_write_cell(b, c + 1, 0, kind->columns[c].heading, LOOK_PLAIN) ||
		    !book_write_cell(b, c + 1, 1, kind->columns[c].note, LOOK_PLAIN))
			return false;
	return true;
}

bool import_export(struct work *w, const struct request *req, const struct import_kind *kind,
		   const struct db_stmt *stmt, const char *name, struct response *res)
{
	struct export_query query = { 0 };
	enum book_format format;
	struct book_written written;
	const struct db_rows *rows;
	struct book_writer *b;

	if (!request_read_query(w, req, export_fields, &query))
		return false;
	format = (enum book_format)query.format;
	rows = query.template ? NULL : db_query(w, stmt, w->tenant, w->person_id);
	if (!rows && !query.template)
		return false;
	b = book_writer_open(w, format, req->folder);
	if (!b || !write_heading(b, kind) ||
	    !(rows ? write_rows(b, kind, rows) : write_template(b, kind, format)) ||
	    !book_writer_end(b, &written))
		return false;
	respond_book(w, res, &written, name);
	return true;
}

/* ---- finding rows again */

static int by_text(const void *a, const void *b)
{
	const struct import_index *one = a, *other = b;
	int order = strcmp(one->text, other->text);

	return order ? order : (one->row > other->row) - (one->row < other->row);
}

void import_index_sort(struct import_index *index, size_t nr)
{
	if (nr)
		qsort(index, nr, sizeof(*index), by_text);
}

const struct import_index *import_index_find(const struct import_index *index, size_t nr,
					     const char *text)
{
	size_t low = 0;

	while (low < nr) {
		size_t middle = low + (nr - low) / 2;
		int order = strcmp(index[middle].text, text);

		if (order < 0) {
			low = middle + 1;
			continue;
		}
		nr = middle;
		if (!order && (!middle || strcmp(index[middle - 1].text, text) != 0))
			return &index[middle];
	}
	return NULL;
}
