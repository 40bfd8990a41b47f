#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "actions/action_own.h"

static const char *const photos[] = { "p1", "p2" };

static void what_came_with_a_step_is_told_member_by_member(void **state)
{
	const struct step what = {
		.id = "not told",
		.cause = "a \"leak\"",
		.cause_category = 3,
		.cause_category_given = true,
		.plan = "mend\nit",
		.reason = "",
		.responsible_id = "r",
		.due_at = 1700000000123,
		.effect_passes = 3,
		.effect_days = 60,
		.photos = { photos, 2 },
	};
	struct work w;

	(void)state;
	work_init(&w, 1);
	assert_string_equal(step_members(&w, &what),
			    ",\"cause\":\"a \\\"leak\\\"\",\"cause_category\":\"machine\","
			    "\"plan\":\"mend\\nit\",\"reason\":\"\","
			    "\"responsible_id\":\"r\",\"due_at\":\"2023-11-14T22:13:20.123Z\","
			    "\"effect_passes\":3,\"effect_days\":60,\"photos\":[\"p1\",\"p2\"]");
	work_release(&w);
}

static void the_person_of_a_hand_over_is_told_as_responsible(void **state)
{
	const struct step what = { .person_id = "p" };
	struct work w;

	(void)state;
	work_init(&w, 1);
	assert_string_equal(step_members(&w, &what), ",\"responsible_id\":\"p\"");
	work_release(&w);
}

static void nothing_is_told_of_nothing(void **state)
{
	const struct step what = { 0 };
	struct work w;

	(void)state;
	work_init(&w, 1);
	assert_string_equal(step_members(&w, &what), "");
	work_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_came_with_a_step_is_told_member_by_member),
		cmocka_unit_test(the_person_of_a_hand_over_is_told_as_responsible),
		cmocka_unit_test(nothing_is_told_of_nothing),
	};

	return cmocka_run_group_tests_name("action", tests, NULL, NULL);
}
