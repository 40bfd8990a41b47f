#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "findings/finding.h"

static void severities_are_three_and_grow(void **state)
{
	(void)state;
	assert_string_equal(severity_names[0], "minor");
	assert_string_equal(severity_names[1], "major");
	assert_string_equal(severity_names[2], "critical");
	assert_null(severity_names[3]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(severities_are_three_and_grow),
	};

	return cmocka_run_group_tests_name("finding", tests, NULL, NULL);
}
