#include "scoring_sheet.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_critical_finding_fails_the_visit),
		TEST(zero_is_reached_from_below_too),
		TEST(gate_and_pass_line_use_the_exact_percent),
		TEST(the_grade_is_the_highest_band_that_is_reached),
		TEST(below_every_band_is_the_lowest),
		TEST(says_what_stops_a_submission),
		TEST(too_few_instances_are_missing_before_their_questions),
	};

	return cmocka_run_group_tests_name("scoring_reason", tests, NULL, NULL);
}
