#include "checklists/checklist_document_parts.h"

#include <stdlib.h>
#include <string.h>

#define MOST_TOTAL 1000000000

static const char *const methods[] = {
	[SCORING_POINTS] = "points",
	[SCORING_WEIGHTED_SECTIONS] = "weighted_sections",
	[SCORING_DEDUCTION] = "deduction",
	[SCORING_DEMERIT] = "demerit",
	NULL,
};

static const char *const gaps[] = {
	[SCORING_EXCLUDE] = "exclude",
	[SCORING_ZERO] = "zero",
	NULL,
};

struct scoring_fields {
	int method;
	bool method_given;
	int64_t base;
	int64_t pass_line;
	const struct json_value *bands;
	const struct json_value *repeat;
	int blank;
	int not_applicable;
	const struct json_value *critical_effect;
	bool floor_zero;
	bool cap_at_full;
};

static const struct json_field scoring_fields[] = {
	JSON_FIELD_NAMES_GIVEN(struct scoring_fields, method, ENUM, REQUIRED, methods),
	JSON_FIELD_RANGE(struct scoring_fields, base, DECIMAL, OPTIONAL, 1000, MOST_TOTAL),
	JSON_FIELD_RANGE(struct scoring_fields, pass_line, DECIMAL, OPTIONAL, 0, MOST_PERCENT),
	JSON_FIELD(struct scoring_fields, bands, LIST, NOT_EMPTY),
	JSON_FIELD(struct scoring_fields, repeat, OBJECT, OPTIONAL),
	JSON_FIELD_NAMES(struct scoring_fields, blank, ENUM, OPTIONAL, gaps),
	JSON_FIELD_NAMES(struct scoring_fields, not_applicable, ENUM, OPTIONAL, gaps),
	JSON_FIELD(struct scoring_fields, critical_effect, JSON, OPTIONAL),
	JSON_FIELD(struct scoring_fields, floor_zero, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct scoring_fields, cap_at_full, BOOLEAN, OPTIONAL),
};

struct band_fields {
	const char *grade;
	int64_t from;
	bool from_given;
	int64_t max_total;
	bool max_total_given;
	int64_t max_single;
	bool max_single_given;
	bool fails;
};

static const struct json_field band_fields[] = {
	JSON_FIELD(struct band_fields, grade, STRING, REQUIRED),
	JSON_FIELD_RANGE_GIVEN(struct band_fields, from, DECIMAL, OPTIONAL, 0, MOST_PERCENT),
	JSON_FIELD_RANGE_GIVEN(struct band_fields, max_total, DECIMAL, OPTIONAL, 0, MOST_TOTAL),
	JSON_FIELD_RANGE_GIVEN(struct band_fields, max_single, DECIMAL, OPTIONAL, 0, MOST_TOTAL),
	JSON_FIELD(struct band_fields, fails, BOOLEAN, OPTIONAL),
};

struct repeat_fields {
	int64_t lookback;
	int64_t days;
	const struct json_value *factors;
};

static const struct json_field repeat_fields[] = {
	JSON_FIELD_RANGE(struct repeat_fields, lookback, INTEGER, OPTIONAL, 1, 20),
	JSON_FIELD_RANGE(struct repeat_fields, days, INTEGER, OPTIONAL, 1, 1000),
	JSON_FIELD(struct repeat_fields, factors, LIST, REQUIRED | MAX(10)),
};

struct cap_fields {
	int64_t cap;
};

static const struct json_field cap_fields[] = {
	JSON_FIELD_RANGE(struct cap_fields, cap, DECIMAL, REQUIRED, 0, MOST_PERCENT),
};

/* How far the history goes back where the checklist does not say it. */
#define LOOKBACK 5
#define DAYS 365

static void bind_repeat(struct checklist_binding *b, const struct json_value *repeat)
{
	struct repeat_fields fields = { .lookback = LOOKBACK, .days = DAYS };
	int64_t *factors;
	size_t nr;

	json_read(b->w, repeat, "/scoring/repeat", repeat_fields, &fields);
	b->c->lookback = fields.lookback;
	b->c->days = fields.days;
	if (!fields.factors)
		return;

	nr = json_length(fields.factors);
	factors = arena_array(&b->w->mem, nr, sizeof(*factors));
	for (size_t i = 0; i < nr; i++)
		if (!json_decimal(json_item(fields.factors, i), &factors[i]) || factors[i] < 0 ||
		    factors[i] > 100000)
			fault(b->w, json_pointer_item(&b->w->mem, "/scoring/repeat/factors", i),
			      "A factor must be a number from 0 to 100 with at most three decimal "
			      "places.");
	b->c->rules.factors = factors;
	b->c->rules.factors_nr = (int32_t)nr;
}

static void bind_critical_effect(struct checklist_binding *b, const struct json_value *effect)
{
	const char *pointer = "/scoring/critical_effect", *s = json_text(effect);
	struct cap_fields fields = { 0 };

	if (json_kind(effect) == JSON_IS_OBJECT) {
		json_read(b->w, effect, pointer, cap_fields, &fields);
		b->c->rules.critical_effect = SCORING_CAPPED;
		b->c->rules.cap = fields.cap;
	} else if (s && !strcmp(s, "zero")) {
		b->c->rules.critical_effect = SCORING_TO_ZERO;
	} else if (!s || strcmp(s, "status_only") != 0) {
		fault(b->w, pointer,
		      "\"critical_effect\" must be \"status_only\", \"zero\" or {\"cap\": "
		      "percent}.");
	}
}

/* A band as it is read, with what its list wants to know of it. */
struct read_band {
	const char *pointer;
	const struct json_value *value; /* NULL: no object */
	struct band_fields fields;
};

static void forbid(struct checklist_binding *b, const struct read_band *band, const char *member,
		   const char *sentence)
{
	if (json_member(band->value, member))
		checklist_fault(b, band->pointer, member, sentence);
}

static void demand(struct checklist_binding *b, const struct read_band *band, const char *member,
		   const char *sentence)
{
	if (!json_member(band->value, member))
		checklist_fault(b, band->pointer, member, sentence);
}

static void check_last_limits(struct checklist_binding *b, const struct read_band *band)
{
	const char *sentence = "The last band takes every store that is left, so it has no limit.";

	forbid(b, band, "max_total", sentence);
	forbid(b, band, "max_single", sentence);
}

static void check_limits(struct checklist_binding *b, const struct read_band *bands, size_t nr)
{
	const struct read_band *before = NULL;

	for (size_t i = 0; i < nr; i++) {
		const struct read_band *band = &bands[i];

		if (!band->value)
			continue;
		forbid(b, band, "from", "A band of \"demerit\" has limits, not \"from\".");
		if (i == nr - 1) {
			check_last_limits(b, band);
			continue;
		}
		demand(b, band, "max_total", "Every band but the last needs \"max_total\".");
		if (before && before->fields.max_total_given && band->fields.max_total_given &&
		    band->fields.max_total <= before->fields.max_total)
			checklist_fault(b, band->pointer, "max_total",
					"\"max_total\" must be above the one of the band before.");
		before = band;
	}
}

static int by_from(const void *a, const void *b)
{
	const struct read_band *one = *(const struct read_band *const *)a;
	const struct read_band *other = *(const struct read_band *const *)b;

	if (one->fields.from != other->fields.from)
		return one->fields.from < other->fields.from ? -1 : 1;
	return one < other ? -1 : one > other;
}

static void check_froms(struct checklist_binding *b, const struct read_band *bands, size_t nr)
{
	const struct read_band **sorted = arena_array(&b->w->mem, nr, sizeof(void *));
	size_t given = 0;

	for (size_t i = 0; i < nr; i++)
		if (bands[i].fields.from_given)
			sorted[given++] = &bands[i];
	qsort(sorted, given, sizeof(void *), by_from);
	for (size_t i = 1; i < given; i++)
		if (sorted[i]->fields.from == sorted[i - 1]->fields.from)
			checklist_fault(b, sorted[i]->pointer, "from",
					"Another band has the same \"from\".");
	/* Where some have none that can be read, one of those may be meant to be 0. */
	if (given == nr && sorted[0]->fields.from)
		fault(b->w, "/scoring/bands", "One band must have \"from\" 0.");
}

static void check_percent_bands(struct checklist_binding *b, const struct read_band *bands,
				size_t nr)
{
	const char *sentence = "Only bands of \"demerit\" have limits.";

	for (size_t i = 0; i < nr; i++) {
		if (!bands[i].value)
			continue;
		demand(b, &bands[i], "from", "Every band needs \"from\".");
		forbid(b, &bands[i], "max_total", sentence);
		forbid(b, &bands[i], "max_single", sentence);
	}
	check_froms(b, bands, nr);
}

static void check_grades(struct checklist_binding *b, const struct read_band *bands, size_t nr)
{
	struct checklist_keys grades;

	checklist_keys_init(&grades, &b->w->mem, nr);
	for (size_t i = 0; i < nr; i++)
		if (bands[i].fields.grade)
			checklist_keys_add(&grades, bands[i].fields.grade, (int32_t)i);
	checklist_keys_sort(&grades);
	for (size_t i = 1; i < grades.nr; i++)
		if (!strcmp(grades.sorted[i].key, grades.sorted[i - 1].key))
			checklist_fault(b, bands[grades.sorted[i].at].pointer, "grade",
					"Another band has the same grade.");
}

static void keep_bands(struct checklist_binding *b, const struct read_band *bands, size_t nr)
{
	struct scoring_band *kept = arena_array(&b->w->mem, nr, sizeof(*kept));
	const char **grades = arena_array(&b->w->mem, nr, sizeof(*grades));

	for (size_t i = 0; i < nr; i++) {
		const struct band_fields *fields = &bands[i].fields;

		kept[i] = (struct scoring_band){
			.from = fields->from,
			.max_total = fields->max_total_given ? fields->max_total : SCORING_NONE,
			.max_single = fields->max_single_given ? fields->max_single : SCORING_NONE,
			.fails = fields->fails,
		};
		grades[i] = fields->grade;
	}
	b->c->grades = grades;
	b->c->rules.bands = kept;
	b->c->rules.bands_nr = (int32_t)nr;
}

static void bind_bands(struct checklist_binding *b, const struct json_value *list,
		       const struct scoring_fields *scoring)
{
	size_t nr = json_length(list);
	struct read_band *bands = arena_array(&b->w->mem, nr, sizeof(*bands));

	for (size_t i = 0; i < nr; i++) {
		const struct json_value *value = json_item(list, i);

		bands[i].pointer = json_pointer_item(&b->w->mem, "/scoring/bands", i);
		bands[i].value = json_kind(value) == JSON_IS_OBJECT ? value : NULL;
		json_read(b->w, value, bands[i].pointer, band_fields, &bands[i].fields);
	}
	check_grades(b, bands, nr);
	if (scoring->method_given && scoring->method == SCORING_DEMERIT)
		check_limits(b, bands, nr);
	else if (scoring->method_given)
		check_percent_bands(b, bands, nr);
	keep_bands(b, bands, nr);
}

void checklist_bind_scoring(struct checklist_binding *b, const struct json_value *scoring)
{
	struct scoring_checklist *rules = &b->c->rules;
	struct scoring_fields fields = {
		.base = 100000,
		.pass_line = SCORING_NONE,
		.blank = SCORING_ZERO,
		.not_applicable = SCORING_EXCLUDE,
		.floor_zero = true,
		.cap_at_full = true,
	};

	json_read(b->w, scoring, "/scoring", scoring_fields, &fields);
	rules->method = fields.method;
	rules->base = fields.base;
	rules->pass_line = fields.pass_line;
	rules->blank = fields.blank;
	rules->not_applicable = fields.not_applicable;
	rules->floor_zero = fields.floor_zero;
	rules->cap_at_full = fields.cap_at_full;
	if (fields.critical_effect)
		bind_critical_effect(b, fields.critical_effect);
	/* A repeat opens a corrective action also where it costs no more points. */
	b->c->lookback = LOOKBACK;
	b->c->days = DAYS;
	if (fields.repeat)
		bind_repeat(b, fields.repeat);
	if (fields.bands)
		bind_bands(b, fields.bands, &fields);
}
