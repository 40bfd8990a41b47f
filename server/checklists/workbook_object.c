#include <string.h>

#include "checklists/workbook_ours.h"

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

static void begin_member(struct ours_object *o, const char *name, size_t n)
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

static void add_answers(struct ours_object *o, const char *s)
{
	const char *of = ours_value(o->r, o->table, o->row, "relevant.question");
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

static void add_set(struct ours_object *o, const struct workbook_column *c, const char *name);

void ours_note(struct ours_object *o, const char *path, int32_t at)
{
	struct text t;

	text_init(&t, &o->r->w->mem);
	text_printf(&t, "%s/", o->pointer);
	for (; *path; path++)
		text_add_char(&t, (char)(*path == '.' ? '/' : *path));
	reading_note(o->r, t.s, ours_name(o->table), o->row->number, at);
}

/* All languages of a text. */
static void add_texts(struct ours_object *o, const struct workbook_column *c)
{
	bool is_begun = false;

	for (size_t i = 0; i < o->table->found_nr; i++) {
		const struct ours_found *f = &o->table->found[i];
		const char *s = f->column == c ? ours_cell(o->r, o->row, f->at) : NULL;

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

static const struct ours_found *filled(const struct ours_object *o, const struct workbook_column *c)
{
	for (size_t i = 0; i < o->table->found_nr; i++)
		if (o->table->found[i].column == c &&
		    ours_cell(o->r, o->row, o->table->found[i].at))
			return &o->table->found[i];
	return NULL;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the columns' names, and a set has no sets */
static void add_value(struct ours_object *o, const struct workbook_column *c,
		      const struct ours_found *f)
{
	const char *s = ours_cell(o->r, o->row, f->at);

	ours_note(o, c->member, f->at);
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
static void add_members(struct ours_object *o, enum workbook_sheet sheet, const char *prefix)
{
	size_t length = strlen(prefix);
	const char *last = "";

	for (size_t i = 0; i < workbook_columns_nr; i++) {
		const struct workbook_column *c = &workbook_columns[i];
		const char *name = c->member + length;
		const struct ours_found *f;
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

void ours_add_object(struct ours_object *o, enum workbook_sheet sheet)
{
	reading_note(o->r, o->pointer, ours_name(o->table), o->row->number, -1);
	add_members(o, sheet, "");
	if (!o->is_begun)
		text_add_char(&o->r->doc, '{');
	o->is_begun = true;
}

/* ---- sets of answers */

static void add_set(struct ours_object *o, const struct workbook_column *c, const char *name)
{
	struct reading *r = o->r;
	const struct ours_table *t = &o->all->answers;
	const char *list = arena_printf(&r->w->mem, "%s/%s", o->pointer, c->member);
	size_t nr = 0;

	text_add_char(&r->doc, '[');
	for (size_t i = t->first; t->sheet && i < t->sheet->rows_nr; i++) {
		struct ours_object answer = { .r = r, .table = t, .row = &t->sheet->rows[i] };

		if (!o->all->sets[i] || strcmp(o->all->sets[i], name) != 0)
			continue;
		text_add(&r->doc, nr ? "," : "");
		answer.pointer = json_pointer_item(&r->w->mem, list, nr++);
		ours_add_object(&answer, ANSWER);
		text_add_char(&r->doc, '}');
	}
	text_add_char(&r->doc, ']');
	if (!nr)
		fault(r->w, list, "There is no set of answers called \"%s\".", name);
}

/* NOLINTEND(misc-no-recursion) */
