#include "scoring_sheet.h"

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

int main(void)
{
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
	};

	return cmocka_run_group_tests_name("scoring", tests, NULL, NULL);
}
