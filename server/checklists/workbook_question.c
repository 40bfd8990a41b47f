#include <string.h>

#include "checklists/workbook_foreign.h"

static struct arena *mem_of(const struct foreign_reading *f) { return &f->r->w->mem; }

/* ---- keys */

static bool is_taken(const struct foreign_reading *f, const char *key)
{
	for (size_t i = 0; i < f->keys_nr; i++)
		if (!strcmp(f->keys[i], key))
			return true;
	return false;
}

/* The code that stands there, or one made of the text, so that it stays while the text does. */
static const char *question_key(struct foreign_reading *f, const char *code, const char *text)
{
	const char *plain = words_plain(mem_of(f), code);
	const char *key = *plain && json_is_key(plain) ? plain : foreign_hashed(f, "q", text);
	const char *base = key;

	for (int n = 2; is_taken(f, key); n++)
		key = arena_printf(mem_of(f), "%.60s-%d", base, n);
	f->keys[f->keys_nr++] = key;
	return key;
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

/* Where nothing else says what a question is worth: "扣5分", "扣1分/处" as the rule of it. */
static bool read_rule(struct question *q)
{
	int64_t deduct;
	bool is_deduction;

	if (q->m->at[FOREIGN_POINTS] >= 0 || q->m->at[FOREIGN_DEDUCT] >= 0 ||
	    !foreign_points(mem_of(q->f), foreign_cell(q->m, q->row, FOREIGN_RULE), &deduct,
			    &is_deduction) ||
	    !is_deduction)
		return false;
	q->deduct = deduct;
	return true;
}

static void read_scores(struct question *q)
{
	const char *points = foreign_cell(q->m, q->row, FOREIGN_POINTS);
	const char *deduct = foreign_cell(q->m, q->row, FOREIGN_DEDUCT);
	struct arena *mem = mem_of(q->f);
	int64_t inside = -1;
	bool is_deduction = false;

	q->deduct = -1;
	q->points = 1000;
	if (read_rule(q)) {
		q->points = 0;
	} else if (!*points) {
		q->text = foreign_take_points(mem, q->text, &inside);
		q->points = inside >= 0 ? inside : 1000;
		q->f->has_points |= inside >= 0;
	} else if (!foreign_points(mem, points, &q->points, &is_deduction)) {
		fault_at(q, FOREIGN_POINTS, "is no number of points.", points);
	} else if (is_deduction) {
		q->deduct = q->points;
		q->points = 0;
	} else {
		q->f->has_points = true;
	}
	if (*deduct && !foreign_points(mem, deduct, &q->deduct, &is_deduction))
		fault_at(q, FOREIGN_DEDUCT, "is no number of points to deduct.", deduct);
	q->f->has_deductions |= q->deduct >= 0;
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
		    foreign_language(word));
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
		const char *word = foreign_take_points(mem, parts[i], &points);

		add_answer(q, word, points, i);
	}
}

static void add_choices(struct question *q)
{
	static const char *const chinese[] = { "合格", "不合格", "不适用" };
	static const char *const english[] = { "Yes", "No", "N/A" };
	const char *const *usual = words_are_chinese(q->text) ? chinese : english;
	const char *cell = foreign_cell(q->m, q->row, FOREIGN_ANSWERS);

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
	const char *s = foreign_cell(q->m, q->row, FOREIGN_SEVERITY);
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
	const char *s = foreign_cell(q->m, q->row, FOREIGN_DEPARTMENT);
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
	const char *rule = foreign_cell(q->m, q->row, FOREIGN_RULE);
	const char *guidance = foreign_cell(q->m, q->row, FOREIGN_GUIDANCE);
	const char *reference = foreign_cell(q->m, q->row, FOREIGN_REFERENCE);
	const char *s = arena_printf(mem_of(q->f), "%s%s%s", rule, *rule && *guidance ? "\n" : "",
				     guidance);

	if (*s)
		foreign_add_text(q->t, "guidance", s);
	if (*reference) {
		text_add(q->t, ",\"reference\":");
		text_json(q->t, reference);
	}
}

static void add_photos(struct question *q)
{
	const char *s = foreign_cell(q->m, q->row, FOREIGN_PHOTO);
	const char *when = *s ? workbook_word(mem_of(q->f), COLUMN_WHEN, s) : NULL;

	if (*s && !when && workbook_truth(mem_of(q->f), s) == 1)
		when = "always";
	if (when && strcmp(when, "never") != 0)
		text_printf(q->t, ",\"photos\":{\"when\":\"%s\",\"min\":1}", when);
}

static void read_type(struct question *q)
{
	const char *s = foreign_cell(q->m, q->row, FOREIGN_TYPE);
	const char *type = *s ? workbook_word(mem_of(q->f), COLUMN_TYPE, s) : NULL;

	/* A column of that name often holds something else. */
	q->type = type && strcmp(type, "check") != 0 && strcmp(type, "choices") != 0 ? type
										     : "choice";
}

/* Marks in front of the text: "★地面清洁". */
static void take_marks(struct question *q)
{
	static const char *const marks[] = { "★", "※", "▲", "☆", "*", NULL };
	const char *bare = foreign_behind(q->text, marks);
	const char *critical = foreign_cell(q->m, q->row, FOREIGN_CRITICAL);

	q->is_critical =
		bare != q->text || workbook_truth(mem_of(q->f), critical) == 1 ||
		workbook_truth(mem_of(q->f), foreign_cell(q->m, q->row, FOREIGN_NUMBER)) == 1;
	/* "1" is a number there. */
	if (strspn(foreign_cell(q->m, q->row, FOREIGN_NUMBER), "0123456789.") && bare == q->text)
		q->is_critical = workbook_truth(mem_of(q->f), critical) == 1;
	q->text = bare;
}

static void read_text(struct question *q)
{
	const char *item = foreign_cell(q->m, q->row, FOREIGN_ITEM);
	const char *text = foreign_cell(q->m, q->row, FOREIGN_TEXT);
	const char *en = foreign_cell(q->m, q->row, FOREIGN_TEXT_EN);

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
	const char *en = foreign_cell(q->m, q->row, FOREIGN_TEXT_EN);

	text_printf(q->t, "%s{\"key\":", q->f->now->nr ? "," : "");
	text_json(q->t, question_key(q->f, foreign_cell(q->m, q->row, FOREIGN_CODE), q->text));
	text_printf(q->t, ",\"text\":{\"%s\":", foreign_language(q->text));
	text_json(q->t, q->text);
	if (*en && strcmp(foreign_language(q->text), "en") != 0) {
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

void foreign_add_question(struct foreign_reading *f, const struct sheet_map *m,
			  const struct book_row *row)
{
	struct question q = { .f = f, .m = m, .row = row };

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
