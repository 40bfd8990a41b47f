#include "checklists/answers_document_parts.h"

#include <stdlib.h>
#include <string.h>

/* An instance number of more digits is beyond every list of names. */
#define MOST_DIGITS 6
/* Characters of an instance's name. */
#define MOST_NAME 64

struct answers_fields {
	const struct json_value *answers;
	const struct json_value *instances;
	const struct json_value *store;
	const struct json_value *history;
};

static const struct json_field answers_fields[] = {
	JSON_FIELD(struct answers_fields, answers, OBJECT, OPTIONAL),
	JSON_FIELD(struct answers_fields, instances, OBJECT, OPTIONAL),
	JSON_FIELD(struct answers_fields, store, OBJECT, OPTIONAL),
	JSON_FIELD(struct answers_fields, history, OBJECT, OPTIONAL),
};

struct store_fields {
	struct json_texts tags;
};

static const struct json_field store_fields[] = {
	JSON_FIELD(struct store_fields, tags, STRING_LIST, NOT_EMPTY),
};

/* ---- instances */

static void check_names(struct answers_binding *b, const char *pointer, const char *const *names,
			size_t nr)
{
	struct checklist_keys given;

	checklist_keys_init(&given, &b->w->mem, nr);
	for (size_t i = 0; i < nr; i++) {
		if (names[i] && *names[i] && utf8_length(names[i]) <= MOST_NAME)
			checklist_keys_add(&given, names[i], (int32_t)i);
		else
			fault(b->w, json_pointer_item(&b->w->mem, pointer, i),
			      "The name of an instance must be a text of 1 to %d characters.",
			      MOST_NAME);
	}
	checklist_keys_sort(&given);
	for (size_t i = 1; i < given.nr; i++)
		if (!strcmp(given.sorted[i].key, given.sorted[i - 1].key))
			fault(b->w,
			      json_pointer_item(&b->w->mem, pointer, (size_t)given.sorted[i].at),
			      "Another instance has the same name.");
}

/* Gives whether it is known how many there are. */
static bool bind_names(struct answers_binding *b, const struct json_value *list,
		       const char *pointer, int64_t most, struct json_texts *into)
{
	size_t nr = json_length(list);
	const char **names = arena_array(&b->w->mem, nr, sizeof(*names));

	if (json_kind(list) != JSON_IS_LIST)
		return fault(b->w, pointer, "The instances of a section must be a list of names.");
	for (size_t i = 0; i < nr; i++)
		names[i] = json_text(json_item(list, i));
	check_names(b, pointer, names, nr);
	if (nr > (size_t)most)
		fault(b->w, pointer, "There are %zu instances; at most %lld can be answered.", nr,
		      (long long)most);
	into->items = names;
	into->nr = nr;
	return true;
}

/* has_none: there is something in their place that is no object. */
static void bind_instances(struct answers_binding *b, const struct json_value *instances,
			   bool has_none)
{
	size_t sections_nr = (size_t)b->c->rules.sections_nr;
	struct json_texts *names = arena_array(&b->w->mem, sections_nr, sizeof(*names));
	int32_t *counts = arena_array(&b->w->mem, sections_nr, sizeof(*counts));
	struct json_members m = { 0 };

	b->is_unclear = arena_array(&b->w->mem, sections_nr, sizeof(*b->is_unclear));
	if (has_none)
		memset(b->is_unclear, 1, sections_nr);
	if (instances)
		json_walk(&m, instances);
	for (; m.name; json_step(&m)) {
		int32_t at = checklist_keys_find(&b->c->section_keys, m.name, strlen(m.name));
		const char *pointer = json_pointer(&b->w->mem, "/instances", m.name);

		if (at < 0 || !b->c->sections[at].name)
			fault(b->w, pointer, "There is no section \"%s\" that repeats.", m.name);
		else
			b->is_unclear[at] = !bind_names(b, m.value, pointer, b->c->sections[at].max,
							&names[at]);
	}
	for (size_t i = 0; i < sections_nr; i++)
		counts[i] = b->c->sections[i].name ? (int32_t)names[i].nr : 1;
	b->into->instances = names;
	b->into->sheet.instances = counts;
}

/* ---- the store's tags and the questions they leave */

static bool has_one(const struct checklist_keys *tags, const struct json_texts *wanted)
{
	for (size_t i = 0; i < wanted->nr; i++)
		if (checklist_keys_find(tags, wanted->items[i], strlen(wanted->items[i])) >= 0)
			return true;
	return false;
}

static void bind_store(struct answers_binding *b, const struct json_texts *given)
{
	size_t questions_nr = (size_t)b->c->rules.questions_nr;
	uint8_t *applies = arena_array(&b->w->mem, questions_nr, sizeof(*applies));
	struct checklist_keys tags;

	checklist_keys_init(&tags, &b->w->mem, given->nr);
	for (size_t i = 0; i < given->nr; i++)
		checklist_keys_add(&tags, given->items[i], (int32_t)i);
	checklist_keys_sort(&tags);

	for (size_t i = 0; i < questions_nr; i++) {
		const struct checklist_question *q = &b->c->questions[i];

		applies[i] = (!q->any_tag.nr || has_one(&tags, &q->any_tag)) &&
			     !has_one(&tags, &q->not_tag);
	}
	b->into->sheet.applies = applies;
}

static void bind_history(struct answers_binding *b, const struct json_value *history)
{
	size_t questions_nr = (size_t)b->c->rules.questions_nr;
	int32_t *counts = arena_array(&b->w->mem, questions_nr, sizeof(*counts));
	struct json_members m = { 0 };

	if (history)
		json_walk(&m, history);
	for (; m.name; json_step(&m)) {
		int32_t at = checklist_keys_find(&b->c->question_keys, m.name, strlen(m.name));
		int64_t count = 0;

		if (!json_whole(m.value, &count) || count < 0 || count > 1000)
			fault(b->w, json_pointer(&b->w->mem, "/history", m.name),
			      "A count of failures must be a whole number from 0 to 1000.");
		else if (at >= 0)
			counts[at] = (int32_t)count;
	}
	b->into->sheet.history = counts;
}

/* ---- answers */

/* The number behind @, from 1; -1 where it is none. */
static int32_t instance_number(const char *s)
{
	size_t n = strspn(s, "0123456789");

	if (!n || s[n] || n > MOST_DIGITS || *s == '0')
		return -1;
	return (int32_t)strtol(s, NULL, 10);
}

/* The question of a key and its instance, counted from 1; false where none has that name. */
static bool read_key(const struct checklist *c, const char *key, int32_t *question,
		     int32_t *instance)
{
	size_t len = strcspn(key, "@");
	int32_t at = checklist_keys_find(&c->question_keys, key, len);

	if (at < 0 ||
	    (c->sections[c->rules.questions[at].section].name != NULL) != (key[len] == '@'))
		return false;
	*question = at;
	*instance = key[len] == '@' ? instance_number(key + len + 1) : 1;
	return *instance >= 1;
}

/*
 * Where the answer that an entry's name means is kept. NULL where it means none; a spare one
 * where nobody can say, because the names of its section's instances have a fault.
 */
static struct scoring_answer *answer_named(struct answers_binding *b, const int32_t *firsts,
					   const char *name, int32_t *question)
{
	const struct scoring_section *section;
	int32_t instance, s;

	if (!read_key(b->c, name, question, &instance))
		return NULL;
	s = b->c->rules.questions[*question].section;
	section = &b->c->rules.sections[s];
	if (b->is_unclear[s])
		return &b->spare;
	if (instance > b->into->sheet.instances[s])
		return NULL;
	return &b->answers[firsts[s] + (instance - 1) * section->nr + (*question - section->first)];
}

/* How many choices are ticked in the document, at most, and the most that one question has. */
static void make_room(struct answers_binding *b, const struct json_value *answers)
{
	size_t chosen = 0;
	int32_t most = 0;
	struct json_members m = { 0 };

	if (answers)
		json_walk(&m, answers);
	for (; m.name; json_step(&m))
		chosen += json_length(json_member(m.value, "choices"));
	for (int32_t i = 0; i < b->c->rules.questions_nr; i++)
		if (b->c->rules.questions[i].type == SCORING_CHOICES &&
		    b->c->rules.questions[i].nr > most)
			most = b->c->rules.questions[i].nr;
	b->chosen = arena_array(&b->w->mem, chosen, sizeof(*b->chosen));
	b->is_chosen = arena_array(&b->w->mem, (size_t)most, sizeof(*b->is_chosen));
}

static const int32_t *first_answers(struct answers_binding *b)
{
	int32_t *firsts = arena_array(&b->w->mem, (size_t)b->c->rules.sections_nr, sizeof(*firsts));
	int32_t first = 0;

	for (int32_t s = 0; s < b->c->rules.sections_nr; s++) {
		firsts[s] = first;
		first += b->into->sheet.instances[s] * b->c->rules.sections[s].nr;
	}
	b->into->answers_nr = first;
	return firsts;
}

static void bind_answers(struct answers_binding *b, const struct json_value *answers)
{
	const int32_t *firsts = first_answers(b);
	size_t nr = (size_t)b->into->answers_nr;
	struct json_members m = { 0 };

	make_room(b, answers);
	b->answers = arena_array(&b->w->mem, nr, sizeof(*b->answers));
	b->into->entries = arena_array(&b->w->mem, nr, sizeof(void *));
	if (answers)
		json_walk(&m, answers);
	for (; m.name; json_step(&m)) {
		int32_t question;
		struct scoring_answer *answer = answer_named(b, firsts, m.name, &question);

		if (!answer) {
			fault(b->w, json_pointer(&b->w->mem, "/answers", m.name),
			      "There is no such question, or no such instance of it.");
			continue;
		}
		if (answer != &b->spare)
			b->into->entries[answer - b->answers] = m.value;
		answers_bind_entry(b, m.value, m.name, question, answer);
	}
	b->into->sheet.answers = b->answers;
	b->into->sheet.chosen = b->chosen;
}

static void begin_binding(struct answers_binding *b, struct work *w,
			  const struct checklist *checklist)
{
	memset(b, 0, sizeof(*b));
	b->w = w;
	b->c = checklist;
	b->into = arena_alloc(&w->mem, sizeof(*b->into));
}

bool answers_document_bind(struct work *w, const struct checklist *checklist,
			   const struct json_value *document, const struct answers **answers)
{
	size_t before = w->problem.faults_nr;
	struct answers_fields fields = { 0 };
	struct store_fields store = { 0 };
	struct answers_binding b;

	begin_binding(&b, w, checklist);
	json_read(w, document, "", answers_fields, &fields);
	bind_instances(&b, fields.instances,
		       !fields.instances && json_member(document, "instances"));
	if (fields.store)
		json_read(w, fields.store, "/store", store_fields, &store);
	bind_store(&b, &store.tags);
	bind_history(&b, fields.history);
	bind_answers(&b, fields.answers);
	*answers = b.into;
	return w->problem.faults_nr == before;
}

bool answers_document_bind_parts(struct work *w, const struct checklist *checklist,
				 const struct answers_parts *parts, const struct answers **answers)
{
	size_t before = w->problem.faults_nr;
	struct answers_binding b;
	struct json_texts tags = { .nr = json_length(parts->tags) };
	const char **texts = arena_array(&w->mem, tags.nr, sizeof(*texts));

	for (size_t i = 0; i < tags.nr; i++)
		texts[i] = json_text(json_item(parts->tags, i));
	tags.items = texts;
	begin_binding(&b, w, checklist);
	bind_instances(&b, parts->instances, false);
	bind_store(&b, &tags);
	bind_history(&b, parts->history);
	bind_answers(&b, parts->answers);
	*answers = b.into;
	return w->problem.faults_nr == before;
}

bool answers_document_read(struct work *w, const struct checklist *checklist, const char *text,
			   size_t len, const struct answers **answers)
{
	const struct json_value *document;

	return json_parse(w, text, len, &document) &&
	       answers_document_bind(w, checklist, document, answers);
}

bool answers_has(const struct checklist *checklist, const struct answers *answers, const char *key)
{
	int32_t question, instance;

	return read_key(checklist, key, &question, &instance) &&
	       instance <= answers->sheet.instances[checklist->rules.questions[question].section];
}

const char *answers_instance(const struct answers *answers, int32_t section, int32_t instance)
{
	if (!answers->instances[section].nr)
		return NULL;
	return answers->instances[section].items[instance];
}
