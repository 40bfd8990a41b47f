#include "checklists/workbook_foreign.h"

#include <string.h>

#include "base/crypt.h"

static struct arena *mem_of(const struct foreign_reading *f) { return &f->r->w->mem; }

const char *foreign_language(const char *s) { return words_are_chinese(s) ? "zh-CN" : "en"; }

const char *foreign_cell(const struct sheet_map *m, const struct book_row *row, enum foreign what)
{
	return m->at[what] < 0 ? "" : book_text(row, m->at[what]);
}

const char *foreign_hashed(struct foreign_reading *f, const char *prefix, const char *s)
{
	char hex[SHA256_HEX];

	sha256_hex(s, strlen(s), hex);
	return arena_printf(mem_of(f), "%s-%.8s", prefix, hex);
}

void foreign_add_text(struct text *t, const char *name, const char *s)
{
	text_printf(t, ",\"%s\":{\"%s\":", name, foreign_language(s));
	text_json(t, s);
	text_add_char(t, '}');
}

/* ---- sections */

static void come_to_section(struct foreign_reading *f, const struct sheet_map *m, const char *title)
{
	struct foreign_section *s;

	f->item = NULL;
	for (size_t i = 0; i < f->sections_nr; i++) {
		s = &f->sections[i];
		if (s->sheet == m->sheet->name && !strcmp(s->title, title)) {
			f->now = s;
			return;
		}
	}
	f->is_full |= f->sections_nr == MOST_SECTIONS;
	if (f->is_full)
		return;
	s = &f->sections[f->sections_nr];
	s->title = title;
	s->sheet = m->sheet->name;
	s->key = foreign_hashed(f, "s", arena_printf(mem_of(f), "%s\n%s", m->sheet->name, title));
	text_init(&s->questions, mem_of(f));
	reading_note(f->r, arena_printf(mem_of(f), "/sections/%zu", f->sections_nr++),
		     m->sheet->name, 0, -1);
	f->now = s;
}

/* ---- what kind of row it is */

static bool begins_with_one_of(struct arena *mem, const char *s, const char *const *words)
{
	const char *key = words_key(mem, s);

	for (; *words; words++)
		if (!strncmp(key, *words, strlen(*words)))
			return true;
	return false;
}

static const char *why_not_read(struct foreign_reading *f, const struct sheet_map *m,
				const struct book_row *row)
{
	static const char *const totals[] = { "合计",     "总计",       "总分",   "小计",
					      "得分率",   "总得分",     "总扣分", "total",
					      "subtotal", "grandtotal", NULL };
	static const char *const notes[] = { "注",        "备注",   "检查人",  "检查员",
					     "签字",      "签名",   "被检查",  "陪检",
					     "店长签",    "门店签", "note",    "inspector",
					     "signature", "signed", "auditor", NULL };
	const char *s = row->cells[0].text;
	struct sheet_map again;

	if (begins_with_one_of(mem_of(f), s, totals))
		return "total";
	if (row->cells_nr <= 4 && begins_with_one_of(mem_of(f), s, notes) &&
	    !*foreign_cell(m, row, FOREIGN_POINTS))
		return "note";
	if (row->cells_nr > 1 && foreign_headings(mem_of(f), row, &again) >= 2 &&
	    foreign_column(mem_of(f), s) >= 0)
		return "heading";
	return NULL;
}

/* One cell alone, perhaps with a number like "一、" and the points of all that follows. */
static const char *section_title(const struct sheet_map *m, const struct book_row *row)
{
	const char *number = foreign_cell(m, row, FOREIGN_NUMBER);
	const char *title = NULL;
	int32_t others = 0;

	for (int32_t c = 0; c < row->cells_nr; c++) {
		int32_t at = row->cells[c].column;

		if (row->cells_nr > 1 &&
		    (at == m->at[FOREIGN_NUMBER] || at == m->at[FOREIGN_POINTS]))
			continue;
		title = row->cells[c].text;
		others++;
	}
	if (others != 1 || utf8_length(title) > 100)
		return NULL;
	if (row->cells_nr == 1)
		return m->at[FOREIGN_POINTS] >= 0 || m->at[FOREIGN_SECTION] >= 0 || m->answers_nr ||
				       m->at[FOREIGN_SEVERITY] >= 0 ||
				       m->at[FOREIGN_DEPARTMENT] >= 0 ||
				       row->cells[0].column == m->at[FOREIGN_NUMBER]
			       ? title
			       : NULL;
	if (m->at[FOREIGN_POINTS] >= 0 && !*foreign_cell(m, row, FOREIGN_POINTS) &&
	    m->at[FOREIGN_DEDUCT] < 0)
		return title;
	return words_are_chinese(number) && m->at[FOREIGN_POINTS] >= 0 ? title : NULL;
}

/* ---- sheets */

static void read_row(struct foreign_reading *f, const struct sheet_map *m,
		     const struct book_row *row)
{
	const char *section = foreign_cell(m, row, FOREIGN_SECTION);
	const char *why = why_not_read(f, m, row);
	const char *title;

	if (why) {
		reading_skip(f->r, m->sheet->name, row->number, why);
		return;
	}
	title = section_title(m, row);
	if (title) {
		come_to_section(f, m, title);
		return;
	}
	if (*section)
		come_to_section(f, m, section);
	if (*foreign_cell(m, row, FOREIGN_TEXT) || *foreign_cell(m, row, FOREIGN_ITEM) ||
	    *foreign_cell(m, row, FOREIGN_TEXT_EN)) {
		if (!f->now || f->now->sheet != m->sheet->name)
			come_to_section(f, m, *m->sheet->name ? m->sheet->name : f->title);
		if (!f->is_full)
			foreign_add_question(f, m, row);
	} else {
		reading_skip(f->r, m->sheet->name, row->number, "no_question");
	}
}

static void read_sheet(struct foreign_reading *f, const struct book_sheet *sheet)
{
	struct sheet_map *m = arena_alloc(mem_of(f), sizeof(*m));

	if (sheet->is_hidden || !foreign_find_heading(mem_of(f), sheet, m)) {
		reading_tell(f->r, sheet->name, sheet->is_hidden ? "hidden" : "unknown", 0, NULL);
		return;
	}
	foreign_tell_columns(f, m);
	for (size_t i = 0; i < m->heading && !f->title; i++)
		if (sheet->rows[i].cells_nr == 1)
			f->title = sheet->rows[i].cells[0].text;
	if (!f->title)
		f->title = *sheet->name ? sheet->name : "Checklist";
	for (size_t i = m->first; i < sheet->rows_nr && !f->is_full; i++)
		read_row(f, m, &sheet->rows[i]);
}

static void write_document(struct foreign_reading *f)
{
	const struct workbook_defaults *d = f->r->defaults;
	struct text *t = &f->r->doc;
	size_t nr = 0;

	text_add(t, "{\"format\":\"gemba.checklist/1\",\"code\":");
	text_json(t, d->code ? d->code : foreign_hashed(f, "checklist", f->title));
	foreign_add_text(t, "title", f->title);
	text_printf(t, ",\"kind\":\"%s\",\"scoring\":{\"method\":\"%s\"},\"sections\":[", d->kind,
		    f->has_deductions && !f->has_points ? "deduction" : "points");
	for (size_t i = 0; i < f->sections_nr; i++) {
		const struct foreign_section *s = &f->sections[i];

		text_printf(t, "%s{\"key\":\"%s\"", nr++ ? "," : "", s->key);
		foreign_add_text(t, "title", s->title);
		text_printf(t, ",\"questions\":[%s]}", s->questions.s);
	}
	text_add(t, "]}");
}

/* Titles of sections that nothing followed are no sections. */
static void drop_empty(struct foreign_reading *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->sections_nr; i++)
		if (f->sections[i].nr)
			f->sections[kept++] = f->sections[i];
	f->sections_nr = kept;
}

void workbook_read_foreign(struct reading *r)
{
	struct foreign_reading *f = arena_alloc(&r->w->mem, sizeof(*f));

	f->r = r;
	for (size_t i = 0; i < r->book->sheets_nr; i++)
		read_sheet(f, &r->book->sheets[i]);
	drop_empty(f);
	if (f->is_full)
		fault(r->w, "", "There are more sections or questions than a checklist can have.");
	else if (!f->sections_nr)
		fault(r->w, "",
		      "No sheet has a heading row with a column of questions, like 检查内容 or "
		      "Question, and rows below it; the template shows one.");
	else
		write_document(f);
}
