#include "scoring_sheet.h"

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
	const struct CMUnitTest tests[] = {
		TEST(a_repeat_failure_costs_by_its_factor),
		TEST(sections_weigh_by_their_rounded_percent),
		TEST(weighted_percents_are_capped_too),
		TEST(deductions_start_from_the_base),
		TEST(failing_choices_with_their_own_deduction_add_up),
		TEST(demerits_are_graded_by_total_and_worst_finding),
		TEST(the_largest_checklist_does_not_overflow),
	};

	return cmocka_run_group_tests_name("scoring_method", tests, NULL, NULL);
}
