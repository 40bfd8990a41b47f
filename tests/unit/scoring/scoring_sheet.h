/* scoring_sheet: a checklist and a sheet that a test fills in, and what comes of them. */
#ifndef TESTS_SCORING_SHEET_H
#define TESTS_SCORING_SHEET_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scoring/scoring.h"

#define BILLION 1000000000

static struct {
	struct scoring_section sections[4];
	struct scoring_question questions[8];
	struct scoring_choice choices[16];
	struct scoring_range ranges[8];
	struct scoring_band bands[4];
	int64_t factors[4];
	int32_t in[8];
	struct scoring_answer answers[16];
	int32_t chosen[16];
	int32_t instances[4];
	uint8_t applies[8];
	int32_t history[8];
	struct scoring_sum sums[4];
	struct scoring_outcome outcomes[16];
	struct scoring_finding findings[16];
	struct scoring_missing missing[52];
	int32_t choices_nr;
	int32_t ranges_nr;
	int32_t in_nr;
	struct scoring_checklist c;
	struct scoring_result r;
} f;

static inline int begin(void **state)
{
	(void)state;
	memset(&f, 0, sizeof(f));
	memset(f.applies, 1, sizeof(f.applies));
	f.c = (struct scoring_checklist){
		.sections = f.sections,
		.questions = f.questions,
		.choices = f.choices,
		.ranges = f.ranges,
		.in = f.in,
		.bands = f.bands,
		.factors = f.factors,
		.pass_line = SCORING_NONE,
		.base = 100000,
		.method = SCORING_POINTS,
		.blank = SCORING_ZERO,
		.not_applicable = SCORING_EXCLUDE,
		.floor_zero = 1,
		.cap_at_full = 1,
	};
	return 0;
}

static inline struct scoring_section *section(void)
{
	f.sections[f.c.sections_nr] = (struct scoring_section){
		.weight = 1000,
		.gate = SCORING_NONE,
		.first = f.c.questions_nr,
		.least_instances = 1,
	};
	f.instances[f.c.sections_nr] = 1;
	return &f.sections[f.c.sections_nr++];
}

static inline struct scoring_question *question(enum scoring_type type)
{
	struct scoring_question *q = &f.questions[f.c.questions_nr++];

	*q = (struct scoring_question){
		.weight = 1000,
		.type = type,
		.first = type == SCORING_NUMBER ? f.ranges_nr : f.choices_nr,
		.relevant = SCORING_NONE,
		.fails_on = 2,
	};
	f.sections[f.c.sections_nr - 1].nr++;
	return q;
}

static inline struct scoring_choice *choice(int64_t points, bool fails)
{
	struct scoring_choice *c = &f.choices[f.choices_nr++];

	*c = (struct scoring_choice){
		.points = points * 1000,
		.possible = SCORING_NONE,
		.deduct = SCORING_NONE,
		.fails = fails,
	};
	f.questions[f.c.questions_nr - 1].nr++;
	return c;
}

static inline struct scoring_range *range(int64_t from, int64_t to, int64_t points, bool fails)
{
	struct scoring_range *r = &f.ranges[f.ranges_nr++];

	*r = (struct scoring_range){
		.from = from,
		.to = to,
		.points = points * 1000,
		.deduct = SCORING_NONE,
		.fails = fails,
	};
	f.questions[f.c.questions_nr - 1].nr++;
	return r;
}

/* A check worth its points, that fails when it is false. */
static inline struct scoring_question *check(int64_t points)
{
	struct scoring_question *q = question(SCORING_CHECK);

	q->points = points * 1000;
	q->fails_on = 0;
	return q;
}

static inline void answer(size_t at, int64_t value)
{
	f.answers[at].state = SCORING_IS_ANSWERED;
	f.answers[at].value = value;
}

static inline void choose(size_t at, int32_t first, int32_t nr)
{
	answer(at, 0);
	f.answers[at].chosen_first = first;
	f.answers[at].chosen_nr = nr;
}

static inline void hangs_on(struct scoring_question *q, int32_t other, int32_t first, int32_t last)
{
	q->relevant = other;
	q->in_first = f.in_nr;
	for (int32_t value = first; value <= last; value++, q->in_nr++)
		f.in[f.in_nr++] = value;
}

static inline void band(int64_t from, int64_t max_total, int64_t max_single)
{
	f.bands[f.c.bands_nr++] = (struct scoring_band){ from, max_total, max_single, 0 };
}

static inline void score(void)
{
	const struct scoring_sheet sheet = {
		.answers = f.answers,
		.chosen = f.chosen,
		.instances = f.instances,
		.applies = f.applies,
		.history = f.history,
	};

	scoring_prepare(&f.c);
	f.r = (struct scoring_result){
		.sections = f.sums,
		.outcomes = f.outcomes,
		.findings = f.findings,
		.missing = f.missing,
	};
	scoring_score(&f.c, &sheet, &f.r);
}

static inline void points_are(const char *earned, const char *possible)
{
	char text[SCORING_TEXT];

	scoring_print_points(text, f.r.earned);
	assert_string_equal(text, earned);
	scoring_print_points(text, f.r.possible);
	assert_string_equal(text, possible);
}

static inline void percent_is(const struct scoring_percent *percent, const char *expected)
{
	char text[SCORING_TEXT];

	assert_true(percent->den > 0);
	scoring_print_percent(text, percent);
	assert_string_equal(text, expected);
}

static inline void lost_is(int32_t finding, const char *expected)
{
	char text[SCORING_TEXT];

	assert_true(finding < f.r.findings_nr);
	scoring_print_points(text, f.findings[finding].lost);
	assert_string_equal(text, expected);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

#endif
