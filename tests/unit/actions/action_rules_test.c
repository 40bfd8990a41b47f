#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "actions/action.h"

/* What can be done in each state, by somebody who may everything; as the product says it. */
struct expectation {
	enum action_state state;
	bool is_corrective;
	const char *steps;
};

/* clang-format off */
static const struct expectation diagram[] = {
	{ ACTION_OPEN,        false, "start assign raise cancel waive extend look_elsewhere comment" },
	{ ACTION_PLANNED,     false, "assign cancel waive look_elsewhere comment" },
	{ ACTION_IN_PROGRESS, false, "hand_in assign raise cancel waive extend look_elsewhere comment" },
	{ ACTION_SUBMITTED,   false, "verify return assign cancel waive look_elsewhere comment" },
	{ ACTION_MONITORING,  false, "assign cancel waive look_elsewhere comment" },
	{ ACTION_CLOSED,      false, "look_elsewhere propose comment" },
	{ ACTION_CANCELLED,   false, "comment" },
	{ ACTION_WAIVED,      false, "look_elsewhere comment" },
	{ ACTION_DISPUTED,    false, "assign cancel waive look_elsewhere comment" },
	{ ACTION_OPEN,        true,  "plan assign cancel waive extend look_elsewhere comment" },
	{ ACTION_PLANNED,     true,  "plan start assign cancel waive extend look_elsewhere comment" },
	{ ACTION_IN_PROGRESS, true,  "hand_in assign cancel waive extend look_elsewhere comment" },
	{ ACTION_SUBMITTED,   true,  "verify return assign cancel waive look_elsewhere comment" },
	{ ACTION_MONITORING,  true,  "assign cancel waive look_elsewhere propose comment" },
	{ ACTION_CLOSED,      true,  "look_elsewhere propose comment" },
	{ ACTION_CANCELLED,   true,  "comment" },
	{ ACTION_WAIVED,      true,  "look_elsewhere comment" },
	{ ACTION_DISPUTED,    true,  "assign cancel waive look_elsewhere comment" },
};
/* clang-format on */

static struct action action_of(enum action_state state, bool is_corrective)
{
	return (struct action){
		.state = state,
		.is_corrective = is_corrective,
		.may_read = true,
		.may_work = true,
		.may_assign = true,
		.may_verify = true,
		.may_cancel = true,
		.may_approve = true,
		.may_plan_visits = true,
		.has_question = true,
	};
}

static const char *steps_of(const struct action *a, char *text)
{
	*text = '\0';
	for (int step = 0; step < STEPS; step++) {
		if (!action_can(a, (enum action_step)step))
			continue;
		if (*text)
			*stpcpy(text + strlen(text), " ") = '\0';
		stpcpy(text + strlen(text), action_step_names[step]);
	}
	return text;
}

static void every_state_lets_what_the_diagram_says(void **state)
{
	char text[300];

	(void)state;
	assert_int_equal(sizeof(diagram) / sizeof(diagram[0]), 2 * ACTION_STATES);
	for (size_t i = 0; i < sizeof(diagram) / sizeof(diagram[0]); i++) {
		struct action a = action_of(diagram[i].state, diagram[i].is_corrective);

		assert_string_equal(steps_of(&a, text), diagram[i].steps);
	}
}

static void every_step_leads_where_the_diagram_says(void **state)
{
	struct action a = action_of(ACTION_SUBMITTED, true);

	(void)state;
	assert_int_equal(action_state_after(&a, STEP_PLAN), ACTION_PLANNED);
	assert_int_equal(action_state_after(&a, STEP_START), ACTION_IN_PROGRESS);
	assert_int_equal(action_state_after(&a, STEP_HAND_IN), ACTION_SUBMITTED);
	assert_int_equal(action_state_after(&a, STEP_RETURN), ACTION_IN_PROGRESS);
	assert_int_equal(action_state_after(&a, STEP_RAISE), ACTION_OPEN);
	assert_int_equal(action_state_after(&a, STEP_CANCEL), ACTION_CANCELLED);
	assert_int_equal(action_state_after(&a, STEP_WAIVE), ACTION_WAIVED);
	assert_int_equal(action_state_after(&a, STEP_EXTEND), ACTION_SUBMITTED);
	assert_int_equal(action_state_after(&a, STEP_ASSIGN), ACTION_SUBMITTED);
	assert_int_equal(action_state_after(&a, STEP_COMMENT), ACTION_SUBMITTED);
}

static void only_corrective_actions_wait_for_an_effect_that_is_asked_for(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		struct action a = action_of(ACTION_SUBMITTED, i & 1);

		a.has_criteria = i & 2;
		assert_int_equal(action_state_after(&a, STEP_VERIFY),
				 i == 3 ? ACTION_MONITORING : ACTION_CLOSED);
	}
}

/* With one right alone, over all states and both kinds. */
static void expect_rights(size_t right_at, const char *expected)
{
	bool seen[STEPS] = { false };
	char text[300] = "";

	for (size_t i = 0; i < sizeof(diagram) / sizeof(diagram[0]); i++) {
		struct action a = { .state = diagram[i].state,
				    .is_corrective = diagram[i].is_corrective };

		*(bool *)((char *)&a + right_at) = true;
		for (int step = 0; step < STEPS; step++)
			seen[step] |= action_can(&a, (enum action_step)step);
	}
	for (int step = 0; step < STEPS; step++)
		if (seen[step])
			stpcpy(stpcpy(text + strlen(text), *text ? " " : ""),
			       action_step_names[step]);
	assert_string_equal(text, expected);
}

static void each_right_is_for_its_steps(void **state)
{
	(void)state;
	expect_rights(offsetof(struct action, may_read), "comment");
	expect_rights(offsetof(struct action, may_work), "plan start hand_in extend propose");
	expect_rights(offsetof(struct action, may_approve), "waive");
	expect_rights(offsetof(struct action, may_assign), "assign raise propose");
	expect_rights(offsetof(struct action, may_verify), "verify return raise propose");
	expect_rights(offsetof(struct action, may_cancel), "cancel");
	expect_rights(offsetof(struct action, is_from_above), "");
}

static void a_fixer_returns_and_never_verifies(void **state)
{
	struct action a = action_of(ACTION_SUBMITTED, true);

	(void)state;
	a.is_fixer = true;
	assert_false(action_can(&a, STEP_VERIFY));
	assert_true(action_can(&a, STEP_RETURN));
}

static void what_is_critical_is_verified_from_above(void **state)
{
	struct action a = action_of(ACTION_SUBMITTED, true);

	(void)state;
	a.is_critical = true;
	assert_false(action_can(&a, STEP_VERIFY));
	a.is_from_above = true;
	assert_true(action_can(&a, STEP_VERIFY));
	a.is_fixer = true;
	assert_false(action_can(&a, STEP_VERIFY));
}

static void only_a_question_can_be_looked_for_elsewhere(void **state)
{
	struct action a = action_of(ACTION_CLOSED, true);

	(void)state;
	assert_true(action_can(&a, STEP_LOOK_ELSEWHERE));
	a.has_question = false;
	assert_false(action_can(&a, STEP_LOOK_ELSEWHERE));
}

static void nobody_waives_what_he_is_responsible_for(void **state)
{
	struct action a = action_of(ACTION_OPEN, true);

	(void)state;
	assert_true(action_can(&a, STEP_WAIVE));
	a.is_responsible = true;
	assert_false(action_can(&a, STEP_WAIVE));
	assert_true(action_can(&a, STEP_CANCEL));
}

static size_t count(const char *const *names)
{
	size_t nr = 0;

	while (names[nr])
		nr++;
	return nr;
}

static void everything_has_a_name(void **state)
{
	(void)state;
	assert_int_equal(count(action_state_names), ACTION_STATES);
	assert_int_equal(count(action_step_names), STEPS);
	assert_int_equal(count(action_kind_names), 2);
	assert_string_equal(action_state_names[ACTION_IN_PROGRESS], "in_progress");
	assert_string_equal(action_state_names[ACTION_DISPUTED], "disputed");
	assert_string_equal(action_step_names[STEP_HAND_IN], "hand_in");
	assert_string_equal(action_kind_names[true], "corrective");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_lets_what_the_diagram_says),
		cmocka_unit_test(every_step_leads_where_the_diagram_says),
		cmocka_unit_test(only_corrective_actions_wait_for_an_effect_that_is_asked_for),
		cmocka_unit_test(each_right_is_for_its_steps),
		cmocka_unit_test(a_fixer_returns_and_never_verifies),
		cmocka_unit_test(only_a_question_can_be_looked_for_elsewhere),
		cmocka_unit_test(nobody_waives_what_he_is_responsible_for),
		cmocka_unit_test(what_is_critical_is_verified_from_above),
		cmocka_unit_test(everything_has_a_name),
	};

	return cmocka_run_group_tests_name("action_rules", tests, NULL, NULL);
}
