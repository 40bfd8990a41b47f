#include "inspections/sheet_score.h"

#include <string.h>

#include "base/text.h"
#include "checklists/result_document.h"
#include "db/db.h"
#include "inspections/inspection_own.h"

static const char *const statuses[] = {
	[SCORING_PASS] = "pass",
	[SCORING_FAIL] = "fail",
	[SCORING_NOT_SCORED] = "not_scored",
};

/* What was kept of a context was made here; mostly it is empty. */
static bool read_kept(struct work *w, const char *text, const struct json_value **value)
{
	*value = NULL;
	if (!strcmp(text, "[]") || !strcmp(text, "{}"))
		return true;
	return json_parse(w, text, strlen(text), value) ||
	       broken(w, "a kept context is not JSON: %s", w->problem.detail);
}

/* The sheet, and of the context what the arithmetic takes besides. */
static bool read_answers(struct work *w, const struct context *c, const struct answers_body *body,
			 const struct answers **answers)
{
	struct answers_parts parts = { .answers = body->answers, .instances = body->instances };

	return read_kept(w, c->tags, &parts.tags) && read_kept(w, c->history, &parts.history) &&
	       (answers_document_bind_parts(w, c->version.checklist, &parts, answers) ||
		work_is_faultless(w, PROBLEM_invalid_sheet));
}

static const char *wide(struct work *w, scoring_wide n)
{
	char text[SCORING_TEXT];

	scoring_print(text, n, 0, false);
	return arena_strdup(&w->mem, text);
}

static void set_percent(struct work *w, const struct scoring_result *r, struct scored *s)
{
	char text[SCORING_TEXT];

	if (!r->percent.den)
		return;
	scoring_print_percent(text, &r->percent);
	s->percent = arena_strdup(&w->mem, text);
	s->exact_num = wide(w, r->percent.num);
	/* num / den are thousandths of a percent */
	s->exact_den = wide(w, r->percent.den * 1000);
}

static void set_totals(struct work *w, const struct answers *answers,
		       const struct scoring_result *r, struct scored *s)
{
	char possible[SCORING_TEXT];
	char earned[SCORING_TEXT];
	int asked = 0;
	int not_applicable = 0;

	for (int32_t i = 0; i < answers->answers_nr; i++) {
		asked += r->outcomes[i].kind != SCORING_WAS_HIDDEN;
		not_applicable += r->outcomes[i].kind == SCORING_WAS_NOT_APPLICABLE;
	}
	scoring_print_points(earned, r->earned);
	scoring_print_points(possible, r->possible);
	s->totals = arena_printf(&w->mem,
				 "{\"earned\":%s,\"possible\":%s,\"asked\":%d,\"failed\":%d,"
				 "\"not_applicable\":%d}",
				 earned, possible, asked, r->findings_nr, not_applicable);
}

/* Where each answer of the sheet belongs: by section, then instance, then question. */
struct cursor {
	const struct scoring_checklist *rules;
	const int32_t *instances;
	int32_t section;
	int32_t instance;
	int32_t question;
	int32_t answer;
};

static bool at_end(const struct cursor *c) { return c->section == c->rules->sections_nr; }

/* Skips sections of which there is no instance. */
static void settle(struct cursor *c)
{
	while (!at_end(c) && c->instance == c->instances[c->section]) {
		c->section++;
		c->instance = 0;
		if (!at_end(c))
			c->question = c->rules->sections[c->section].first;
	}
}

static void cursor_begin(struct cursor *c, const struct checklist *checklist,
			 const struct answers *answers)
{
	memset(c, 0, sizeof(*c));
	c->rules = &checklist->rules;
	c->instances = answers->sheet.instances;
	c->question = c->rules->sections[0].first;
	settle(c);
}

static void cursor_step(struct cursor *c)
{
	const struct scoring_section *section = &c->rules->sections[c->section];

	c->answer++;
	if (++c->question < section->first + section->nr)
		return;
	c->question = section->first;
	c->instance++;
	settle(c);
}

/* One outcome a question: of several instances the worst, since the kinds ascend that way. */
static void set_outcomes(struct work *w, const struct checklist *checklist,
			 const struct answers *answers, const struct scoring_result *r,
			 struct scored *s)
{
	size_t nr = (size_t)checklist->rules.questions_nr;
	uint8_t *kinds = arena_array(&w->mem, nr, sizeof(*kinds));
	int64_t *lost = arena_array(&w->mem, nr, sizeof(*lost));
	struct text outcomes_text;
	struct text lost_text;
	struct cursor c;

	for (cursor_begin(&c, checklist, answers); !at_end(&c); cursor_step(&c)) {
		const struct scoring_outcome *outcome = &r->outcomes[c.answer];

		if (outcome->kind > kinds[c.question])
			kinds[c.question] = outcome->kind;
		lost[c.question] += outcome->lost;
	}
	text_init(&outcomes_text, &w->mem);
	text_init(&lost_text, &w->mem);
	for (size_t q = 0; q < nr; q++) {
		text_add_char(&outcomes_text, q ? ',' : '{');
		text_add_number(&outcomes_text, kinds[q]);
		text_add_char(&lost_text, q ? ',' : '{');
		text_add_number(&lost_text, lost[q]);
	}
	text_add(&outcomes_text, "}");
	text_add(&lost_text, "}");
	s->outcomes = text_take(&outcomes_text);
	s->lost = text_take(&lost_text);
}

static void add_text_or_null(struct text *t, const char *name, const char *value)
{
	text_printf(t, "\"%s\":", name);
	if (value)
		text_json(t, value);
	else
		text_add(t, "null");
}

/* As the result writes it. */
static void set_missing(struct work *w, const struct checklist *checklist,
			const struct answers *answers, const struct scoring_result *r,
			struct scored *s)
{
	static const char *const needs[] = {
		[SCORING_NEEDS_INSTANCES] = "instances",
		[SCORING_NEEDS_ANSWER] = "answer",
		[SCORING_NEEDS_PHOTOS] = "photos",
		[SCORING_NEEDS_NOTE] = "note",
	};
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "[");
	for (int32_t i = 0; i < r->missing_nr; i++) {
		const struct scoring_missing *m = &r->missing[i];

		text_add(&t, i ? ",{" : "{");
		if (m->question == SCORING_NONE) {
			add_text_or_null(&t, "section", checklist->sections[m->section].key);
		} else {
			add_text_or_null(&t, "question", checklist->questions[m->question].key);
			text_add(&t, ",");
			add_text_or_null(&t, "instance",
					 answers_instance(answers, m->section, m->instance));
		}
		text_printf(&t, ",\"needs\":\"%s\"}", needs[m->needs]);
	}
	text_add(&t, "]");
	s->missing = text_take(&t);
	s->missing_nr = (size_t)r->missing_nr;
}

static const char *note_of(const struct answers *answers, int32_t answer)
{
	return json_text(json_member(answers->entries[answer], "note"));
}

static void set_failures(struct work *w, const struct checklist *checklist,
			 const struct answers *answers, const struct scoring_result *r,
			 struct scored *s)
{
	struct failure *items = arena_array(&w->mem, (size_t)r->findings_nr, sizeof(*items));

	for (int32_t i = 0; i < r->findings_nr; i++) {
		const struct scoring_finding *f = &r->findings[i];
		const struct checklist_question *q = &checklist->questions[f->question];

		items[i].question = q->key;
		items[i].instance = answers_instance(answers, f->section, f->instance);
		items[i].key = items[i].instance
				       ? arena_printf(&w->mem, "%s@%d", q->key, f->instance + 1)
				       : q->key;
		items[i].severity = checklist_severities[q->severity];
		items[i].department = q->department;
		items[i].indicator = q->indicator;
		items[i].title = q->text;
		items[i].note = note_of(answers, f->answer);
		items[i].lost = r->outcomes[f->answer].lost;
		items[i].repeat = f->repeat;
	}
	s->failures.items = items;
	s->failures.nr = (size_t)r->findings_nr;
}

/* ---- photographs: evidence of an answer, the answer itself, or a signature */

struct photo_list {
	struct text json;
	const char **hashes;
	size_t nr;
	size_t room;
};

static void add_photo(struct work *w, struct photo_list *list, const char *sha256,
		      const char *question, const char *instance)
{
	if (list->nr == list->room) {
		const char **grown = arena_array(&w->mem, list->room * 2 + 16, sizeof(*grown));

		if (list->nr)
			memcpy(grown, list->hashes, list->nr * sizeof(*grown));
		list->hashes = grown;
		list->room = list->room * 2 + 16;
	}
	list->hashes[list->nr++] = sha256;
	text_printf(&list->json, "%s{\"sha256\":\"%s\",", list->nr > 1 ? "," : "", sha256);
	add_text_or_null(&list->json, "question", question);
	text_add(&list->json, ",");
	add_text_or_null(&list->json, "instance", instance);
	text_add(&list->json, "}");
}

static void add_photos_of(struct work *w, struct photo_list *list, const struct json_value *entry,
			  const char *question, const char *instance)
{
	const struct json_value *photos = json_member(entry, "photos");
	const char *signature = json_text(json_member(entry, "signature"));

	for (size_t i = 0; i < json_length(photos); i++)
		add_photo(w, list, json_text(json_item(photos, i)), question, instance);
	if (signature)
		add_photo(w, list, signature, question, instance);
}

static void set_photos(struct work *w, const struct checklist *checklist,
		       const struct answers *answers, struct scored *s)
{
	struct photo_list list = { .nr = 0 };
	struct cursor c;

	text_init(&list.json, &w->mem);
	text_add(&list.json, "[");
	for (cursor_begin(&c, checklist, answers); !at_end(&c); cursor_step(&c))
		add_photos_of(w, &list, answers->entries[c.answer],
			      checklist->questions[c.question].key,
			      answers_instance(answers, c.section, c.instance));
	text_add(&list.json, "]");
	s->photos = text_take(&list.json);
	s->photo_hashes = list.hashes;
	s->photos_nr = list.nr;
}

bool sheet_score(struct work *w, const struct context *context, const struct answers_body *body,
		 struct scored *s)
{
	const struct checklist *checklist = context->version.checklist;
	const struct scoring_result *r;
	const struct answers *answers;

	memset(s, 0, sizeof(*s));
	if (!read_answers(w, context, body, &answers))
		return false;
	s->checklist = checklist;
	s->answers = answers;
	r = result_of(&w->mem, checklist, answers);
	s->result = result_document_write(&w->mem, checklist, answers, r);
	s->status = statuses[r->status];
	s->grade = r->grade == SCORING_NONE ? NULL : checklist->grades[r->grade];
	set_percent(w, r, s);
	set_totals(w, answers, r, s);
	set_outcomes(w, checklist, answers, r, s);
	set_missing(w, checklist, answers, r, s);
	set_failures(w, checklist, answers, r, s);
	set_photos(w, checklist, answers, s);
	return true;
}
