#include "checklists/checklist_document_parts.h"

#include <stdlib.h>
#include <string.h>

struct relevant_fields {
	const char *question;
	const struct json_value *in;
};

static const struct json_field relevant_fields[] = {
	JSON_FIELD(struct relevant_fields, question, KEY, REQUIRED),
	JSON_FIELD(struct relevant_fields, in, LIST, REQUIRED),
};

static void check_section_keys(struct checklist_binding *b)
{
	struct checklist_keys *keys = &b->c->section_keys;
	struct arena *mem = &b->w->mem;

	checklist_keys_init(keys, mem, (size_t)b->sections_nr);
	for (int32_t i = 0; i < b->sections_nr; i++)
		if (b->sections[i].key)
			checklist_keys_add(keys, b->sections[i].key, i);
	checklist_keys_sort(keys);
	for (size_t i = 1; i < keys->nr; i++)
		if (!strcmp(keys->sorted[i].key, keys->sorted[i - 1].key))
			checklist_fault(
				b, json_pointer_item(mem, "/sections", (size_t)keys->sorted[i].at),
				"key", "Another section has the same key.");
}

void checklist_check_keys(struct checklist_binding *b)
{
	struct checklist_keys *keys = &b->c->question_keys;

	check_section_keys(b);
	checklist_keys_init(keys, &b->w->mem, (size_t)b->questions_nr);
	for (int32_t i = 0; i < b->questions_nr; i++)
		if (b->questions[i].key)
			checklist_keys_add(keys, b->questions[i].key, i);
	checklist_keys_sort(keys);
	for (size_t i = 1; i < keys->nr; i++)
		if (!strcmp(keys->sorted[i].key, keys->sorted[i - 1].key))
			checklist_fault(b, b->notes[keys->sorted[i].at].pointer, "key",
					"Another question has the same key.");
}

static int32_t section_of(const struct checklist_binding *b, int32_t question)
{
	int32_t low = 0, high = b->sections_nr - 1;

	while (low < high) {
		int32_t middle = low + (high - low + 1) / 2;

		if (b->section_rules[middle].first <= question)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

/* Why the question cannot hang on the other one; NULL where it can. */
static const char *why_not(const struct checklist_binding *b, int32_t question, int32_t other)
{
	int type = b->questions[other].type;
	int32_t section = section_of(b, other);

	if (other == question)
		return "A question cannot hang on itself.";
	if (other > question)
		return "A question can only hang on an earlier one.";
	if (section != section_of(b, question) && b->sections[section].name)
		return "A question cannot hang on one of another section that repeats.";
	if (type != SCORING_NONE && type > CHECKLIST_CHECK)
		return "A question can only hang on a choice, choices or check.";
	return NULL;
}

/* The answer that an item of `in` means; -1 where the other question has no such answer. */
static int32_t answer_of(const struct checklist_binding *b, int32_t other,
			 const struct json_value *item)
{
	const struct checklist_question *q = &b->questions[other];
	int32_t choice;

	if (q->type == CHECKLIST_CHECK)
		return json_kind(item) == JSON_IS_BOOLEAN ? json_truth(item) : -1;
	if (json_kind(item) != JSON_IS_TEXT)
		return -1;
	choice = checklist_keys_find(&q->choices, json_text(item), json_text_size(item));
	return choice == q->not_applicable ? -1 : choice;
}

static int ascending(const void *a, const void *b)
{
	int32_t one = *(const int32_t *)a, other = *(const int32_t *)b;

	return (one > other) - (one < other);
}

static void bind_in(struct checklist_binding *b, int32_t question, int32_t other,
		    const struct json_value *in, const char *pointer)
{
	struct scoring_question *q = &b->question_rules[question];
	const char *list = json_pointer(&b->w->mem, pointer, "in");

	q->relevant = other;
	q->in_first = b->in_nr;
	q->in_nr = (int32_t)json_length(in);
	for (size_t i = 0; i < json_length(in); i++) {
		int32_t answer = answer_of(b, other, json_item(in, i));

		if (answer < 0)
			fault(b->w, json_pointer_item(&b->w->mem, list, i),
			      "\"%s\" cannot be answered so.", b->questions[other].key);
		b->in[b->in_nr++] = answer;
	}
	qsort(b->in + q->in_first, (size_t)q->in_nr, sizeof(*b->in), ascending);
}

/* What can be said of `in` without knowing the question it is about. */
static void check_in(struct checklist_binding *b, const struct json_value *in, const char *pointer)
{
	const char *list = json_pointer(&b->w->mem, pointer, "in");

	for (size_t i = 0; i < json_length(in); i++) {
		enum json_kind kind = json_kind(json_item(in, i));

		if (kind != JSON_IS_TEXT && kind != JSON_IS_BOOLEAN)
			fault(b->w, json_pointer_item(&b->w->mem, list, i),
			      "An item of \"in\" is the key of a choice, true or false.");
	}
}

static bool answers_are_known(const struct checklist_binding *b, int32_t other)
{
	if (b->questions[other].type == CHECKLIST_CHECK)
		return true;
	return b->questions[other].type != SCORING_NONE && b->notes[other].choices_are_whole;
}

static void bind_relevance(struct checklist_binding *b, int32_t question, bool keys_are_whole)
{
	const char *pointer = json_pointer(&b->w->mem, b->notes[question].pointer, "relevant");
	struct relevant_fields fields = { 0 };
	const char *wrong = NULL;
	int32_t other = -1;

	json_read(b->w, b->notes[question].relevant, pointer, relevant_fields, &fields);
	if (fields.question) {
		other = checklist_keys_find(&b->c->question_keys, fields.question,
					    strlen(fields.question));
		/* It may be one whose own key has a fault. */
		if (other >= 0)
			wrong = why_not(b, question, other);
		else if (keys_are_whole)
			wrong = "There is no such question.";
	}
	if (wrong)
		checklist_fault(b, pointer, "question", wrong);
	if (!fields.in)
		return;
	if (other >= 0 && !wrong && answers_are_known(b, other))
		bind_in(b, question, other, fields.in, pointer);
	else
		check_in(b, fields.in, pointer);
}

void checklist_bind_relevances(struct checklist_binding *b)
{
	bool keys_are_whole = b->c->question_keys.nr == (size_t)b->questions_nr;

	for (int32_t i = 0; i < b->questions_nr; i++)
		if (b->notes[i].relevant)
			bind_relevance(b, i, keys_are_whole);
}
