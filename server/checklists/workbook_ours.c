#include <string.h>

#include "checklists/workbook.h"

#define MOST_COLUMNS 120

/* A column of a sheet: what it is and, of texts, in which language. */
struct found {
	const struct workbook_column *column;
	const char *language;
	int32_t at;
};

struct table {
	const struct book_sheet *sheet;
	struct found found[MOST_COLUMNS];
	size_t found_nr;
	size_t first; /* the row below the headings */
};

/* The sheets of rows, and of each row what is asked for again and again. */
struct ours {
	struct table sections;
	struct table questions;
	struct table answers;
	const char **keys; /* of the questions */
	bool *are_checks;
	const char **sets; /* to which an answer belongs */
};

/* ---- finding sheets and columns */

static const struct book_sheet *find_sheet(struct reading *r, enum workbook_sheet which)
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
	return find_sheet(r, HEAD) && find_sheet(r, QUESTION) && find_sheet(r, SECTION);
}

/* "问题 Question [zh-CN]": what stands in brackets. */
static const char *language_of(struct reading *r, const char *heading)
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

static const struct workbook_column *column_of(struct reading *r, enum workbook_sheet sheet,
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

/* The row with the most known headings, and what they are. */
static bool open_table(struct reading *r, enum workbook_sheet which, struct table *t)
{
	const struct book_row *row;
	struct text told;

	memset(t, 0, sizeof(*t));
	text_init(&told, &r->w->mem);
	t->sheet = find_sheet(r, which);
	if (!t->sheet || !t->sheet->rows_nr)
		return false;
	row = &t->sheet->rows[0];
	for (int32_t c = 0; c < row->cells_nr; c++) {
		const char *heading = row->cells[c].text;
		const struct workbook_column *column = column_of(r, which, heading);

		text_printf(&told, "%s{\"column\":\"%s\",\"heading\":", c ? "," : "",
			    book_column(&r->w->mem, row->cells[c].column));
		text_json(&told, heading);
		text_add(&told, ",\"meaning\":");
		add_json_text(&told, column ? column->member : NULL);
		text_add_char(&told, '}');
		if (column && t->found_nr < MOST_COLUMNS)
			t->found[t->found_nr++] = (struct found){ column,
								  column->kind == COLUMN_TEXTS
									  ? language_of(r, heading)
									  : NULL,
								  row->cells[c].column };
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

static const char *cell(struct reading *r, const struct book_row *row, int32_t at)
{
	const char *s = words_trim(&r->w->mem, book_text(row, at));

	return *s ? s : NULL;
}

static const char *value(struct reading *r, const struct table *t, const struct book_row *row,
			 const char *member)
{
	for (size_t i = 0; i < t->found_nr; i++)
		if (!strcmp(t->found[i].column->member, member))
			return cell(r, row, t->found[i].at);
	return NULL;
}

/* ---- a cell as JSON */

static void add_number(struct reading *r, const char *s)
{
	int64_t thousandths;
	const char *plain = words_plain(&r->w->mem, s);

	if (words_decimal(plain, &thousandths))
		text_add(&r->doc, words_of_decimal(&r->w->mem, thousandths));
	else
		text_json(&r->doc, s);
}

static void add_list(struct reading *r, const char *s, bool of_numbers)
{
	const char **parts;
	size_t nr = words_split(&r->w->mem, s, &parts);

	text_add_char(&r->doc, '[');
	for (size_t i = 0; i < nr; i++) {
		text_add(&r->doc, i ? "," : "");
		if (of_numbers)
			add_number(r, parts[i]);
		else
			text_json(&r->doc, parts[i]);
	}
	text_add_char(&r->doc, ']');
}

static void add_truth(struct reading *r, const char *s)
{
	int truth = workbook_truth(&r->w->mem, s);

	if (truth < 0)
		text_json(&r->doc, s);
	else
		text_add(&r->doc, truth ? "true" : "false");
}

static void add_word(struct reading *r, enum workbook_kind kind, const char *s)
{
	const char *word = workbook_word(&r->w->mem, kind, s);
	int64_t cap;

	if (!word && kind == COLUMN_EFFECT && words_decimal(words_plain(&r->w->mem, s), &cap))
		text_printf(&r->doc, "{\"cap\":%s}", words_of_decimal(&r->w->mem, cap));
	else
		text_json(&r->doc, word ? word : s);
}

static void add_cell(struct reading *r, enum workbook_kind kind, const char *s)
{
	switch (kind) {
	case COLUMN_NUMBER:
		add_number(r, s);
		break;
	case COLUMN_NUMBERS:
		add_list(r, s, true);
		break;
	case COLUMN_LIST:
		add_list(r, s, false);
		break;
	case COLUMN_TRUTH:
		add_truth(r, s);
		break;
	case COLUMN_TEXT:
	case COLUMN_TEXTS:
		text_json(&r->doc, s);
		break;
	default:
		add_word(r, kind, s);
	}
}

/* ---- an object of a row: columns with the same beginning make one member */

struct object {
	struct reading *r;
	const struct table *table;
	const struct book_row *row;
	const char *pointer;
	const struct ours *all;
	bool is_begun;
};

static void begin_member(struct object *o, const char *name, size_t n)
{
	text_add_char(&o->r->doc, o->is_begun ? ',' : '{');
	o->is_begun = true;
	text_json_bytes(&o->r->doc, name, n);
	text_add_char(&o->r->doc, ':');
}

static bool is_check(const struct ours *all, const char *key)
{
	for (size_t i = 0; i < all->questions.sheet->rows_nr; i++)
		if (all->keys[i] && !strcmp(all->keys[i], key))
			return all->are_checks[i];
	return false;
}

static void add_answers(struct object *o, const char *s)
{
	const char *of = value(o->r, o->table, o->row, "relevant.question");
	const char **parts;
	size_t nr;

	if (!of || !is_check(o->all, of)) {
		add_list(o->r, s, false);
		return;
	}
	nr = words_split(&o->r->w->mem, s, &parts);
	for (size_t i = 0; i < nr; i++) {
		text_add_char(&o->r->doc, i ? ',' : '[');
		add_truth(o->r, parts[i]);
	}
	text_add_char(&o->r->doc, ']');
}

static void add_set(struct object *o, const struct workbook_column *c, const char *name);

static const char *table_name(const struct table *t) { return t->sheet ? t->sheet->name : ""; }

static void note(struct object *o, const char *path, int32_t at)
{
	struct text t;

	text_init(&t, &o->r->w->mem);
	text_printf(&t, "%s/", o->pointer);
	for (; *path; path++)
		text_add_char(&t, (char)(*path == '.' ? '/' : *path));
	reading_note(o->r, t.s, table_name(o->table), o->row->number, at);
}

/* All languages of a text. */
static void add_texts(struct object *o, const struct workbook_column *c)
{
	bool is_begun = false;

	for (size_t i = 0; i < o->table->found_nr; i++) {
		const struct found *f = &o->table->found[i];
		const char *s = f->column == c ? cell(o->r, o->row, f->at) : NULL;

		if (!s)
			continue;
		text_add_char(&o->r->doc, is_begun ? ',' : '{');
		is_begun = true;
		text_json(&o->r->doc, f->language);
		text_add_char(&o->r->doc, ':');
		text_json(&o->r->doc, s);
	}
	text_add_char(&o->r->doc, '}');
}

static const struct found *filled(const struct object *o, const struct workbook_column *c)
{
	for (size_t i = 0; i < o->table->found_nr; i++)
		if (o->table->found[i].column == c && cell(o->r, o->row, o->table->found[i].at))
			return &o->table->found[i];
	return NULL;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the columns' names, and a set has no sets */
static void add_value(struct object *o, const struct workbook_column *c, const struct found *f)
{
	const char *s = cell(o->r, o->row, f->at);

	note(o, c->member, f->at);
	if (c->kind == COLUMN_TEXTS)
		add_texts(o, c);
	else if (c->kind == COLUMN_SET)
		add_set(o, c, s);
	else if (c->kind == COLUMN_ANSWERS)
		add_answers(o, s);
	else
		add_cell(o->r, c->kind, s);
}

/* The columns of a sheet whose names begin with `prefix` ("" or "photos."). */
static void add_members(struct object *o, enum workbook_sheet sheet, const char *prefix)
{
	size_t length = strlen(prefix);
	const char *last = "";

	for (size_t i = 0; i < workbook_columns_nr; i++) {
		const struct workbook_column *c = &workbook_columns[i];
		const char *name = c->member + length;
		const struct found *f;
		size_t n;

		if (c->sheet != sheet || strncmp(c->member, prefix, length) != 0 ||
		    c->kind == COLUMN_SECTION || !strcmp(c->member, "set"))
			continue;
		f = filled(o, c);
		n = strcspn(name, ".");
		if (!f || (name[n] && !strncmp(last, name, n + 1)))
			continue;
		begin_member(o, name, n);
		if (!name[n]) {
			add_value(o, c, f);
			continue;
		}
		last = name;
		o->is_begun = false;
		add_members(o, sheet, arena_strndup(&o->r->w->mem, c->member, length + n + 1));
		text_add_char(&o->r->doc, '}');
		o->is_begun = true;
	}
}

/* Without its closing bracket. */
static void add_object(struct object *o, enum workbook_sheet sheet)
{
	reading_note(o->r, o->pointer, table_name(o->table), o->row->number, -1);
	add_members(o, sheet, "");
	if (!o->is_begun)
		text_add_char(&o->r->doc, '{');
	o->is_begun = true;
}

/* ---- sets of answers */

static void add_set(struct object *o, const struct workbook_column *c, const char *name)
{
	struct reading *r = o->r;
	const struct table *t = &o->all->answers;
	const char *list = arena_printf(&r->w->mem, "%s/%s", o->pointer, c->member);
	size_t nr = 0;

	text_add_char(&r->doc, '[');
	for (size_t i = t->first; t->sheet && i < t->sheet->rows_nr; i++) {
		struct object answer = { .r = r, .table = t, .row = &t->sheet->rows[i] };

		if (!o->all->sets[i] || strcmp(o->all->sets[i], name) != 0)
			continue;
		text_add(&r->doc, nr ? "," : "");
		answer.pointer = json_pointer_item(&r->w->mem, list, nr++);
		add_object(&answer, ANSWER);
		text_add_char(&r->doc, '}');
	}
	text_add_char(&r->doc, ']');
	if (!nr)
		fault(r->w, list, "There is no set of answers called \"%s\".", name);
}

/* NOLINTEND(misc-no-recursion) */

/* ---- the document */

static void add_head(struct reading *r)
{
	struct table t = { .sheet = find_sheet(r, HEAD) };
	struct book_cell *cells = arena_array(&r->w->mem, MOST_COLUMNS, sizeof(*cells));
	struct book_row *row = arena_alloc(&r->w->mem, sizeof(*row));
	struct object o = { .r = r, .table = &t, .row = row, .pointer = "" };

	/* Settings stand below each other: read as a row whose columns they are. */
	for (size_t i = 0; t.sheet && i < t.sheet->rows_nr && t.found_nr < MOST_COLUMNS; i++) {
		const struct book_row *from = &t.sheet->rows[i];
		const char *heading = from->cells[0].text;
		const struct workbook_column *c = column_of(r, HEAD, heading);
		const char *s = from->cells_nr > 1 ? from->cells[1].text : "";

		if (!c || !*s)
			continue;
		cells[t.found_nr] = (struct book_cell){ s, (int32_t)t.found_nr };
		t.found[t.found_nr] =
			(struct found){ c, c->kind == COLUMN_TEXTS ? language_of(r, heading) : NULL,
					(int32_t)t.found_nr };
		t.found_nr++;
	}
	*row = (struct book_row){ cells, (int32_t)t.found_nr, 0 };
	reading_tell(r, table_name(&t), "checklist", 0, NULL);
	text_add(&r->doc, "{\"format\":\"gemba.checklist/1\"");
	o.is_begun = true;
	add_object(&o, HEAD);
	/* Where they really are. */
	r->seen_nr = 0;
	reading_note(r, "", table_name(&t), 1, -1);
	for (size_t i = 0; t.sheet && i < t.sheet->rows_nr; i++) {
		const struct book_row *from = &t.sheet->rows[i];
		const struct workbook_column *c = column_of(r, HEAD, from->cells[0].text);

		o.row = from;
		if (c)
			note(&o, c->member, 1);
	}
}

/* Into the object "scoring", which the head has left closed. */
static void add_grades(struct reading *r)
{
	struct table *t = arena_alloc(&r->w->mem, sizeof(*t));
	char *scoring = strstr(r->doc.s, "\"scoring\":{");
	const char *tail;
	bool has_any = false;

	if (!scoring || !open_table(r, GRADE, t) || t->sheet->rows_nr <= t->first)
		return;
	tail = arena_strdup(&r->w->mem, scoring + strlen("\"scoring\":{"));
	r->doc.len = (size_t)(scoring - r->doc.s) + strlen("\"scoring\":{");
	text_add(&r->doc, "\"bands\":[");
	for (size_t i = t->first; i < t->sheet->rows_nr; i++) {
		struct object o = { .r = r, .table = t, .row = &t->sheet->rows[i] };

		o.pointer = arena_printf(&r->w->mem, "/scoring/bands/%zu", i - t->first);
		text_add(&r->doc, has_any ? "," : "");
		has_any = true;
		add_object(&o, GRADE);
		text_add_char(&r->doc, '}');
	}
	text_add(&r->doc, *tail == '}' ? "]" : "],");
	text_add(&r->doc, tail);
}

/* Which row of the sections a question belongs to; SIZE_MAX: none. */
static size_t section_of(struct reading *r, const struct table *sections, const char *word)
{
	for (size_t i = sections->first; i < sections->sheet->rows_nr; i++) {
		const struct book_row *row = &sections->sheet->rows[i];

		for (size_t f = 0; f < sections->found_nr; f++) {
			const struct workbook_column *c = sections->found[f].column;
			const char *s = cell(r, row, sections->found[f].at);

			if (s && (!strcmp(c->member, "key") || !strcmp(c->member, "title")) &&
			    !strcmp(s, word))
				return i;
		}
	}
	return SIZE_MAX;
}

static void sort_questions(struct reading *r, const struct table *q, const struct table *sections,
			   size_t *of)
{
	size_t last = sections->first;

	for (size_t i = q->first; i < q->sheet->rows_nr; i++) {
		const char *word = value(r, q, &q->sheet->rows[i], "section");

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
	const struct table *q = &all->questions;
	size_t nr = 0;

	text_add(&r->doc, ",\"questions\":[");
	for (size_t i = q->first; i < q->sheet->rows_nr; i++) {
		struct object o = { .r = r, .table = q, .row = &q->sheet->rows[i], .all = all };

		if (of[i] != section)
			continue;
		text_add(&r->doc, nr ? "," : "");
		o.pointer = arena_printf(&r->w->mem, "%s/questions/%zu", pointer, nr++);
		add_object(&o, QUESTION);
		text_add_char(&r->doc, '}');
	}
	text_add_char(&r->doc, ']');
}

static bool is_too_long(struct reading *r, const struct table *t, size_t most)
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

	if (!open_table(r, SECTION, &all->sections) || !open_table(r, QUESTION, &all->questions))
		return false;
	(void)open_table(r, ANSWER, &all->answers);
	if (is_too_long(r, &all->sections, 501) || is_too_long(r, &all->questions, 3001) ||
	    is_too_long(r, &all->answers, 5001))
		return false;
	all->keys = arena_array(&r->w->mem, 3001, sizeof(*all->keys));
	all->are_checks = arena_array(&r->w->mem, 3001, sizeof(*all->are_checks));
	all->sets = arena_array(&r->w->mem, 5001, sizeof(*all->sets));
	for (size_t i = 1; i < all->questions.sheet->rows_nr; i++) {
		const struct book_row *row = &all->questions.sheet->rows[i];
		const char *type = value(r, &all->questions, row, "type");

		type = type ? workbook_word(&r->w->mem, COLUMN_TYPE, type) : NULL;
		all->keys[i] = value(r, &all->questions, row, "key");
		all->are_checks[i] = type && !strcmp(type, "check");
	}
	for (size_t i = 1; all->answers.sheet && i < all->answers.sheet->rows_nr; i++) {
		const char *own = value(r, &all->answers, &all->answers.sheet->rows[i], "set");

		set = own ? own : set;
		all->sets[i] = set;
	}
	return true;
}

static void add_section(struct reading *r, const struct ours *all, const size_t *of, size_t i)
{
	const struct table *t = &all->sections;
	struct object o = { .r = r, .table = t, .row = &t->sheet->rows[i] };

	o.pointer = arena_printf(&r->w->mem, "/sections/%zu", i - t->first);
	text_add(&r->doc, i > t->first ? "," : "");
	add_object(&o, SECTION);
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
