#include "checklists/checklist_document_parts.h"

#include <stdlib.h>
#include <string.h>

struct choice_fields {
	const char *key;
	const char *label;
	int64_t points;
	bool points_given;
	int64_t possible;
	bool possible_given;
	bool fails;
	int64_t deduct;
	bool not_applicable;
};

static const struct json_field choice_fields[] = {
	JSON_FIELD(struct choice_fields, key, KEY, REQUIRED),
	JSON_FIELD(struct choice_fields, label, STRINGS, REQUIRED),
	JSON_FIELD_RANGE_GIVEN(struct choice_fields, points, DECIMAL, OPTIONAL, -MOST_POINTS,
			       MOST_POINTS),
	JSON_FIELD_RANGE_GIVEN(struct choice_fields, possible, DECIMAL, OPTIONAL, 0, MOST_POINTS),
	JSON_FIELD(struct choice_fields, fails, BOOLEAN, OPTIONAL),
	JSON_FIELD_RANGE(struct choice_fields, deduct, DECIMAL, OPTIONAL, 0, MOST_POINTS),
	JSON_FIELD(struct choice_fields, not_applicable, BOOLEAN, OPTIONAL),
};

struct range_fields {
	int64_t from;
	bool from_given;
	int64_t to;
	bool to_given;
	int64_t points;
	bool fails;
	int64_t deduct;
};

static const struct json_field range_fields[] = {
	JSON_FIELD_RANGE_GIVEN(struct range_fields, from, DECIMAL, OPTIONAL, -MOST_ANSWER,
			       MOST_ANSWER),
	JSON_FIELD_RANGE_GIVEN(struct range_fields, to, DECIMAL, OPTIONAL, -MOST_ANSWER,
			       MOST_ANSWER),
	JSON_FIELD_RANGE(struct range_fields, points, DECIMAL, OPTIONAL, -MOST_POINTS, MOST_POINTS),
	JSON_FIELD(struct range_fields, fails, BOOLEAN, OPTIONAL),
	JSON_FIELD_RANGE(struct range_fields, deduct, DECIMAL, OPTIONAL, 0, MOST_POINTS),
};

/* ---- choices */

static void check_not_applicable(struct checklist_binding *b, const struct json_value *choice,
				 const char *pointer, int32_t at)
{
	static const char *const without[] = { "points", "possible", "fails", "deduct" };
	struct checklist_question *q = &b->questions[b->questions_nr];

	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++)
		if (json_member(choice, without[i]))
			checklist_fault(b, pointer, without[i],
					"A choice that is \"not_applicable\" has a key and a label "
					"and nothing else.");
	if (q->type != SCORING_NONE && q->type != CHECKLIST_CHOICE)
		checklist_fault(b, pointer, "not_applicable",
				"Only a question of type \"choice\" can have such a choice.");
	else if (q->not_applicable != SCORING_NONE)
		checklist_fault(b, pointer, "not_applicable",
				"Another choice of this question is \"not_applicable\" already.");
	else
		q->not_applicable = at;
}

static void check_choice_keys(struct checklist_binding *b, const char *list)
{
	const struct checklist_keys *keys = &b->questions[b->questions_nr].choices;

	for (size_t i = 1; i < keys->nr; i++)
		if (!strcmp(keys->sorted[i].key, keys->sorted[i - 1].key))
			checklist_fault(
				b, json_pointer_item(&b->w->mem, list, (size_t)keys->sorted[i].at),
				"key", "Another choice of this question has the same key.");
}

static void bind_choice(struct checklist_binding *b, const struct json_value *choice,
			const char *pointer, int32_t at)
{
	struct choice_fields fields = { .possible = SCORING_NONE, .deduct = SCORING_NONE };

	json_read(b->w, choice, pointer, choice_fields, &fields);
	if (fields.key)
		checklist_keys_add(&b->questions[b->questions_nr].choices, fields.key, at);
	else
		b->notes[b->questions_nr].choices_are_whole = false;
	if (fields.possible_given && is_sound(choice, "points", fields.points_given) &&
	    fields.possible < fields.points)
		checklist_fault(b, pointer, "possible", "\"possible\" is below the points.");
	if (fields.not_applicable)
		check_not_applicable(b, choice, pointer, at);

	b->choices[b->choices_nr] =
		(struct checklist_choice){ .key = fields.key, .label = fields.label };
	b->choice_rules[b->choices_nr++] = (struct scoring_choice){
		.points = fields.points,
		.possible = fields.possible,
		.deduct = fields.deduct,
		.fails = fields.fails,
		.not_applicable = fields.not_applicable,
	};
}

void checklist_bind_choices(struct checklist_binding *b, const struct json_value *choices)
{
	struct arena *mem = &b->w->mem;
	const char *list = json_pointer(mem, b->notes[b->questions_nr].pointer, "choices");
	struct checklist_keys *keys = &b->questions[b->questions_nr].choices;

	checklist_keys_init(keys, mem, json_length(choices));
	for (size_t i = 0; i < json_length(choices); i++)
		bind_choice(b, json_item(choices, i), json_pointer_item(mem, list, i), (int32_t)i);
	checklist_keys_sort(keys);
	check_choice_keys(b, list);
}

/* ---- ranges */

/* A range whose ends could be read. */
struct stretch {
	int64_t from;
	int64_t to;
	size_t at;
};

static int by_start(const void *a, const void *b)
{
	const struct stretch *one = a, *other = b;

	if (one->from != other->from)
		return one->from < other->from ? -1 : 1;
	return one->at < other->at ? -1 : one->at > other->at;
}

/* Of two that overlap the later one in the document has the fault. */
static void check_overlaps(struct checklist_binding *b, struct stretch *stretches, size_t nr,
			   const char *list)
{
	size_t reaches_furthest = 0;

	qsort(stretches, nr, sizeof(*stretches), by_start);
	for (size_t i = 1; i < nr; i++) {
		const struct stretch *before = &stretches[reaches_furthest], *this = &stretches[i];
		size_t later = before->at > this->at ? before->at : this->at;

		if (this->from < before->to)
			fault(b->w, json_pointer_item(&b->w->mem, list, later),
			      "This range overlaps another one.");
		if (this->to > before->to)
			reaches_furthest = i;
	}
}

/* Gives whether its ends are known and in order. */
static bool bind_range(struct checklist_binding *b, const struct json_value *range,
		       const char *pointer)
{
	struct range_fields fields = {
		.from = INT64_MIN,
		.to = INT64_MAX,
		.deduct = SCORING_NONE,
	};

	json_read(b->w, range, pointer, range_fields, &fields);
	b->ranges[b->ranges_nr++] = (struct scoring_range){
		.from = fields.from,
		.to = fields.to,
		.points = fields.points,
		.deduct = fields.deduct,
		.fails = fields.fails,
	};
	if (json_kind(range) != JSON_IS_OBJECT || !is_sound(range, "from", fields.from_given) ||
	    !is_sound(range, "to", fields.to_given))
		return false;
	if (fields.from >= fields.to)
		return checklist_fault(b, pointer, "to", "\"to\" must be above \"from\".");
	return true;
}

void checklist_bind_ranges(struct checklist_binding *b, const struct json_value *ranges)
{
	struct arena *mem = &b->w->mem;
	const char *list = json_pointer(mem, b->notes[b->questions_nr].pointer, "ranges");
	struct stretch *stretches = arena_array(mem, json_length(ranges), sizeof(*stretches));
	size_t nr = 0;

	for (size_t i = 0; i < json_length(ranges); i++) {
		const struct scoring_range *range = &b->ranges[b->ranges_nr];

		if (bind_range(b, json_item(ranges, i), json_pointer_item(mem, list, i)))
			stretches[nr++] = (struct stretch){ range->from, range->to, i };
	}
	check_overlaps(b, stretches, nr, list);
}
