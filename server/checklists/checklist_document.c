#include "checklists/checklist_document_parts.h"

const char *const checklist_kinds[] = {
	[CHECKLIST_DAILY] = "daily",     [CHECKLIST_TOUR] = "tour", [CHECKLIST_SPECIAL] = "special",
	[CHECKLIST_MYSTERY] = "mystery", [CHECKLIST_SELF] = "self", NULL,
};

static const char *const formats[] = { "gemba.checklist/1", NULL };

struct document_fields {
	int format;
	const char *code;
	const char *title;
	int kind;
	const struct json_value *scoring;
	const struct json_value *sections;
};

static const struct json_field document_fields[] = {
	JSON_FIELD_NAMES(struct document_fields, format, ENUM, REQUIRED, formats),
	JSON_FIELD(struct document_fields, code, KEY, REQUIRED),
	JSON_FIELD(struct document_fields, title, STRINGS, REQUIRED),
	JSON_FIELD_NAMES(struct document_fields, kind, ENUM, REQUIRED, checklist_kinds),
	JSON_FIELD(struct document_fields, scoring, OBJECT, REQUIRED),
	JSON_FIELD(struct document_fields, sections, LIST, REQUIRED),
};

struct section_fields {
	const char *key;
	const char *title;
	int64_t weight;
	int64_t gate;
	const struct json_value *repeats;
	const struct json_value *questions;
};

static const struct json_field section_fields[] = {
	JSON_FIELD(struct section_fields, key, KEY, REQUIRED),
	JSON_FIELD(struct section_fields, title, STRINGS, REQUIRED),
	JSON_FIELD_RANGE(struct section_fields, weight, DECIMAL, OPTIONAL, 0, MOST_WEIGHT),
	JSON_FIELD_RANGE(struct section_fields, gate, DECIMAL, OPTIONAL, 0, MOST_PERCENT),
	JSON_FIELD(struct section_fields, repeats, OBJECT, OPTIONAL),
	JSON_FIELD(struct section_fields, questions, LIST, REQUIRED),
};

struct repeats_fields {
	int64_t min;
	bool min_given;
	int64_t max;
	bool max_given;
	const char *name;
};

static const struct json_field repeats_fields[] = {
	JSON_FIELD_RANGE_GIVEN(struct repeats_fields, min, INTEGER, OPTIONAL, 1, 50),
	JSON_FIELD_RANGE_GIVEN(struct repeats_fields, max, INTEGER, OPTIONAL, 1, 50),
	JSON_FIELD(struct repeats_fields, name, STRINGS, REQUIRED),
};

bool checklist_fault(const struct checklist_binding *b, const char *pointer, const char *member,
		     const char *sentence)
{
	return fault(b->w, json_pointer(&b->w->mem, pointer, member), "%s", sentence);
}

static void bind_repeats(struct checklist_binding *b, const struct json_value *repeats,
			 const char *pointer)
{
	struct repeats_fields fields = { .min = 1, .max = 20 };
	struct checklist_section *section = &b->sections[b->sections_nr];

	json_read(b->w, repeats, pointer, repeats_fields, &fields);
	if (is_sound(repeats, "min", fields.min_given) &&
	    is_sound(repeats, "max", fields.max_given) && fields.min > fields.max)
		checklist_fault(b, pointer, "min",
				"\"min\" is above \"max\", which is 20 where nothing is said.");
	section->name = fields.name;
	section->min = fields.min;
	section->max = fields.max;
	b->section_rules[b->sections_nr].least_instances = (int32_t)fields.min;
}

static void bind_section(struct checklist_binding *b, const struct json_value *section,
			 const char *pointer)
{
	struct section_fields fields = { .weight = 1000, .gate = SCORING_NONE };
	int32_t first = b->questions_nr;
	const char *list;

	json_read(b->w, section, pointer, section_fields, &fields);
	b->sections[b->sections_nr] = (struct checklist_section){
		.key = fields.key,
		.title = fields.title,
		.min = 1,
		.max = 1,
	};
	b->section_rules[b->sections_nr].least_instances = 1;
	if (fields.repeats)
		bind_repeats(b, fields.repeats, json_pointer(&b->w->mem, pointer, "repeats"));

	list = json_pointer(&b->w->mem, pointer, "questions");
	for (size_t i = 0; fields.questions && i < json_length(fields.questions); i++)
		checklist_bind_question(b, json_item(fields.questions, i),
					json_pointer_item(&b->w->mem, list, i));

	b->section_rules[b->sections_nr].weight = fields.weight;
	b->section_rules[b->sections_nr].gate = fields.gate;
	b->section_rules[b->sections_nr].first = first;
	b->section_rules[b->sections_nr].nr = b->questions_nr - first;
	b->sections_nr++;
}

/* Weights are given for every section or for none. */
static void check_weights(const struct checklist_binding *b, const struct json_value *sections)
{
	size_t given = 0, objects = 0;

	for (size_t i = 0; i < json_length(sections); i++) {
		given += json_member(json_item(sections, i), "weight") != NULL;
		objects += json_kind(json_item(sections, i)) == JSON_IS_OBJECT;
	}
	for (size_t i = 0; given && given < objects && i < json_length(sections); i++) {
		const struct json_value *section = json_item(sections, i);

		if (json_kind(section) == JSON_IS_OBJECT && !json_member(section, "weight"))
			checklist_fault(b, json_pointer_item(&b->w->mem, "/sections", i), "weight",
					"This section has no weight, but others have one.");
	}
}

/* How much of everything there can be at most. */
static void make_room(struct checklist_binding *b, const struct json_value *sections)
{
	size_t questions_nr = 0, choices_nr = 0, ranges_nr = 0, in_nr = 0;
	struct arena *mem = &b->w->mem;

	for (size_t i = 0; i < json_length(sections); i++) {
		const struct json_value *questions =
			json_member(json_item(sections, i), "questions");

		questions_nr += json_length(questions);
		for (size_t j = 0; j < json_length(questions); j++) {
			const struct json_value *q = json_item(questions, j);

			choices_nr += json_length(json_member(q, "choices"));
			ranges_nr += json_length(json_member(q, "ranges"));
			in_nr += json_length(json_member(json_member(q, "relevant"), "in"));
		}
	}
	b->sections = arena_array(mem, json_length(sections), sizeof(*b->sections));
	b->section_rules = arena_array(mem, json_length(sections), sizeof(*b->section_rules));
	b->questions = arena_array(mem, questions_nr, sizeof(*b->questions));
	b->question_rules = arena_array(mem, questions_nr, sizeof(*b->question_rules));
	b->notes = arena_array(mem, questions_nr, sizeof(*b->notes));
	b->choices = arena_array(mem, choices_nr, sizeof(*b->choices));
	b->choice_rules = arena_array(mem, choices_nr, sizeof(*b->choice_rules));
	b->ranges = arena_array(mem, ranges_nr, sizeof(*b->ranges));
	b->in = arena_array(mem, in_nr, sizeof(*b->in));
}

static void bind_sections(struct checklist_binding *b, const struct json_value *sections)
{
	make_room(b, sections);
	for (size_t i = 0; i < json_length(sections); i++)
		bind_section(b, json_item(sections, i),
			     json_pointer_item(&b->w->mem, "/sections", i));
	if (b->questions_nr > CHECKLIST_MOST_QUESTIONS)
		fault(b->w, "/sections", "There are %d questions; at most %d can be asked.",
		      b->questions_nr, CHECKLIST_MOST_QUESTIONS);
	check_weights(b, sections);
	checklist_check_keys(b);
	checklist_bind_relevances(b);
}

static void finish(struct checklist_binding *b)
{
	struct scoring_checklist *rules = &b->c->rules;

	b->c->sections = b->sections;
	b->c->questions = b->questions;
	b->c->choices = b->choices;
	rules->sections = b->section_rules;
	rules->questions = b->question_rules;
	rules->choices = b->choice_rules;
	rules->ranges = b->ranges;
	rules->in = b->in;
	rules->sections_nr = b->sections_nr;
	rules->questions_nr = b->questions_nr;
	scoring_prepare(rules);
}

bool checklist_document_bind(struct work *w, const struct json_value *document,
			     const struct checklist **checklist)
{
	size_t before = w->problem.faults_nr;
	struct document_fields fields = { 0 };
	struct checklist_binding b = { .w = w };

	b.c = arena_alloc(&w->mem, sizeof(*b.c));
	json_read(w, document, "", document_fields, &fields);
	b.c->code = fields.code;
	b.c->title = fields.title;
	b.c->kind = fields.kind;
	if (fields.scoring)
		checklist_bind_scoring(&b, fields.scoring);
	if (fields.sections)
		bind_sections(&b, fields.sections);
	if (w->problem.faults_nr > before)
		return false;

	finish(&b);
	*checklist = b.c;
	return true;
}

bool checklist_document_read(struct work *w, const char *text, size_t len,
			     const struct checklist **checklist)
{
	const struct json_value *document;

	if (len > CHECKLIST_MOST_BYTES)
		return fault(w, "", "The checklist has more than 4 MiB.");
	return json_parse(w, text, len, &document) &&
	       checklist_document_bind(w, document, checklist);
}
