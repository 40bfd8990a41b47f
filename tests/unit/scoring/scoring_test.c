#include "scoring/scoring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BILLION 1000000000

/* A checklist and a sheet that a test fills in, and what comes of them. */
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

static int begin(void **state)
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

static struct scoring_section *section(void)
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

static struct scoring_question *question(enum scoring_type type)
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

static struct scoring_choice *choice(int64_t points, bool fails)
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

static struct scoring_range *range(int64_t from, int64_t to, int64_t points, bool fails)
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
static struct scoring_question *check(int64_t points)
{
	struct scoring_question *q = question(SCORING_CHECK);

	q->points = points * 1000;
	q->fails_on = 0;
	return q;
}

static void answer(size_t at, int64_t value)
{
	f.answers[at].state = SCORING_IS_ANSWERED;
	f.answers[at].value = value;
}

static void choose(size_t at, int32_t first, int32_t nr)
{
	answer(at, 0);
	f.answers[at].chosen_first = first;
	f.answers[at].chosen_nr = nr;
}

static void hangs_on(struct scoring_question *q, int32_t other, int32_t first, int32_t last)
{
	q->relevant = other;
	q->in_first = f.in_nr;
	for (int32_t value = first; value <= last; value++, q->in_nr++)
		f.in[f.in_nr++] = value;
}

static void band(int64_t from, int64_t max_total, int64_t max_single)
{
	f.bands[f.c.bands_nr++] = (struct scoring_band){ from, max_total, max_single, 0 };
}

static void score(void)
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

static void points_are(const char *earned, const char *possible)
{
	char text[SCORING_TEXT];

	scoring_print_points(text, f.r.earned);
	assert_string_equal(text, earned);
	scoring_print_points(text, f.r.possible);
	assert_string_equal(text, possible);
}

static void percent_is(const struct scoring_percent *percent, const char *expected)
{
	char text[SCORING_TEXT];

	assert_true(percent->den > 0);
	scoring_print_percent(text, percent);
	assert_string_equal(text, expected);
}

static void lost_is(int32_t finding, const char *expected)
{
	char text[SCORING_TEXT];

	assert_true(finding < f.r.findings_nr);
	scoring_print_points(text, f.findings[finding].lost);
	assert_string_equal(text, expected);
}

/* ---- what answers are worth */

static void a_choice_earns_its_points_of_the_most_one_can_get(void **state)
{
	(void)state;
	section();
	question(SCORING_CHOICE);
	choice(2, false);
	choice(5, false);
	choice(-1, true);
	choice(9, false)->not_applicable = 1;
	answer(0, 0);
	score();
	points_are("2", "5");
	percent_is(&f.r.percent, "40.00");
	assert_int_equal(f.r.findings_nr, 0);
	assert_int_equal(f.outcomes[0].kind, SCORING_WAS_PASSED);
	assert_int_equal(f.r.status, SCORING_PASS);

	answer(0, 2);
	f.c.floor_zero = 0;
	score();
	points_are("-1", "5");
	percent_is(&f.r.percent, "-20.00");
	lost_is(0, "6");
	assert_int_equal(f.outcomes[0].kind, SCORING_WAS_FAILED);
	assert_true(f.outcomes[0].lost == 6000);
	assert_int_equal(f.findings[0].repeat, 1);
}

static void a_choice_may_have_its_own_possible(void **state)
{
	(void)state;
	section();
	question(SCORING_CHOICE);
	choice(5, false);
	choice(3, false)->possible = 4000;
	answer(0, 1);
	score();
	points_are("3", "4");
	f.questions[0].bonus = 1;
	score();
	points_are("3", "0");
}

static void what_all_choices_take_away_is_not_possible(void **state)
{
	(void)state;
	section();
	question(SCORING_CHOICE);
	choice(-5, false);
	choice(-1, false);
	f.c.floor_zero = 0;
	answer(0, 1);
	score();
	points_are("-1", "0");
	assert_true(f.r.percent.den == 0);
	assert_int_equal(f.r.status, SCORING_NOT_SCORED);
	f.c.floor_zero = 1;
	score();
	points_are("0", "0");
}

static void several_choices_add_up(void **state)
{
	(void)state;
	section();
	question(SCORING_CHOICES);
	choice(2, false);
	choice(3, false);
	choice(-4, true);
	f.chosen[0] = 0;
	f.chosen[1] = 1;
	f.chosen[2] = 2;
	choose(0, 0, 2);
	score();
	points_are("5", "5");
	assert_int_equal(f.outcomes[0].kind, SCORING_WAS_PASSED);

	choose(0, 0, 3);
	score();
	points_are("1", "5");
	lost_is(0, "4");

	choose(0, 0, 0);
	score();
	points_are("0", "5");
	assert_int_equal(f.r.findings_nr, 0);
	assert_int_equal(f.r.answered_nr, 1);
}

static void a_check_fails_on_the_value_it_names(void **state)
{
	struct scoring_question *q;

	(void)state;
	section();
	q = check(4);
	answer(0, 0);
	score();
	points_are("0", "4");
	assert_int_equal(f.r.findings_nr, 1);

	q->fails_on = 1;
	score();
	assert_int_equal(f.r.findings_nr, 0);
	answer(0, 1);
	score();
	points_are("4", "4");
	lost_is(0, "0");

	q->fails_on = 2;
	score();
	assert_int_equal(f.r.findings_nr, 0);
	assert_int_equal(f.outcomes[0].kind, SCORING_WAS_ANSWERED);
}

static void a_number_earns_by_its_range(void **state)
{
	(void)state;
	section();
	question(SCORING_NUMBER);
	range(0, 8000, 3, false);
	range(8000, INT64_MAX, 1, true);
	answer(0, 7999);
	score();
	points_are("3", "3");
	answer(0, 8000);
	score();
	points_are("1", "3");
	lost_is(0, "2");
	answer(0, -1);
	score();
	points_are("0", "3");
	assert_int_equal(f.r.findings_nr, 0);
}

static void a_number_whose_ranges_only_take_away_makes_nothing_possible(void **state)
{
	(void)state;
	section();
	question(SCORING_NUMBER);
	range(INT64_MIN, INT64_MAX, -2, false);
	answer(0, 5);
	score();
	points_are("0", "0");
}

static void text_is_answered_and_not_scored(void **state)
{
	(void)state;
	section();
	question(SCORING_UNSCORED);
	answer(0, 0);
	score();
	points_are("0", "0");
	assert_int_equal(f.r.answered_nr, 1);
	assert_int_equal(f.outcomes[0].kind, SCORING_WAS_ANSWERED);
	assert_int_equal(f.r.status, SCORING_NOT_SCORED);
}

static void a_bonus_earns_above_what_is_possible_up_to_full(void **state)
{
	(void)state;
	section();
	check(4)->weight = 2500;
	check(2)->bonus = 1;
	f.questions[1].fails_on = 2;
	answer(0, 1);
	answer(1, 1);
	score();
	points_are("10", "10");
	percent_is(&f.r.percent, "100.00");
	percent_is(&f.sums[0].percent, "120.00");
	f.c.cap_at_full = 0;
	score();
	points_are("12", "10");
	percent_is(&f.r.percent, "120.00");
}

/* ---- gaps */

static void blanks_and_not_applicable_count_as_the_checklist_says(void **state)
{
	(void)state;
	section();
	check(3);
	check(4);
	check(5);
	f.answers[1].state = SCORING_IS_NOT_APPLICABLE;
	answer(2, 1);
	score();
	points_are("5", "8");
	assert_int_equal(f.outcomes[0].kind, SCORING_WAS_BLANK);
	assert_int_equal(f.outcomes[1].kind, SCORING_WAS_NOT_APPLICABLE);
	f.c.blank = SCORING_EXCLUDE;
	score();
	points_are("5", "5");
	f.c.not_applicable = SCORING_ZERO;
	score();
	points_are("5", "9");
	f.c.method = SCORING_DEDUCTION;
	score();
	points_are("100", "100");
	assert_true(f.sums[0].possible == 0);
}

static void what_does_not_apply_to_the_store_is_hidden(void **state)
{
	(void)state;
	section();
	check(3)->required = 1;
	check(4);
	f.applies[0] = 0;
	answer(0, 0);
	answer(1, 1);
	score();
	points_are("4", "4");
	assert_int_equal(f.outcomes[0].kind, SCORING_WAS_HIDDEN);
	assert_int_equal(f.r.findings_nr + f.r.missing_nr, 0);
}

static void what_hangs_on_a_check_shows_with_its_value(void **state)
{
	(void)state;
	section();
	check(1);
	hangs_on(check(4), 0, 1, 1);
	answer(1, 1);
	answer(0, 1);
	score();
	assert_int_equal(f.outcomes[1].kind, SCORING_WAS_PASSED);
	answer(0, 0);
	score();
	assert_int_equal(f.outcomes[1].kind, SCORING_WAS_HIDDEN);
	f.answers[0].state = SCORING_IS_BLANK;
	score();
	assert_int_equal(f.outcomes[1].kind, SCORING_WAS_HIDDEN);
	f.answers[0].state = SCORING_IS_NOT_APPLICABLE;
	score();
	assert_int_equal(f.outcomes[1].kind, SCORING_WAS_HIDDEN);
	answer(0, 1);
	f.applies[0] = 0;
	score();
	assert_int_equal(f.outcomes[1].kind, SCORING_WAS_HIDDEN);
}

static void what_hangs_on_choices_shows_with_any_of_them(void **state)
{
	(void)state;
	section();
	question(SCORING_CHOICES);
	for (int i = 0; i < 6; i++)
		choice(1, false);
	hangs_on(check(4), 0, 2, 3);
	answer(1, 1);
	for (int32_t i = 0; i < 6; i++)
		f.chosen[i] = i;
	choose(0, 0, 2);
	score();
	assert_int_equal(f.outcomes[1].kind, SCORING_WAS_HIDDEN);
	choose(0, 0, 6);
	score();
	assert_int_equal(f.outcomes[1].kind, SCORING_WAS_PASSED);
	choose(0, 4, 2);
	score();
	assert_int_equal(f.outcomes[1].kind, SCORING_WAS_HIDDEN);
	choose(0, 3, 1);
	score();
	assert_int_equal(f.outcomes[1].kind, SCORING_WAS_PASSED);
	choose(0, 0, 0);
	score();
	assert_int_equal(f.outcomes[1].kind, SCORING_WAS_HIDDEN);
}

static void what_hangs_together_in_a_section_does_so_in_each_instance(void **state)
{
	(void)state;
	section();
	check(1);
	section();
	check(1);
	hangs_on(check(1), 1, 1, 1);
	hangs_on(check(1), 0, 1, 1);
	f.instances[1] = 2;
	for (size_t i = 0; i < 7; i++)
		answer(i, i != 4);
	score();
	assert_int_equal(scoring_answers_nr(&f.c, f.instances), 7);
	assert_int_equal(f.outcomes[2].kind, SCORING_WAS_PASSED);
	assert_int_equal(f.outcomes[3].kind, SCORING_WAS_PASSED);
	assert_int_equal(f.outcomes[4].kind, SCORING_WAS_FAILED);
	assert_int_equal(f.outcomes[5].kind, SCORING_WAS_HIDDEN);
	assert_int_equal(f.outcomes[6].kind, SCORING_WAS_PASSED);
	assert_int_equal(f.findings[0].instance, 1);
	assert_int_equal(f.findings[0].section, 1);
	assert_int_equal(f.findings[0].question, 1);
	assert_int_equal(f.findings[0].answer, 4);
}

/* ---- repeat failures */

static void a_repeat_failure_costs_by_its_factor(void **state)
{
	(void)state;
	section();
	check(5);
	check(5);
	answer(0, 0);
	answer(1, 1);
	f.factors[0] = 1000;
	f.factors[1] = 1500;
	f.factors[2] = 2000;
	f.c.factors_nr = 3;
	f.history[0] = 1;
	score();
	lost_is(0, "7.5");
	points_are("2.5", "10");
	f.history[0] = 7;
	score();
	lost_is(0, "10");
	assert_int_equal(f.findings[0].repeat, 8);
	f.c.factors_nr = 0;
	score();
	lost_is(0, "5");
	assert_int_equal(f.findings[0].repeat, 8);
}

/* ---- methods */

static void sections_weigh_by_their_rounded_percent(void **state)
{
	(void)state;
	f.c.method = SCORING_WEIGHTED_SECTIONS;
	section()->weight = 3000;
	check(1);
	check(2);
	section()->weight = 1000;
	check(1);
	section();
	question(SCORING_UNSCORED);
	answer(0, 1);
	answer(1, 0);
	answer(2, 1);
	score();
	/* (3 * 33.333333 + 1 * 100) / 4 */
	percent_is(&f.r.percent, "50.00");
	assert_true(f.r.percent.num * 4000 == f.r.percent.den * 199999999);
	points_are("2", "4");
	f.sections[0].weight = f.sections[1].weight = 0;
	score();
	assert_true(f.r.percent.den == 0);
	points_are("2", "4");
}

static void weighted_percents_are_capped_too(void **state)
{
	(void)state;
	f.c.method = SCORING_WEIGHTED_SECTIONS;
	section();
	check(1);
	check(1)->bonus = 1;
	f.questions[1].fails_on = 2;
	answer(0, 1);
	answer(1, 1);
	score();
	percent_is(&f.r.percent, "100.00");
	percent_is(&f.sums[0].percent, "200.00");
	f.c.cap_at_full = 0;
	score();
	percent_is(&f.r.percent, "200.00");
}

static void deductions_start_from_the_base(void **state)
{
	(void)state;
	f.c.method = SCORING_DEDUCTION;
	f.c.base = 40000;
	section();
	check(9)->deduct = 15000;
	question(SCORING_CHOICE);
	choice(0, true);
	choice(0, true)->deduct = 2500;
	f.questions[1].deduct = 10000;
	question(SCORING_NUMBER);
	range(0, 1000, 0, true);
	range(1000, 2000, 0, true)->deduct = 500;
	f.questions[2].deduct = 20000;
	score();
	points_are("40", "40");
	assert_true(f.r.percent.den == 0);
	assert_int_equal(f.r.status, SCORING_NOT_SCORED);

	answer(0, 0);
	answer(1, 1);
	answer(2, 1500);
	score();
	points_are("22", "40");
	percent_is(&f.r.percent, "55.00");
	assert_true(f.sums[0].earned == (scoring_wide)18 * BILLION && f.sums[0].possible == 0);
	assert_true(f.sums[0].percent.den == 0);

	answer(1, 0);
	answer(2, 500);
	score();
	points_are("0", "40");
	f.c.floor_zero = 0;
	score();
	points_are("-5", "40");
	percent_is(&f.r.percent, "-12.50");
}

static void failing_choices_with_their_own_deduction_add_up(void **state)
{
	(void)state;
	f.c.method = SCORING_DEDUCTION;
	section();
	question(SCORING_CHOICES)->deduct = 50000;
	choice(1, true)->deduct = 3000;
	choice(1, true)->deduct = 4000;
	choice(1, true);
	choice(1, false)->deduct = 9000;
	for (int32_t i = 0; i < 4; i++)
		f.chosen[i] = i;
	choose(0, 0, 4);
	score();
	points_are("93", "100");
	choose(0, 2, 2);
	score();
	points_are("50", "100");
}

static void demerits_are_graded_by_total_and_worst_finding(void **state)
{
	(void)state;
	f.c.method = SCORING_DEMERIT;
	section();
	check(0)->deduct = 10000;
	check(0)->deduct = 5000;
	f.questions[1].critical = 1;
	f.c.critical_effect = SCORING_TO_ZERO;
	band(0, 0, SCORING_NONE);
	band(0, 15000, 5000);
	band(0, 20000, SCORING_NONE);
	band(0, SCORING_NONE, SCORING_NONE);
	score();
	assert_int_equal(f.r.grade, SCORING_NONE);
	assert_int_equal(f.r.status, SCORING_NOT_SCORED);

	answer(0, 1);
	answer(1, 1);
	score();
	assert_int_equal(f.r.grade, 0);
	assert_int_equal(f.r.status, SCORING_PASS);
	points_are("0", "0");

	answer(1, 0);
	score();
	assert_int_equal(f.r.grade, 1);
	assert_int_equal(f.r.criticals_nr, 1);
	assert_int_equal(f.r.status, SCORING_FAIL);
	assert_true(f.r.percent.den == 0);

	answer(0, 0);
	score();
	assert_int_equal(f.r.grade, 2);
	points_are("15", "0");
	f.questions[0].weight = 3000;
	score();
	assert_int_equal(f.r.grade, 3);
}

/* ---- reasons */

static void a_critical_finding_fails_the_visit(void **state)
{
	(void)state;
	section();
	check(1)->critical = 1;
	check(3);
	answer(1, 1);
	answer(0, 1);
	score();
	assert_int_equal(f.r.status, SCORING_PASS);
	answer(0, 0);
	score();
	assert_int_equal(f.r.status, SCORING_FAIL);
	percent_is(&f.r.percent, "75.00");
	assert_int_equal(f.findings[0].critical, 1);

	f.c.critical_effect = SCORING_CAPPED;
	f.c.cap = 60125;
	score();
	percent_is(&f.r.percent, "60.13");
	points_are("3", "4");
	f.c.cap = 80000;
	score();
	percent_is(&f.r.percent, "75.00");
	f.c.critical_effect = SCORING_TO_ZERO;
	score();
	percent_is(&f.r.percent, "0.00");
}

static void zero_is_reached_from_below_too(void **state)
{
	(void)state;
	f.c.method = SCORING_DEDUCTION;
	f.c.floor_zero = 0;
	f.c.critical_effect = SCORING_TO_ZERO;
	section();
	check(0)->deduct = 150000;
	f.questions[0].critical = 1;
	answer(0, 0);
	score();
	points_are("-50", "100");
	percent_is(&f.r.percent, "0.00");
}

static void gate_and_pass_line_use_the_exact_percent(void **state)
{
	(void)state;
	section()->gate = 66667;
	check(1);
	check(2);
	section()->gate = 100000;
	question(SCORING_UNSCORED);
	f.c.pass_line = 66667;
	answer(1, 1);
	f.c.blank = SCORING_ZERO;
	score();
	percent_is(&f.r.percent, "66.67");
	assert_true(f.sums[0].is_below_gate);
	assert_false(f.sums[1].is_below_gate);
	assert_true(f.r.is_below_pass_line);
	assert_int_equal(f.r.status, SCORING_FAIL);
	f.c.pass_line = f.sections[0].gate = 66666;
	score();
	assert_int_equal(f.r.status, SCORING_PASS);
	f.sections[0].gate = 66667;
	score();
	assert_int_equal(f.r.status, SCORING_FAIL);
	assert_false(f.r.is_below_pass_line);
}

static void the_grade_is_the_highest_band_that_is_reached(void **state)
{
	(void)state;
	section();
	check(1);
	check(1);
	band(0, SCORING_NONE, SCORING_NONE);
	band(50000, SCORING_NONE, SCORING_NONE);
	band(90000, SCORING_NONE, SCORING_NONE);
	band(50001, SCORING_NONE, SCORING_NONE);
	answer(0, 1);
	answer(1, 0);
	score();
	assert_int_equal(f.r.grade, 1);
	f.bands[1].fails = 1;
	score();
	assert_true(f.r.band_fails);
	assert_int_equal(f.r.status, SCORING_FAIL);
	answer(1, 1);
	score();
	assert_int_equal(f.r.grade, 2);
	assert_int_equal(f.r.status, SCORING_PASS);
	f.answers[0].state = f.answers[1].state = SCORING_IS_NOT_APPLICABLE;
	score();
	assert_int_equal(f.r.grade, SCORING_NONE);
	assert_int_equal(f.r.status, SCORING_NOT_SCORED);
}

static void below_every_band_is_the_lowest(void **state)
{
	(void)state;
	f.c.floor_zero = 0;
	section();
	question(SCORING_CHOICE);
	choice(1, false);
	choice(-1, false);
	answer(0, 1);
	band(10000, SCORING_NONE, SCORING_NONE);
	band(0, SCORING_NONE, SCORING_NONE);
	score();
	percent_is(&f.r.percent, "-100.00");
	assert_int_equal(f.r.grade, 1);
}

/* ---- what is missing */

static void missing_is(int32_t at, int32_t question_at, int32_t instance, enum scoring_need needs)
{
	assert_true(at < f.r.missing_nr);
	assert_int_equal(f.missing[at].question, question_at);
	assert_int_equal(f.missing[at].instance, instance);
	assert_int_equal(f.missing[at].needs, needs);
}

static void says_what_stops_a_submission(void **state)
{
	struct scoring_question *q;

	(void)state;
	section();
	q = check(1);
	q->required = 1;
	q->photos_min = 2;
	q->photos_when = SCORING_FAILED;
	q->note_when = SCORING_ALWAYS;
	score();
	assert_int_equal(f.r.missing_nr, 1);
	missing_is(0, 0, 0, SCORING_NEEDS_ANSWER);

	answer(0, 0);
	score();
	assert_int_equal(f.r.missing_nr, 2);
	missing_is(0, 0, 0, SCORING_NEEDS_PHOTOS);
	missing_is(1, 0, 0, SCORING_NEEDS_NOTE);

	f.answers[0].photos_nr = 2;
	f.answers[0].has_note = 1;
	score();
	assert_int_equal(f.r.missing_nr, 0);

	answer(0, 1);
	f.answers[0].photos_nr = 0;
	f.answers[0].has_note = 0;
	score();
	assert_int_equal(f.r.missing_nr, 1);
	missing_is(0, 0, 0, SCORING_NEEDS_NOTE);

	f.answers[0].state = SCORING_IS_NOT_APPLICABLE;
	score();
	assert_int_equal(f.r.missing_nr, 0);
}

static void too_few_instances_are_missing_before_their_questions(void **state)
{
	(void)state;
	section()->least_instances = 3;
	check(1)->required = 1;
	f.instances[0] = 2;
	score();
	assert_int_equal(f.r.missing_nr, 3);
	missing_is(0, SCORING_NONE, 0, SCORING_NEEDS_INSTANCES);
	missing_is(1, 0, 0, SCORING_NEEDS_ANSWER);
	missing_is(2, 0, 1, SCORING_NEEDS_ANSWER);
	f.instances[0] = 0;
	score();
	assert_int_equal(f.r.missing_nr, 1);
}

/* ---- the largest */

static void the_largest_checklist_does_not_overflow(void **state)
{
	struct scoring_question *q;

	(void)state;
	f.c.method = SCORING_WEIGHTED_SECTIONS;
	f.c.floor_zero = f.c.cap_at_full = 0;
	f.factors[0] = 100000;
	f.c.factors_nr = 1;
	section()->weight = 1000000;
	/* As much as 95,000 choices in 50 instances can lose, of one millionth. */
	q = question(SCORING_CHOICES);
	q->weight = 1000000;
	choice(0, true)->points = -INT64_C(10000000) * 95000;
	check(0)->points = 1;
	f.questions[1].weight = 1;
	f.instances[0] = 2;
	f.chosen[0] = 0;
	choose(0, 0, 1);
	answer(1, 1);
	choose(2, 0, 1);
	answer(3, 1);
	score();
	/* 2 * 9.5e8 * 1000 * 100, of 2e-6 */
	points_are("-190000000000000", "0");
	percent_is(&f.r.percent, "-9499999999999999999900.00");
	assert_true(f.r.earned == (scoring_wide)-190000000000000 * BILLION + 2000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, begin)
	const struct CMUnitTest tests[] = {
		TEST(a_choice_earns_its_points_of_the_most_one_can_get),
		TEST(a_choice_may_have_its_own_possible),
		TEST(what_all_choices_take_away_is_not_possible),
		TEST(several_choices_add_up),
		TEST(a_check_fails_on_the_value_it_names),
		TEST(a_number_earns_by_its_range),
		TEST(a_number_whose_ranges_only_take_away_makes_nothing_possible),
		TEST(text_is_answered_and_not_scored),
		TEST(a_bonus_earns_above_what_is_possible_up_to_full),
		TEST(blanks_and_not_applicable_count_as_the_checklist_says),
		TEST(what_does_not_apply_to_the_store_is_hidden),
		TEST(what_hangs_on_a_check_shows_with_its_value),
		TEST(what_hangs_on_choices_shows_with_any_of_them),
		TEST(what_hangs_together_in_a_section_does_so_in_each_instance),
		TEST(a_repeat_failure_costs_by_its_factor),
		TEST(sections_weigh_by_their_rounded_percent),
		TEST(weighted_percents_are_capped_too),
		TEST(deductions_start_from_the_base),
		TEST(failing_choices_with_their_own_deduction_add_up),
		TEST(demerits_are_graded_by_total_and_worst_finding),
		TEST(a_critical_finding_fails_the_visit),
		TEST(zero_is_reached_from_below_too),
		TEST(gate_and_pass_line_use_the_exact_percent),
		TEST(the_grade_is_the_highest_band_that_is_reached),
		TEST(below_every_band_is_the_lowest),
		TEST(says_what_stops_a_submission),
		TEST(too_few_instances_are_missing_before_their_questions),
		TEST(the_largest_checklist_does_not_overflow),
	};

	return cmocka_run_group_tests_name("scoring", tests, NULL, NULL);
}
