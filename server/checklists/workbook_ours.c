#include "checklists/workbook_ours.h"

#include <string.h>

static void add_head(struct reading *r)
{
	struct ours_table t = { .sheet = ours_sheet(r, HEAD) };
	struct book_cell *cells = arena_array(&r->w->mem, MOST_COLUMNS, sizeof(*cells));
	struct book_row *row = arena_alloc(&r->w->mem, sizeof(*row));
	struct ours_object o = { .r = r, .table = &t, .row = row, .pointer = "" };

	/* Settings stand below each other: read as a row whose columns they are. */
	for (size_t i = 0; t.sheet && i < t.sheet->rows_nr && t.found_nr < MOST_COLUMNS; i++) {
		const struct book_row *from = &t.sheet->rows[i];
		const char *heading = from->cells[0].text;
		const struct workbook_column *c = ours_column(r, HEAD, heading);
		const char *s = from->cells_nr > 1 ? from->cells[1].text : "";

		if (!c || !*s)
			continue;
		cells[t.found_nr] = (struct book_cell){ s, (int32_t)t.found_nr };
		t.found[t.found_nr] = (struct ours_found){
			c, c->kind == COLUMN_TEXTS ? ours_language(r, heading) : NULL,
			(int32_t)t.found_nr
		};
		t.found_nr++;
	}
	*row = (struct book_row){ cells, (int32_t)t.found_nr, 0 };
	reading_tell(r, ours_name(&t), "checklist", 0, NULL);
	text_add(&r->doc, "{\"format\":\"gemba.checklist/1\"");
	o.is_begun = true;
	ours_add_object(&o, HEAD);
	/* Where they really are. */
	r->seen_nr = 0;
	reading_note(r, "", ours_name(&t), 1, -1);
	for (size_t i = 0; t.sheet && i < t.sheet->rows_nr; i++) {
		const struct book_row *from = &t.sheet->rows[i];
		const struct workbook_column *c = ours_column(r, HEAD, from->cells[0].text);

		o.row = from;
		if (c)
			ours_note(&o, c->member, 1);
	}
}

/* Into the object "scoring", which the head has left closed. */
static void add_grades(struct reading *r)
{
	struct ours_table *t = arena_alloc(&r->w->mem, sizeof(*t));
	char *scoring = strstr(r->doc.s, "\"scoring\":{");
	const char *tail;
	bool has_any = false;

	if (!scoring || !ours_open(r, GRADE, t) || t->sheet->rows_nr <= t->first)
		return;
	tail = arena_strdup(&r->w->mem, scoring + strlen("\"scoring\":{"));
	r->doc.len = (size_t)(scoring - r->doc.s) + strlen("\"scoring\":{");
	text_add(&r->doc, "\"bands\":[");
	for (size_t i = t->first; i < t->sheet->rows_nr; i++) {
		struct ours_object o = { .r = r, .table = t, .row = &t->sheet->rows[i] };

		o.pointer = arena_printf(&r->w->mem, "/scoring/bands/%zu", i - t->first);
		text_add(&r->doc, has_any ? "," : "");
		has_any = true;
		ours_add_object(&o, GRADE);
		text_add_char(&r->doc, '}');
	}
	text_add(&r->doc, *tail == '}' ? "]" : "],");
	text_add(&r->doc, tail);
}

/* Which row of the sections a question belongs to; SIZE_MAX: none. */
static size_t section_of(struct reading *r, const struct ours_table *sections, const char *word)
{
	for (size_t i = sections->first; i < sections->sheet->rows_nr; i++) {
		const struct book_row *row = &sections->sheet->rows[i];

		for (size_t f = 0; f < sections->found_nr; f++) {
			const struct workbook_column *c = sections->found[f].column;
			const char *s = ours_cell(r, row, sections->found[f].at);

			if (s && (!strcmp(c->member, "key") || !strcmp(c->member, "title")) &&
			    !strcmp(s, word))
				return i;
		}
	}
	return SIZE_MAX;
}

static void sort_questions(struct reading *r, const struct ours_table *q,
			   const struct ours_table *sections, size_t *of)
{
	size_t last = sections->first;

	for (size_t i = q->first; i < q->sheet->rows_nr; i++) {
		const char *word = ours_value(r, q, &q->sheet->rows[i], "section");

		if (word)
			last = section_of(r, sections, word);
		of[i] = last;
		if (last == SIZE_MAX)
			book_fault(r->w, "",
				   &(struct book_place){ q->sheet->name, q->sheet->rows[i].number,
							 -1 },
				   "There is no section called \"%s\".", word ? word : "");
	}
}

static void add_questions(struct reading *r, const struct ours *all, const size_t *of,
			  size_t section, const char *pointer)
{
	const struct ours_table *q = &all->questions;
	size_t nr = 0;

	text_add(&r->doc, ",\"questions\":[");
	for (size_t i = q->first; i < q->sheet->rows_nr; i++) {
		struct ours_object o = {
			.r = r, .table = q, .row = &q->sheet->rows[i], .all = all
		};

		if (of[i] != section)
			continue;
		text_add(&r->doc, nr ? "," : "");
		o.pointer = arena_printf(&r->w->mem, "%s/questions/%zu", pointer, nr++);
		ours_add_object(&o, QUESTION);
		text_add_char(&r->doc, '}');
	}
	text_add_char(&r->doc, ']');
}

static bool is_too_long(struct reading *r, const struct ours_table *t, size_t most)
{
	if (!t->sheet || t->sheet->rows_nr <= most)
		return false;
	book_fault(r->w, "", &(struct book_place){ t->sheet->name, 0, -1 },
		   "This sheet has more than %zu rows.", most - 1);
	return true;
}

static bool open_tables(struct reading *r, struct ours *all)
{
	const char *set = NULL;

	if (!ours_open(r, SECTION, &all->sections) || !ours_open(r, QUESTION, &all->questions))
		return false;
	(void)ours_open(r, ANSWER, &all->answers);
	if (is_too_long(r, &all->sections, 501) || is_too_long(r, &all->questions, 3001) ||
	    is_too_long(r, &all->answers, 5001))
		return false;
	all->keys = arena_array(&r->w->mem, 3001, sizeof(*all->keys));
	all->are_checks = arena_array(&r->w->mem, 3001, sizeof(*all->are_checks));
	all->sets = arena_array(&r->w->mem, 5001, sizeof(*all->sets));
	for (size_t i = 1; i < all->questions.sheet->rows_nr; i++) {
		const struct book_row *row = &all->questions.sheet->rows[i];
		const char *type = ours_value(r, &all->questions, row, "type");

		type = type ? workbook_word(&r->w->mem, COLUMN_TYPE, type) : NULL;
		all->keys[i] = ours_value(r, &all->questions, row, "key");
		all->are_checks[i] = type && !strcmp(type, "check");
	}
	for (size_t i = 1; all->answers.sheet && i < all->answers.sheet->rows_nr; i++) {
		const char *own = ours_value(r, &all->answers, &all->answers.sheet->rows[i], "set");

		set = own ? own : set;
		all->sets[i] = set;
	}
	return true;
}

static void add_section(struct reading *r, const struct ours *all, const size_t *of, size_t i)
{
	const struct ours_table *t = &all->sections;
	struct ours_object o = { .r = r, .table = t, .row = &t->sheet->rows[i] };

	o.pointer = arena_printf(&r->w->mem, "/sections/%zu", i - t->first);
	text_add(&r->doc, i > t->first ? "," : "");
	ours_add_object(&o, SECTION);
	add_questions(r, all, of, i, o.pointer);
	text_add_char(&r->doc, '}');
}

void workbook_read_ours(struct reading *r)
{
	struct ours *all = arena_alloc(&r->w->mem, sizeof(*all));
	size_t *of;

	add_head(r);
	add_grades(r);
	text_add(&r->doc, ",\"sections\":[");
	if (open_tables(r, all)) {
		of = arena_array(&r->w->mem, all->questions.sheet->rows_nr, sizeof(*of));
		sort_questions(r, &all->questions, &all->sections, of);
		for (size_t i = all->sections.first; i < all->sections.sheet->rows_nr; i++)
			add_section(r, all, of, i);
	}
	text_add(&r->doc, "]}");
}
