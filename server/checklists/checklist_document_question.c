#include "checklists/checklist_document_parts.h"

#include <string.h>

const char *const checklist_types[] = {
	[CHECKLIST_CHOICE] = "choice", [CHECKLIST_CHOICES] = "choices",
	[CHECKLIST_CHECK] = "check",   [CHECKLIST_NUMBER] = "number",
	[CHECKLIST_TEXT] = "text",     [CHECKLIST_DATE] = "date",
	[CHECKLIST_PHOTO] = "photo",   [CHECKLIST_SIGNATURE] = "signature",
	[CHECKLIST_PLACE] = "place",   NULL,
};

const char *const checklist_severities[] = {
	[CHECKLIST_MINOR] = "minor",
	[CHECKLIST_MAJOR] = "major",
	[CHECKLIST_CRITICAL] = "critical",
	NULL,
};

static const char *const whens[] = {
	[SCORING_NEVER] = "never",
	[SCORING_FAILED] = "failed",
	[SCORING_ALWAYS] = "always",
	NULL,
};

struct question_fields {
	const char *key;
	const char *text;
	int type;
	const struct json_value *choices;
	const struct json_value *ranges;
	int64_t points;
	bool fails;
	bool fails_given;
	const char *unit;
	int64_t min;
	int64_t max;
	int64_t weight;
	int64_t deduct;
	bool bonus;
	bool critical;
	bool required;
	bool may_skip;
	int severity;
	const char *department;
	const char *indicator;
	const struct json_value *photos;
	int note;
	const char *guidance;
	const char *reference;
	const struct json_value *applies;
	const struct json_value *relevant;
};

static const struct json_field question_fields[] = {
	JSON_FIELD(struct question_fields, key, KEY, REQUIRED),
	JSON_FIELD(struct question_fields, text, STRINGS, REQUIRED),
	JSON_FIELD_NAMES(struct question_fields, type, ENUM, REQUIRED, checklist_types),
	JSON_FIELD(struct question_fields, choices, LIST, NOT_EMPTY),
	JSON_FIELD(struct question_fields, ranges, LIST, NOT_EMPTY),
	JSON_FIELD_RANGE(struct question_fields, points, DECIMAL, OPTIONAL, 0, MOST_POINTS),
	JSON_FIELD_GIVEN(struct question_fields, fails, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct question_fields, unit, STRING, NOT_EMPTY),
	JSON_FIELD_RANGE(struct question_fields, min, DECIMAL, OPTIONAL, -MOST_ANSWER, MOST_ANSWER),
	JSON_FIELD_RANGE(struct question_fields, max, DECIMAL, OPTIONAL, -MOST_ANSWER, MOST_ANSWER),
	JSON_FIELD_RANGE(struct question_fields, weight, DECIMAL, OPTIONAL, 0, MOST_WEIGHT),
	JSON_FIELD_RANGE(struct question_fields, deduct, DECIMAL, OPTIONAL, 0, MOST_POINTS),
	JSON_FIELD(struct question_fields, bonus, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct question_fields, critical, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct question_fields, required, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct question_fields, may_skip, BOOLEAN, OPTIONAL),
	JSON_FIELD_NAMES(struct question_fields, severity, ENUM, OPTIONAL, checklist_severities),
	JSON_FIELD(struct question_fields, department, KEY, OPTIONAL),
	JSON_FIELD(struct question_fields, indicator, STRING, OPTIONAL),
	JSON_FIELD(struct question_fields, photos, OBJECT, OPTIONAL),
	JSON_FIELD_NAMES(struct question_fields, note, ENUM, OPTIONAL, whens),
	JSON_FIELD(struct question_fields, guidance, STRINGS, OPTIONAL),
	JSON_FIELD(struct question_fields, reference, STRING, NOT_EMPTY),
	JSON_FIELD(struct question_fields, applies, OBJECT, OPTIONAL),
	JSON_FIELD(struct question_fields, relevant, OBJECT, OPTIONAL),
};

struct photos_fields {
	int64_t min;
	bool min_given;
	int64_t max;
	bool max_given;
	int when;
};

static const struct json_field photos_fields[] = {
	JSON_FIELD_RANGE_GIVEN(struct photos_fields, min, INTEGER, OPTIONAL, 0, 20),
	JSON_FIELD_RANGE_GIVEN(struct photos_fields, max, INTEGER, OPTIONAL, 1, 20),
	JSON_FIELD_NAMES(struct photos_fields, when, ENUM, OPTIONAL, whens),
};

struct applies_fields {
	struct json_texts any_tag;
	struct json_texts not_tag;
};

static const struct json_field applies_fields[] = {
	JSON_FIELD(struct applies_fields, any_tag, STRING_LIST, NOT_EMPTY),
	JSON_FIELD(struct applies_fields, not_tag, STRING_LIST, NOT_EMPTY),
};

static void bind_photos(struct checklist_binding *b, const struct json_value *photos,
			const char *pointer, struct photos_fields *fields)
{
	json_read(b->w, photos, pointer, photos_fields, fields);
	if (is_sound(photos, "min", fields->min_given) &&
	    is_sound(photos, "max", fields->max_given) && fields->min > fields->max)
		checklist_fault(b, pointer, "min",
				"\"min\" is above \"max\", which is 10 where nothing is said.");
}

/* One to seven times [a-z0-9-]+, joined by dots. */
static bool is_indicator(const char *s)
{
	for (int keys = 1; keys <= 7; keys++) {
		size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-");

		if (!n)
			return false;
		if (!s[n])
			return true;
		if (s[n] != '.')
			return false;
		s += n + 1;
	}
	return false;
}

enum answer {
	NO,
	YES,
	UNCLEAR,
};

/* Whether a choice or a range of the list fails, as far as it can be read. */
static enum answer one_fails(const struct json_value *list)
{
	enum answer answer = json_kind(list) == JSON_IS_LIST && json_length(list) ? NO : UNCLEAR;

	for (size_t i = 0; i < json_length(list); i++) {
		const struct json_value *item = json_item(list, i);
		const struct json_value *fails;

		fails = item ? json_member(item, "fails") : NULL;
		if (fails && json_truth(fails))
			return YES;
		if (!item || json_kind(item) != JSON_IS_OBJECT ||
		    (fails && json_kind(fails) != JSON_IS_BOOLEAN))
			answer = UNCLEAR;
	}
	return answer;
}

static enum answer can_fail(const struct json_value *question, int type)
{
	const struct json_value *fails;

	switch (type) {
	case SCORING_NONE:
		return UNCLEAR;
	case CHECKLIST_CHOICE:
	case CHECKLIST_CHOICES:
		if (!json_member(question, "choices"))
			return UNCLEAR;
		return one_fails(json_member(question, "choices"));
	case CHECKLIST_NUMBER:
		if (!json_member(question, "ranges"))
			return NO;
		return one_fails(json_member(question, "ranges"));
	case CHECKLIST_CHECK:
		fails = json_member(question, "fails");
		if (!fails)
			return NO;
		return json_kind(fails) == JSON_IS_BOOLEAN ? YES : UNCLEAR;
	default:
		return NO;
	}
}

static void check_failing(const struct checklist_binding *b, const struct json_value *question,
			  const char *pointer, const struct question_fields *fields)
{
	enum answer fails = can_fail(question, fields->type);

	if (fails == NO && fields->critical)
		checklist_fault(
			b, pointer, "critical",
			"A critical question must be able to fail, and no answer to this one "
			"does.");
	if (fails != YES)
		return;
	if (!json_member(question, "severity"))
		checklist_fault(b, pointer, "severity",
				"\"severity\" is missing: this question can fail.");
	if (!json_member(question, "department"))
		checklist_fault(b, pointer, "department",
				"\"department\" is missing: somebody must answer for a failure.");
	if (fields->bonus)
		checklist_fault(b, pointer, "bonus",
				"A bonus question must have no answer that fails.");
}

static void check_members(const struct checklist_binding *b, const struct json_value *question,
			  const char *pointer, const struct question_fields *fields)
{
	bool has_choices = fields->type == CHECKLIST_CHOICE || fields->type == CHECKLIST_CHOICES;

	if (has_choices && !json_member(question, "choices"))
		checklist_fault(b, pointer, "choices",
				"\"choices\" is missing: this type is answered by them.");
	if (fields->indicator && !is_indicator(fields->indicator))
		checklist_fault(b, pointer, "indicator",
				"\"indicator\" must be one to seven names of a-z, 0-9 and hyphen, "
				"joined by dots.");
	check_failing(b, question, pointer, fields);
}

static int scoring_type(int type)
{
	static const int types[] = {
		[CHECKLIST_CHOICE] = SCORING_CHOICE,
		[CHECKLIST_CHOICES] = SCORING_CHOICES,
		[CHECKLIST_CHECK] = SCORING_CHECK,
		[CHECKLIST_NUMBER] = SCORING_NUMBER,
	};

	return type >= CHECKLIST_CHOICE && type <= CHECKLIST_NUMBER ? types[type]
								    : SCORING_UNSCORED;
}

static void keep_rules(struct checklist_binding *b, const struct question_fields *fields,
		       const struct photos_fields *photos)
{
	struct scoring_question *q = &b->question_rules[b->questions_nr];

	*q = (struct scoring_question){
		.weight = fields->weight,
		.points = fields->points,
		.deduct = fields->deduct,
		.type = scoring_type(fields->type),
		.relevant = SCORING_NONE,
		.photos_min = (int32_t)photos->min,
		.photos_when = (uint8_t)photos->when,
		.note_when = (uint8_t)fields->note,
		.fails_on = fields->fails_given ? fields->fails : 2,
		.critical = fields->critical,
		.bonus = fields->bonus,
		.required = fields->required,
	};
	if (fields->type == CHECKLIST_PHOTO)
		q->photos_when = SCORING_ALWAYS;
}

static void keep_question(struct checklist_binding *b, const struct question_fields *fields,
			  const struct photos_fields *photos, const struct applies_fields *applies)
{
	b->questions[b->questions_nr] = (struct checklist_question){
		.key = fields->key,
		.text = fields->text,
		.type = fields->type,
		.severity = fields->severity,
		.department = fields->department,
		.indicator = fields->indicator,
		.unit = fields->unit,
		.reference = fields->reference,
		.guidance = fields->guidance,
		.min = fields->min,
		.max = fields->max,
		.photos_max = photos->max,
		.not_applicable = SCORING_NONE,
		.may_skip = fields->may_skip,
		.any_tag = applies->any_tag,
		.not_tag = applies->not_tag,
	};
}

static void bind_lists(struct checklist_binding *b, const struct question_fields *fields)
{
	struct scoring_question *q = &b->question_rules[b->questions_nr];
	bool is_number = q->type == SCORING_NUMBER;
	int32_t choices = b->choices_nr, ranges = b->ranges_nr;

	if (fields->choices)
		checklist_bind_choices(b, fields->choices);
	if (fields->ranges)
		checklist_bind_ranges(b, fields->ranges);
	q->first = is_number ? ranges : choices;
	q->nr = is_number ? b->ranges_nr - ranges : b->choices_nr - choices;
}

void checklist_bind_question(struct checklist_binding *b, const struct json_value *question,
			     const char *pointer)
{
	struct photos_fields photos = { .max = 10 };
	struct applies_fields applies = { 0 };
	struct question_fields fields = {
		.type = SCORING_NONE,
		.weight = 1000,
		.severity = SCORING_NONE,
		.min = -MOST_ANSWER,
		.max = MOST_ANSWER,
	};

	json_read(b->w, question, pointer, question_fields, &fields);
	if (fields.photos)
		bind_photos(b, fields.photos, json_pointer(&b->w->mem, pointer, "photos"), &photos);
	if (fields.applies)
		json_read(b->w, fields.applies, json_pointer(&b->w->mem, pointer, "applies"),
			  applies_fields, &applies);
	if (json_kind(question) == JSON_IS_OBJECT)
		check_members(b, question, pointer, &fields);

	keep_rules(b, &fields, &photos);
	keep_question(b, &fields, &photos, &applies);
	b->notes[b->questions_nr] = (struct question_note){
		.pointer = pointer,
		.relevant = fields.relevant,
		.choices_are_whole = fields.choices != NULL,
	};
	bind_lists(b, &fields);
	b->questions_nr++;
}
