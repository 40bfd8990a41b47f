#include "checklists/answers_document_parts.h"

#include <string.h>

#include "base/clock.h"

#define MOST_PLACES 3

/* One entry while it is read; its pointer is only made where there is a fault. */
struct entry {
	struct answers_binding *b;
	const char *name;
	int32_t question;
	struct scoring_answer *answer;
	bool has_value; /* the member that the type is answered with */
	bool is_not_applicable;
};

struct place_fields {
	double lat;
	double lon;
	double accuracy;
	bool accuracy_given;
};

static const struct json_field place_fields[] = {
	JSON_FIELD_RANGE(struct place_fields, lat, REAL, REQUIRED, -90, 90),
	JSON_FIELD_RANGE(struct place_fields, lon, REAL, REQUIRED, -180, 180),
	JSON_FIELD_GIVEN(struct place_fields, accuracy, REAL, OPTIONAL),
};

static const struct checklist_question *question_of(const struct entry *e)
{
	return &e->b->c->questions[e->question];
}

static const struct scoring_question *rules_of(const struct entry *e)
{
	return &e->b->c->rules.questions[e->question];
}

static const char *member_pointer(const struct entry *e, const char *member)
{
	struct arena *mem = &e->b->w->mem;

	return json_pointer(mem, json_pointer(mem, "/answers", e->name), member);
}

static bool fault_at(const struct entry *e, const char *member, const char *sentence)
{
	return fault(e->b->w, member_pointer(e, member), "%s", sentence);
}

static bool fault_item(const struct entry *e, const char *member, size_t i, const char *sentence)
{
	return fault(e->b->w, json_pointer_item(&e->b->w->mem, member_pointer(e, member), i), "%s",
		     sentence);
}

/* -1 where the value is no choice of the question. */
static int32_t choice_of(const struct entry *e, const struct json_value *v)
{
	const char *s = json_text(v);

	return s ? checklist_keys_find(&question_of(e)->choices, s, json_text_size(v)) : -1;
}

static void read_choice(struct entry *e, const struct json_value *v)
{
	int32_t choice = choice_of(e, v);

	if (choice < 0) {
		fault_at(e, "choice", "This question has no such choice.");
		return;
	}
	e->answer->value = choice;
	e->answer->state = SCORING_IS_ANSWERED;
	if (choice == question_of(e)->not_applicable)
		e->answer->state = SCORING_IS_NOT_APPLICABLE;
}

/* The chosen ones ascend, whatever the order they came in. */
static void keep_chosen(struct entry *e)
{
	uint8_t *is_chosen = e->b->is_chosen;

	e->answer->chosen_first = e->b->chosen_nr;
	for (int32_t i = 0; i < rules_of(e)->nr; i++)
		if (is_chosen[i])
			e->b->chosen[e->b->chosen_nr++] = i;
	e->answer->chosen_nr = e->b->chosen_nr - e->answer->chosen_first;
	memset(is_chosen, 0, (size_t)rules_of(e)->nr);
}

static void read_choices(struct entry *e, const struct json_value *v)
{
	if (json_kind(v) != JSON_IS_LIST) {
		fault_at(e, "choices", "\"choices\" must be a list of choices.");
		return;
	}
	for (size_t i = 0; i < json_length(v); i++) {
		int32_t choice = choice_of(e, json_item(v, i));

		if (choice < 0)
			fault_item(e, "choices", i, "This question has no such choice.");
		else if (e->b->is_chosen[choice])
			fault_item(e, "choices", i, "This choice is there already.");
		else
			e->b->is_chosen[choice] = 1;
	}
	keep_chosen(e);
	e->answer->state = SCORING_IS_ANSWERED;
}

static void read_check(struct entry *e, const struct json_value *v)
{
	if (json_kind(v) != JSON_IS_BOOLEAN)
		fault_at(e, "check", "\"check\" must be true or false.");
	e->answer->value = json_truth(v);
	e->answer->state = SCORING_IS_ANSWERED;
}

static void read_number(struct entry *e, const struct json_value *v)
{
	const struct checklist_question *q = question_of(e);
	char min[SCORING_TEXT], max[SCORING_TEXT];

	if (!json_decimal(v, &e->answer->value)) {
		fault_at(e, "number",
			 "\"number\" must be a number with at most three decimal places.");
	} else if (e->answer->value < q->min || e->answer->value > q->max) {
		scoring_print(min, q->min, MOST_PLACES, true);
		scoring_print(max, q->max, MOST_PLACES, true);
		fault(e->b->w, member_pointer(e, "number"), "\"number\" must be from %s to %s.",
		      min, max);
	}
	e->answer->state = SCORING_IS_ANSWERED;
}

static void read_text(struct entry *e, const struct json_value *v)
{
	if (!json_text(v))
		fault_at(e, "text", "\"text\" must be a text.");
	else if (json_text_size(v))
		e->answer->state = SCORING_IS_ANSWERED;
}

static void read_date(struct entry *e, const struct json_value *v)
{
	if (!json_text(v) || !clock_is_date(json_text(v)))
		fault_at(e, "date", "\"date\" must be a real date, YYYY-MM-DD.");
	e->answer->state = SCORING_IS_ANSWERED;
}

static bool is_hash(const struct json_value *v)
{
	return json_text(v) && json_is_hex(json_text(v), 64);
}

static void read_signature(struct entry *e, const struct json_value *v)
{
	if (!is_hash(v))
		fault_at(e, "signature",
			 "\"signature\" must be a SHA-256: 64 lower-case hex digits.");
	e->answer->state = SCORING_IS_ANSWERED;
}

static void read_place(struct entry *e, const struct json_value *v)
{
	struct place_fields fields = { 0 };

	json_read(e->b->w, v, member_pointer(e, "place"), place_fields, &fields);
	if (fields.accuracy < 0)
		fault(e->b->w, json_pointer(&e->b->w->mem, member_pointer(e, "place"), "accuracy"),
		      "\"accuracy\" must not be below 0.");
	e->answer->state = SCORING_IS_ANSWERED;
}

/* The names that are there already, in any order. */
static void check_repeats(const struct entry *e, struct checklist_keys *photos)
{
	checklist_keys_sort(photos);
	for (size_t i = 1; i < photos->nr; i++)
		if (!strcmp(photos->sorted[i].key, photos->sorted[i - 1].key))
			fault_item(e, "photos", (size_t)photos->sorted[i].at,
				   "This photo is there already.");
}

static void read_photos(struct entry *e, const struct json_value *v)
{
	size_t nr = json_length(v), most = (size_t)question_of(e)->photos_max;
	struct checklist_keys photos;

	if (json_kind(v) != JSON_IS_LIST) {
		fault_at(e, "photos", "\"photos\" must be a list of SHA-256 hashes.");
		return;
	}
	if (nr > most)
		fault(e->b->w, member_pointer(e, "photos"),
		      "There are %zu photos; at most %zu can be taken.", nr, most);
	checklist_keys_init(&photos, &e->b->w->mem, nr);
	for (size_t i = 0; i < nr; i++) {
		if (is_hash(json_item(v, i)))
			checklist_keys_add(&photos, json_text(json_item(v, i)), (int32_t)i);
		else
			fault_item(e, "photos", i,
				   "A photo is named by its SHA-256: 64 lower-case hex digits.");
	}
	check_repeats(e, &photos);
	e->answer->photos_nr = (int32_t)nr;
	if (question_of(e)->type == CHECKLIST_PHOTO && nr)
		e->answer->state = SCORING_IS_ANSWERED;
}

static void read_note(struct entry *e, const struct json_value *v)
{
	if (!json_text(v))
		fault_at(e, "note", "\"note\" must be a text.");
	else
		e->answer->has_note = !json_is_blank(json_text(v));
}

static void read_not_applicable(struct entry *e, const struct json_value *v)
{
	const struct checklist_question *q = question_of(e);

	if (!json_truth(v))
		fault_at(e, "not_applicable", "\"not_applicable\" can only be true.");
	else if (!q->may_skip && q->not_applicable == SCORING_NONE)
		fault_at(e, "not_applicable", "This question must be answered.");
	e->is_not_applicable = json_truth(v);
}

/* The members of an entry, and the type of question they answer. */
static const struct {
	const char *name;
	void (*read)(struct entry *e, const struct json_value *v);
	int type; /* of photos and what follows: any, besides */
} members[] = {
	{ "choice", read_choice, CHECKLIST_CHOICE },
	{ "choices", read_choices, CHECKLIST_CHOICES },
	{ "check", read_check, CHECKLIST_CHECK },
	{ "number", read_number, CHECKLIST_NUMBER },
	{ "text", read_text, CHECKLIST_TEXT },
	{ "date", read_date, CHECKLIST_DATE },
	{ "signature", read_signature, CHECKLIST_SIGNATURE },
	{ "place", read_place, CHECKLIST_PLACE },
	{ "photos", read_photos, CHECKLIST_PHOTO },
	{ "note", read_note, -1 },
	{ "not_applicable", read_not_applicable, -1 },
};

#define MEMBERS (sizeof(members) / sizeof(*members))

static size_t member_named(const char *name)
{
	size_t i = 0;

	while (i < MEMBERS && strcmp(members[i].name, name) != 0)
		i++;
	return i;
}

static bool suits(size_t member, int type)
{
	return members[member].type == type || members[member].read == read_photos ||
	       members[member].type < 0;
}

static void read_member(struct entry *e, const char *name, const struct json_value *v)
{
	int type = question_of(e)->type;
	size_t i = member_named(name);

	if (i == MEMBERS) {
		fault(e->b->w, member_pointer(e, name), "\"%s\" is not known here.", name);
	} else if (!suits(i, type)) {
		fault(e->b->w, member_pointer(e, name),
		      "\"%s\" does not answer a question of type \"%s\".", name,
		      checklist_types[type]);
	} else {
		members[i].read(e, v);
		e->has_value |= members[i].type == type;
	}
}

/* The member that the type is answered with. */
static const char *value_name(int type)
{
	size_t i = 0;

	while (members[i].type != type)
		i++;
	return members[i].name;
}

void answers_bind_entry(struct answers_binding *b, const struct json_value *entry, const char *name,
			int32_t question, struct scoring_answer *answer)
{
	struct entry e = { .b = b, .name = name, .question = question, .answer = answer };
	struct json_members m;

	if (json_kind(entry) != JSON_IS_OBJECT) {
		fault(b->w, json_pointer(&b->w->mem, "/answers", name),
		      "An answer must be an object.");
		return;
	}
	for (json_walk(&m, entry); m.name; json_step(&m))
		read_member(&e, m.name, m.value);
	if (!e.is_not_applicable)
		return;
	if (e.has_value)
		fault_at(&e, value_name(question_of(&e)->type),
			 "A question is either answered or not applicable.");
	answer->state = SCORING_IS_NOT_APPLICABLE;
}
