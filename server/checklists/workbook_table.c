#include <string.h>

#include "checklists/workbook_ours.h"

const struct book_sheet *ours_sheet(struct reading *r, enum workbook_sheet which)
{
	const struct word names[] = {
		{ "检查表", HEAD },    { "checklist", HEAD },     { "等级", GRADE },
		{ "grades", GRADE },   { "分区", SECTION },       { "sections", SECTION },
		{ "问题", QUESTION },  { "questions", QUESTION }, { "答案", ANSWER },
		{ "answers", ANSWER },
	};

	for (size_t i = 0; i < r->book->sheets_nr; i++)
		if (words_find(&r->w->mem, names, sizeof(names) / sizeof(names[0]),
			       r->book->sheets[i].name) == (int)which)
			return &r->book->sheets[i];
	return NULL;
}

bool workbook_is_ours(struct reading *r)
{
	return ours_sheet(r, HEAD) && ours_sheet(r, QUESTION) && ours_sheet(r, SECTION);
}

const char *ours_language(struct reading *r, const char *heading)
{
	const char *open = strrchr(heading, '[');
	const char *close = open ? strchr(open, ']') : NULL;
	const char *language =
		close ? words_trim(&r->w->mem,
				   arena_strndup(&r->w->mem, open + 1, (size_t)(close - open - 1)))
		      : NULL;

	if (language && json_is_language(language))
		return language;
	return words_are_chinese(heading) ? "zh-CN" : "en";
}

const struct workbook_column *ours_column(struct reading *r, enum workbook_sheet sheet,
					  const char *heading)
{
	struct arena *mem = &r->w->mem;

	for (size_t i = 0; i < workbook_columns_nr; i++) {
		const struct workbook_column *c = &workbook_columns[i];
		const char *space = strchr(c->heading, ' ');
		struct word words[3] = {
			{ words_key(mem, c->heading), 0 },
			{ words_key(mem, space + 1), 0 },
			{ words_key(mem,
				    arena_strndup(mem, c->heading, (size_t)(space - c->heading))),
			  0 },
		};

		if (c->sheet == sheet && words_find(mem, words, 3, heading) >= 0)
			return c;
	}
	return NULL;
}

static void add_json_text(struct text *t, const char *s)
{
	if (s)
		text_json(t, s);
	else
		text_add(t, "null");
}

bool ours_open(struct reading *r, enum workbook_sheet which, struct ours_table *t)
{
	const struct book_row *row;
	struct text told;

	memset(t, 0, sizeof(*t));
	text_init(&told, &r->w->mem);
	t->sheet = ours_sheet(r, which);
	if (!t->sheet || !t->sheet->rows_nr)
		return false;
	row = &t->sheet->rows[0];
	for (int32_t c = 0; c < row->cells_nr; c++) {
		const char *heading = row->cells[c].text;
		const struct workbook_column *column = ours_column(r, which, heading);

		text_printf(&told, "%s{\"column\":\"%s\",\"heading\":", c ? "," : "",
			    book_column(&r->w->mem, row->cells[c].column));
		text_json(&told, heading);
		text_add(&told, ",\"meaning\":");
		add_json_text(&told, column ? column->member : NULL);
		text_add_char(&told, '}');
		if (column && t->found_nr < MOST_COLUMNS)
			t->found[t->found_nr++] = (struct ours_found){
				column,
				column->kind == COLUMN_TEXTS ? ours_language(r, heading) : NULL,
				row->cells[c].column
			};
	}
	t->first = 1;
	reading_tell(r, t->sheet->name,
		     which == QUESTION  ? "questions"
		     : which == SECTION ? "sections"
		     : which == GRADE   ? "grades"
					: "answers",
		     row->number, told.s);
	return t->found_nr;
}

const char *ours_cell(struct reading *r, const struct book_row *row, int32_t at)
{
	const char *s = words_trim(&r->w->mem, book_text(row, at));

	return *s ? s : NULL;
}

const char *ours_value(struct reading *r, const struct ours_table *t, const struct book_row *row,
		       const char *member)
{
	for (size_t i = 0; i < t->found_nr; i++)
		if (!strcmp(t->found[i].column->member, member))
			return ours_cell(r, row, t->found[i].at);
	return NULL;
}

const char *ours_name(const struct ours_table *t) { return t->sheet ? t->sheet->name : ""; }
