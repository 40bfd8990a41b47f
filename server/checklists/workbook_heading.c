#include "checklists/workbook_foreign.h"

#define MOST_ROWS_ABOVE 30

static struct arena *mem_of(const struct foreign_reading *f) { return &f->r->w->mem; }

int foreign_headings(struct arena *mem, const struct book_row *row, struct sheet_map *m)
{
	int found = 0;

	for (int i = 0; i < FOREIGN_COLUMNS; i++)
		m->at[i] = -1;
	for (int32_t c = 0; c < row->cells_nr; c++) {
		int what = foreign_column(mem, row->cells[c].text);

		if (what < 0 || m->at[what] >= 0)
			continue;
		m->at[what] = row->cells[c].column;
		found++;
	}
	return m->at[FOREIGN_TEXT] < 0 && m->at[FOREIGN_ITEM] < 0 && m->at[FOREIGN_TEXT_EN] < 0
		       ? 0
		       : found;
}

/* Columns that are ticked at the visit: "合格 | 不合格 | 不适用", "优(5) | 良(3) | 差(0)". */
static size_t read_answer_columns(struct arena *mem, const struct book_row *row,
				  struct sheet_map *m)
{
	m->answers_nr = 0;
	for (int32_t c = 0; c < row->cells_nr && m->answers_nr < MOST_ANSWERS; c++) {
		int64_t points = -1;
		const char *word = foreign_take_points(mem, row->cells[c].text, &points);

		if (foreign_column(mem, row->cells[c].text) < 0 && known_answer(mem, word))
			m->answers[m->answers_nr++] = (struct answer_column){ word, points };
	}
	if (m->answers_nr < 2)
		m->answers_nr = 0;
	return m->answers_nr;
}

bool foreign_find_heading(struct arena *mem, const struct book_sheet *sheet, struct sheet_map *m)
{
	struct sheet_map one;
	int best = 1;

	for (size_t i = 0; i < sheet->rows_nr && i < MOST_ROWS_ABOVE; i++) {
		int found = foreign_headings(mem, &sheet->rows[i], &one);

		if (found <= best)
			continue;
		best = found;
		*m = one;
		m->heading = i;
	}
	if (best < 2)
		return false;
	m->sheet = sheet;
	m->first = m->heading + 1;
	if (!read_answer_columns(mem, &sheet->rows[m->heading], m) && m->first < sheet->rows_nr &&
	    !*foreign_cell(m, &sheet->rows[m->first], FOREIGN_TEXT) &&
	    read_answer_columns(mem, &sheet->rows[m->first], m))
		m->first++;
	return true;
}

void foreign_tell_columns(struct foreign_reading *f, const struct sheet_map *m)
{
	const struct book_row *row = &m->sheet->rows[m->heading];
	struct text t;

	text_init(&t, mem_of(f));
	for (int32_t c = 0; c < row->cells_nr; c++) {
		int what = foreign_column(mem_of(f), row->cells[c].text);

		text_printf(&t, "%s{\"column\":\"%s\",\"heading\":", c ? "," : "",
			    book_column(mem_of(f), row->cells[c].column));
		text_json(&t, row->cells[c].text);
		if (what >= 0 && m->at[what] == row->cells[c].column)
			text_printf(&t, ",\"meaning\":\"%s\"}", foreign_names[what]);
		else
			text_add(&t, ",\"meaning\":null}");
	}
	reading_tell(f->r, m->sheet->name, "questions", row->number, t.s);
}
