#include <stdio.h>
#include <string.h>

#include "base/crypt.h"
#include "checklists/workbook.h"

#define MOST_ROWS_ABOVE 30
#define MOST_ANSWERS 12
#define MOST_SECTIONS 500
#define MOST_QUESTIONS 2001

struct answer_column {
	const char *word;
	int64_t points; /* -1: by its word */
};

struct sheet_map {
	const struct book_sheet *sheet;
	size_t heading;
	size_t first;
	int32_t at[FOREIGN_COLUMNS];
	struct answer_column answers[MOST_ANSWERS];
	size_t answers_nr;
};

struct section {
	const char *key;
	const char *title;
	const char *sheet;
	struct text questions;
	size_t nr;
};

struct foreign_reading {
	struct reading *r;
	const char *title;
	struct section sections[MOST_SECTIONS];
	size_t sections_nr;
	struct section *now;
	const char *item;
	const char *keys[MOST_QUESTIONS];
	size_t keys_nr;
	bool has_points;
	bool has_deductions;
	bool is_full;
};

static struct arena *mem_of(const struct foreign_reading *f) { return &f->r->w->mem; }

static const char *language_of(const char *s) { return words_are_chinese(s) ? "zh-CN" : "en"; }

static const char *get(const struct sheet_map *m, const struct book_row *row, enum foreign what)
{
	return m->at[what] < 0 ? "" : book_text(row, m->at[what]);
}

/* ---- numbers in words: "5", "5分", "扣2分", "-2", "5 pts" */

static const char *behind(const char *s, const char *const *words)
{
	for (; *words; words++)
		if (!strncmp(s, *words, strlen(*words))) {
			s += strlen(*words);
			return s + strspn(s, " ");
		}
	return s;
}

static bool read_points(struct arena *mem, const char *s, int64_t *points, bool *is_deduction)
{
	static const char *const before[] = { "扣", "减", "deduct", "minus", NULL };
	static const char *const units[] = { "分/处", "分/次", "分",    "points", "point",
					     "pts",   "pt",    "marks", NULL };
	const char *plain = words_plain(mem, s);
	const char *from = behind(plain, before);
	size_t n;

	*is_deduction = from != plain;
	n = strspn(from, "+-0123456789.,");
	if (!n || *behind(from + n + strspn(from + n, " "), units) ||
	    !words_decimal(arena_strndup(mem, from, n), points))
		return false;
	if (*points < 0) {
		*is_deduction = true;
		*points = -*points;
	}
	return true;
}

/* "… (5)" or "…（4分）": the points go, and the text stays without them. */
static const char *take_points(struct arena *mem, const char *s, int64_t *points)
{
	const char *narrow = strrchr(s, '('), *wide = strstr(s, "（");
	const char *open = narrow, *inside;
	bool is_deduction;
	size_t n;

	for (const char *next = wide; next; next = strstr(next + 1, "（"))
		wide = next;
	if (!open || (wide && wide > open))
		open = wide;
	if (!open)
		return s;
	inside = open + (*open == '(' ? 1 : strlen("（"));
	n = strcspn(inside, ")");
	if (strstr(inside, "）"))
		n = (size_t)(strstr(inside, "）") - inside);
	if (!read_points(mem, arena_strndup(mem, inside, n), points, &is_deduction) || is_deduction)
		return s;
	return words_trim(mem, arena_strndup(mem, s, (size_t)(open - s)));
}

/* ---- the heading row */

static int read_headings(struct arena *mem, const struct book_row *row, struct sheet_map *m)
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
		const char *word = take_points(mem, row->cells[c].text, &points);

		if (foreign_column(mem, row->cells[c].text) < 0 && known_answer(mem, word))
			m->answers[m->answers_nr++] = (struct answer_column){ word, points };
	}
	if (m->answers_nr < 2)
		m->answers_nr = 0;
	return m->answers_nr;
}

static bool find_heading(struct arena *mem, const struct book_sheet *sheet, struct sheet_map *m)
{
	struct sheet_map one;
	int best = 1;

	for (size_t i = 0; i < sheet->rows_nr && i < MOST_ROWS_ABOVE; i++) {
		int found = read_headings(mem, &sheet->rows[i], &one);

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
	    !*get(m, &sheet->rows[m->first], FOREIGN_TEXT) &&
	    read_answer_columns(mem, &sheet->rows[m->first], m))
		m->first++;
	return true;
}

static void tell_columns(struct foreign_reading *f, const struct sheet_map *m)
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

/* ---- keys */

static bool is_taken(const struct foreign_reading *f, const char *key)
{
	for (size_t i = 0; i < f->keys_nr; i++)
		if (!strcmp(f->keys[i], key))
			return true;
	return false;
}

static const char *hashed(struct foreign_reading *f, const char *prefix, const char *s)
{
	char hex[SHA256_HEX];

	sha256_hex(s, strlen(s), hex);
	return arena_printf(mem_of(f), "%s-%.8s", prefix, hex);
}

/* The code that stands there, or one made of the text, so that it stays while the text does. */
static const char *question_key(struct foreign_reading *f, const char *code, const char *text)
{
	const char *plain = words_plain(mem_of(f), code);
	const char *key = *plain && json_is_key(plain) ? plain : hashed(f, "q", text);
	const char *base = key;

	for (int n = 2; is_taken(f, key); n++)
		key = arena_printf(mem_of(f), "%.60s-%d", base, n);
	f->keys[f->keys_nr++] = key;
	return key;
}

/* ---- sections */

static void come_to_section(struct foreign_reading *f, const struct sheet_map *m, const char *title)
{
	struct section *s;

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
	s->key = hashed(f, "s", arena_printf(mem_of(f), "%s\n%s", m->sheet->name, title));
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
	static const char *const totals[] = { "合计",   "总计",  "总分",     "小计",       "得分率",
					      "总得分", "total", "subtotal", "grandtotal", NULL };
	static const char *const notes[] = { "注",        "备注",   "检查人",  "检查员",
					     "签字",      "签名",   "被检查",  "陪检",
					     "店长签",    "门店签", "note",    "inspector",
					     "signature", "signed", "auditor", NULL };
	const char *s = row->cells[0].text;
	struct sheet_map again;

	if (begins_with_one_of(mem_of(f), s, totals))
		return "total";
	if (row->cells_nr <= 4 && begins_with_one_of(mem_of(f), s, notes) &&
	    !*get(m, row, FOREIGN_POINTS))
		return "note";
	if (row->cells_nr > 1 && read_headings(mem_of(f), row, &again) >= 2 &&
	    foreign_column(mem_of(f), s) >= 0)
		return "heading";
	return NULL;
}

/* One cell alone, perhaps with a number like "一、" and the points of all that follows. */
static const char *section_title(const struct sheet_map *m, const struct book_row *row)
{
	const char *number = get(m, row, FOREIGN_NUMBER);
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
	if (m->at[FOREIGN_POINTS] >= 0 && !*get(m, row, FOREIGN_POINTS) &&
	    m->at[FOREIGN_DEDUCT] < 0)
		return title;
	return words_are_chinese(number) && m->at[FOREIGN_POINTS] >= 0 ? title : NULL;
}

/* ---- a question */

struct question {
	struct foreign_reading *f;
	const struct sheet_map *m;
	const struct book_row *row;
	const char *pointer;
	const char *text;
	const char *type;
	int64_t points;
	int64_t deduct; /* -1: none */
	bool is_critical;
	struct text *t;
};

static void fault_at(struct question *q, enum foreign what, const char *sentence, const char *word)
{
	struct book_place place = { q->m->sheet->name, q->row->number, q->m->at[what] };

	book_fault(q->f->r->w, q->pointer, &place, "\"%s\" %s", word, sentence);
}

static void read_scores(struct question *q)
{
	const char *points = get(q->m, q->row, FOREIGN_POINTS);
	const char *deduct = get(q->m, q->row, FOREIGN_DEDUCT);
	struct arena *mem = mem_of(q->f);
	int64_t inside = -1;
	bool is_deduction = false;

	q->deduct = -1;
	q->points = 1000;
	if (!*points) {
		q->text = take_points(mem, q->text, &inside);
		q->points = inside >= 0 ? inside : 1000;
		q->f->has_points |= inside >= 0;
	} else if (!read_points(mem, points, &q->points, &is_deduction)) {
		fault_at(q, FOREIGN_POINTS, "is no number of points.", points);
	} else if (is_deduction) {
		q->deduct = q->points;
		q->points = 0;
	} else {
		q->f->has_points = true;
	}
	if (*deduct && !read_points(mem, deduct, &q->deduct, &is_deduction))
		fault_at(q, FOREIGN_DEDUCT, "is no number of points to deduct.", deduct);
	q->f->has_deductions |= q->deduct >= 0;
}

static void add_text_member(struct text *t, const char *name, const char *s)
{
	text_printf(t, ",\"%s\":{\"%s\":", name, language_of(s));
	text_json(t, s);
	text_add_char(t, '}');
}

/* What the answer earns, in thousandths. */
static int64_t worth(const struct question *q, const struct known_answer *a, int64_t points)
{
	if (points >= 0)
		return points;
	if (!a->share && q->deduct >= 0 && q->deduct < q->points)
		return q->points - q->deduct;
	return q->points * a->share / 100;
}

static void add_answer(struct question *q, const char *word, int64_t points, size_t n)
{
	const struct known_answer *a = known_answer(mem_of(q->f), word);
	struct known_answer other = { word, arena_printf(mem_of(q->f), "a%zu", n + 1), 0,
				      points == 0, false };

	if (!a) {
		if (points < 0)
			fault_at(q, FOREIGN_ANSWERS,
				 "is no answer that is known; write its points behind it, like "
				 "(5).",
				 word);
		a = &other;
	}
	text_printf(q->t, "%s{\"key\":\"%s\",\"label\":{\"%s\":", n ? "," : "", a->key,
		    language_of(word));
	text_json(q->t, word);
	text_add_char(q->t, '}');
	if (a->not_applicable)
		text_add(q->t, ",\"not_applicable\":true");
	else
		text_printf(q->t, ",\"points\":%s%s",
			    words_of_decimal(mem_of(q->f), worth(q, a, points)),
			    a->fails ? ",\"fails\":true" : "");
	text_add_char(q->t, '}');
}

/* "是/否/不适用", "优(5) 良(3) 差(0)": split at what is not inside of an answer. */
static void add_answers_of_cell(struct question *q, const char *cell)
{
	struct arena *mem = mem_of(q->f);
	char *rest = arena_strdup(mem, cell);
	const char **parts;
	size_t nr;

	for (char *c = rest; *c; c++)
		if (*c == '/' && !(c > rest && (c[-1] | ' ') == 'n' && (c[1] | ' ') == 'a'))
			*c = '\n';
	nr = words_split(mem, rest, &parts);
	for (size_t i = 0; i < nr; i++) {
		int64_t points = -1;
		const char *word = take_points(mem, parts[i], &points);

		add_answer(q, word, points, i);
	}
}

static void add_choices(struct question *q)
{
	static const char *const chinese[] = { "合格", "不合格", "不适用" };
	static const char *const english[] = { "Yes", "No", "N/A" };
	const char *const *usual = words_are_chinese(q->text) ? chinese : english;
	const char *cell = get(q->m, q->row, FOREIGN_ANSWERS);

	text_add(q->t, ",\"choices\":[");
	if (*cell) {
		add_answers_of_cell(q, cell);
	} else if (q->m->answers_nr) {
		for (size_t i = 0; i < q->m->answers_nr; i++)
			add_answer(q, q->m->answers[i].word, q->m->answers[i].points, i);
	} else {
		for (size_t i = 0; i < 3; i++)
			add_answer(q, usual[i], -1, i);
	}
	text_add_char(q->t, ']');
}

static void add_severity(struct question *q)
{
	const char *s = get(q->m, q->row, FOREIGN_SEVERITY);
	const char *word = *s ? workbook_word(mem_of(q->f), COLUMN_SEVERITY, s) : NULL;

	if (*s && !word)
		fault_at(q, FOREIGN_SEVERITY, "is no severity: critical, major or minor.", s);
	if (!word)
		word = q->is_critical ? "critical" : q->f->r->defaults->severity;
	text_printf(q->t, ",\"severity\":\"%s\"", word);
}

/* "工程部" and "工程" are the same. */
static const char *department_key(struct arena *mem, const char *word)
{
	const char *key = words_key(mem, word);
	size_t n = strlen(key), tail = strlen("部");

	return n > tail && !strcmp(key + n - tail, "部") ? arena_strndup(mem, key, n - tail) : key;
}

static const char *department_code(const struct reading *r, const char *word)
{
	const char *key = department_key(&r->w->mem, word);

	for (size_t i = 0; i < r->defaults->departments_nr; i++)
		if (!strcmp(department_key(&r->w->mem, r->defaults->departments[i].word), key))
			return r->defaults->departments[i].code;
	return NULL;
}

static void add_department(struct question *q)
{
	const char *s = get(q->m, q->row, FOREIGN_DEPARTMENT);
	const char *first = arena_strndup(mem_of(q->f), s, strcspn(s, "/\n,;"));
	const char *code = *s ? department_code(q->f->r, s) : q->f->r->defaults->department;

	if (!code)
		code = department_code(q->f->r, first);
	if (!code)
		fault_at(q, FOREIGN_DEPARTMENT,
			 "is no department or partner of the group; add it first, or write one "
			 "that is there.",
			 s);
	text_add(q->t, ",\"department\":");
	text_json(q->t, code ? code : "unknown");
}

static void add_guidance(struct question *q)
{
	const char *rule = get(q->m, q->row, FOREIGN_RULE);
	const char *guidance = get(q->m, q->row, FOREIGN_GUIDANCE);
	const char *reference = get(q->m, q->row, FOREIGN_REFERENCE);
	const char *s = arena_printf(mem_of(q->f), "%s%s%s", rule, *rule && *guidance ? "\n" : "",
				     guidance);

	if (*s)
		add_text_member(q->t, "guidance", s);
	if (*reference) {
		text_add(q->t, ",\"reference\":");
		text_json(q->t, reference);
	}
}

static void add_photos(struct question *q)
{
	const char *s = get(q->m, q->row, FOREIGN_PHOTO);
	const char *when = *s ? workbook_word(mem_of(q->f), COLUMN_WHEN, s) : NULL;

	if (*s && !when && workbook_truth(mem_of(q->f), s) == 1)
		when = "always";
	if (when && strcmp(when, "never") != 0)
		text_printf(q->t, ",\"photos\":{\"when\":\"%s\",\"min\":1}", when);
}

static void read_type(struct question *q)
{
	const char *s = get(q->m, q->row, FOREIGN_TYPE);
	const char *type = *s ? workbook_word(mem_of(q->f), COLUMN_TYPE, s) : NULL;

	/* A column of that name often holds something else. */
	q->type = type && strcmp(type, "check") != 0 && strcmp(type, "choices") != 0 ? type
										     : "choice";
}

/* Marks in front of the text: "★地面清洁". */
static void take_marks(struct question *q)
{
	static const char *const marks[] = { "★", "※", "▲", "☆", "*", NULL };
	const char *bare = behind(q->text, marks);
	const char *critical = get(q->m, q->row, FOREIGN_CRITICAL);

	q->is_critical = bare != q->text || workbook_truth(mem_of(q->f), critical) == 1 ||
			 workbook_truth(mem_of(q->f), get(q->m, q->row, FOREIGN_NUMBER)) == 1;
	/* "1" is a number there. */
	if (strspn(get(q->m, q->row, FOREIGN_NUMBER), "0123456789.") && bare == q->text)
		q->is_critical = workbook_truth(mem_of(q->f), critical) == 1;
	q->text = bare;
}

static void read_text(struct question *q)
{
	const char *item = get(q->m, q->row, FOREIGN_ITEM);
	const char *text = get(q->m, q->row, FOREIGN_TEXT);
	const char *en = get(q->m, q->row, FOREIGN_TEXT_EN);

	if (*item)
		q->f->item = item;
	if (*text && q->f->item && q->m->at[FOREIGN_ITEM] >= 0)
		q->text = arena_printf(mem_of(q->f), "%s%s%s", q->f->item,
				       words_are_chinese(text) ? "：" : ": ", text);
	else
		q->text = *text ? text : *item ? item : en;
}

static void write_question(struct question *q)
{
	const char *en = get(q->m, q->row, FOREIGN_TEXT_EN);

	text_printf(q->t, "%s{\"key\":", q->f->now->nr ? "," : "");
	text_json(q->t, question_key(q->f, get(q->m, q->row, FOREIGN_CODE), q->text));
	text_printf(q->t, ",\"text\":{\"%s\":", language_of(q->text));
	text_json(q->t, q->text);
	if (*en && strcmp(language_of(q->text), "en") != 0) {
		text_add(q->t, ",\"en\":");
		text_json(q->t, en);
	}
	text_printf(q->t, "},\"type\":\"%s\"", q->type);
	if (!strcmp(q->type, "choice")) {
		add_choices(q);
		add_severity(q);
		add_department(q);
		if (q->deduct >= 0)
			text_printf(q->t, ",\"deduct\":%s",
				    words_of_decimal(mem_of(q->f), q->deduct));
		text_add(q->t, q->is_critical ? ",\"critical\":true" : "");
	}
	text_add(q->t, ",\"required\":true");
	add_photos(q);
	add_guidance(q);
	text_add_char(q->t, '}');
}

static void add_question(struct foreign_reading *f, const struct sheet_map *m,
			 const struct book_row *row)
{
	struct question q = { .f = f, .m = m, .row = row };

	if (!f->now || f->now->sheet != m->sheet->name)
		come_to_section(f, m, *m->sheet->name ? m->sheet->name : f->title);
	f->is_full |= f->keys_nr == MOST_QUESTIONS;
	if (f->is_full)
		return;
	q.t = &f->now->questions;
	q.pointer = arena_printf(mem_of(f), "/sections/%td/questions/%zu", f->now - f->sections,
				 f->now->nr);
	reading_note(f->r, q.pointer, m->sheet->name, row->number, -1);
	read_text(&q);
	read_type(&q);
	take_marks(&q);
	read_scores(&q);
	write_question(&q);
	f->now->nr++;
}

/* ---- sheets */

static void read_row(struct foreign_reading *f, const struct sheet_map *m,
		     const struct book_row *row)
{
	const char *section = get(m, row, FOREIGN_SECTION);
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
	if (*get(m, row, FOREIGN_TEXT) || *get(m, row, FOREIGN_ITEM) ||
	    *get(m, row, FOREIGN_TEXT_EN))
		add_question(f, m, row);
	else
		reading_skip(f->r, m->sheet->name, row->number, "no_question");
}

static void read_sheet(struct foreign_reading *f, const struct book_sheet *sheet)
{
	struct sheet_map *m = arena_alloc(mem_of(f), sizeof(*m));

	if (sheet->is_hidden || !find_heading(mem_of(f), sheet, m)) {
		reading_tell(f->r, sheet->name, sheet->is_hidden ? "hidden" : "unknown", 0, NULL);
		return;
	}
	tell_columns(f, m);
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
	text_json(t, d->code ? d->code : hashed(f, "checklist", f->title));
	add_text_member(t, "title", f->title);
	text_printf(t, ",\"kind\":\"%s\",\"scoring\":{\"method\":\"%s\"},\"sections\":[", d->kind,
		    f->has_deductions && !f->has_points ? "deduction" : "points");
	for (size_t i = 0; i < f->sections_nr; i++) {
		const struct section *s = &f->sections[i];

		text_printf(t, "%s{\"key\":\"%s\"", nr++ ? "," : "", s->key);
		add_text_member(t, "title", s->title);
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
