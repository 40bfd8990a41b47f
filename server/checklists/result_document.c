#include "checklists/result_document.h"

/* What every part of a result is written with. */
struct writing {
	struct text t;
	const struct checklist *c;
	const struct answers *answers;
	const struct scoring_result *r;
};

const struct scoring_result *result_of(struct arena *mem, const struct checklist *checklist,
				       const struct answers *answers)
{
	struct scoring_result *r = arena_alloc(mem, sizeof(*r));
	size_t sections = (size_t)checklist->rules.sections_nr;
	size_t nr = (size_t)answers->answers_nr;

	r->sections = arena_array(mem, sections, sizeof(*r->sections));
	r->outcomes = arena_array(mem, nr, sizeof(*r->outcomes));
	r->findings = arena_array(mem, nr, sizeof(*r->findings));
	r->missing = arena_array(mem, 3 * nr + sections, sizeof(*r->missing));
	scoring_score(&checklist->rules, &answers->sheet, r);
	return r;
}

static void add_points(struct writing *g, const char *name, scoring_wide points)
{
	char number[SCORING_TEXT];
	size_t len = scoring_print_points(number, points);

	text_add(&g->t, name);
	text_add_bytes(&g->t, number, len);
}

static void add_percent(struct writing *g, const struct scoring_percent *percent)
{
	char number[SCORING_TEXT];

	text_add(&g->t, ",\"percent\":");
	if (!percent->den) {
		text_add(&g->t, "null");
		return;
	}
	text_add_char(&g->t, '"');
	text_add_bytes(&g->t, number, scoring_print_percent(number, percent));
	text_add_char(&g->t, '"');
}

static void add_text(struct writing *g, const char *name, const char *s)
{
	text_add(&g->t, name);
	if (s)
		text_json(&g->t, s);
	else
		text_add(&g->t, "null");
}

static void add_question(struct writing *g, int32_t section, int32_t instance, int32_t question)
{
	add_text(g, "\"question\":", g->c->questions[question].key);
	add_text(g, ",\"instance\":", answers_instance(g->answers, section, instance));
}

/* A comma before every item but the first. */
static void begin_item(struct writing *g, bool *is_first)
{
	if (!*is_first)
		text_add_char(&g->t, ',');
	*is_first = false;
	text_add_char(&g->t, '{');
}

static void add_reasons(struct writing *g)
{
	const struct scoring_result *r = g->r;
	bool is_first = true;

	text_add(&g->t, ",\"reasons\":[");
	for (int32_t i = 0; i < r->findings_nr; i++) {
		const struct scoring_finding *f = &r->findings[i];

		if (!f->critical)
			continue;
		begin_item(g, &is_first);
		text_add(&g->t, "\"kind\":\"critical\",");
		add_question(g, f->section, f->instance, f->question);
		text_add_char(&g->t, '}');
	}
	for (int32_t i = 0; i < g->c->rules.sections_nr; i++) {
		if (!r->sections[i].is_below_gate)
			continue;
		begin_item(g, &is_first);
		add_text(g, "\"kind\":\"gate\",\"section\":", g->c->sections[i].key);
		text_add_char(&g->t, '}');
	}
	if (r->is_below_pass_line) {
		begin_item(g, &is_first);
		text_add(&g->t, "\"kind\":\"pass_line\"}");
	}
	if (r->band_fails) {
		begin_item(g, &is_first);
		text_add(&g->t, "\"kind\":\"band\"}");
	}
	text_add_char(&g->t, ']');
}

static void add_sections(struct writing *g)
{
	bool is_first = true;

	text_add(&g->t, ",\"sections\":[");
	for (int32_t i = 0; i < g->c->rules.sections_nr; i++) {
		const struct scoring_sum *sum = &g->r->sections[i];

		begin_item(g, &is_first);
		add_text(g, "\"key\":", g->c->sections[i].key);
		add_points(g, ",\"earned\":", sum->earned);
		add_points(g, ",\"possible\":", sum->possible);
		add_percent(g, &sum->percent);
		text_add_char(&g->t, '}');
	}
	text_add_char(&g->t, ']');
}

static void add_findings(struct writing *g)
{
	bool is_first = true;

	text_add(&g->t, ",\"findings\":[");
	for (int32_t i = 0; i < g->r->findings_nr; i++) {
		const struct scoring_finding *f = &g->r->findings[i];
		const struct checklist_question *q = &g->c->questions[f->question];

		begin_item(g, &is_first);
		add_question(g, f->section, f->instance, f->question);
		add_text(g, ",\"severity\":", checklist_severities[q->severity]);
		add_text(g, ",\"department\":", q->department);
		add_text(g, ",\"indicator\":", q->indicator);
		add_points(g, ",\"lost\":", f->lost);
		text_printf(&g->t, ",\"repeat\":%d}", f->repeat);
	}
	text_add_char(&g->t, ']');
}

static void add_missing(struct writing *g)
{
	static const char *const needs[] = {
		[SCORING_NEEDS_INSTANCES] = "instances",
		[SCORING_NEEDS_ANSWER] = "answer",
		[SCORING_NEEDS_PHOTOS] = "photos",
		[SCORING_NEEDS_NOTE] = "note",
	};
	bool is_first = true;

	text_add(&g->t, ",\"missing\":[");
	for (int32_t i = 0; i < g->r->missing_nr; i++) {
		const struct scoring_missing *m = &g->r->missing[i];

		begin_item(g, &is_first);
		if (m->needs == SCORING_NEEDS_INSTANCES)
			add_text(g, "\"section\":", g->c->sections[m->section].key);
		else
			add_question(g, m->section, m->instance, m->question);
		add_text(g, ",\"needs\":", needs[m->needs]);
		text_add_char(&g->t, '}');
	}
	text_add_char(&g->t, ']');
}

const char *result_document_write(struct arena *mem, const struct checklist *checklist,
				  const struct answers *answers,
				  const struct scoring_result *result)
{
	static const char *const statuses[] = {
		[SCORING_PASS] = "pass",
		[SCORING_FAIL] = "fail",
		[SCORING_NOT_SCORED] = "not_scored",
	};
	struct writing g = { .c = checklist, .answers = answers, .r = result };

	text_init(&g.t, mem);
	add_points(&g, "{\"earned\":", result->earned);
	add_points(&g, ",\"possible\":", result->possible);
	add_percent(&g, &result->percent);
	add_text(&g, ",\"grade\":",
		 result->grade == SCORING_NONE ? NULL : checklist->grades[result->grade]);
	add_text(&g, ",\"status\":", statuses[result->status]);
	add_reasons(&g);
	add_sections(&g);
	add_findings(&g);
	add_missing(&g);
	text_add_char(&g.t, '}');
	return text_take(&g.t);
}

static bool parse(struct work *w, const char *source, const struct text *text,
		  const struct json_value **document)
{
	w->source = source;
	return json_parse(w, text->s, text->len, document);
}

bool result_document_score(struct work *w, const struct text *checklist, const struct text *answers,
			   const char **result)
{
	const struct json_value *asked, *answered;
	const struct answers *sheet;
	const struct checklist *c;

	w->source = "checklist";
	if (checklist->len > CHECKLIST_MOST_BYTES)
		return fault(w, "", "The checklist has more than 4 MiB.");
	if (!parse(w, "checklist", checklist, &asked) || !parse(w, "answers", answers, &answered))
		return false;
	w->source = "checklist";
	if (!checklist_document_bind(w, asked, &c))
		return false;
	w->source = "answers";
	if (!answers_document_bind(w, c, answered, &sheet))
		return false;
	*result = result_document_write(&w->mem, c, sheet, result_of(&w->mem, c, sheet));
	return true;
}
