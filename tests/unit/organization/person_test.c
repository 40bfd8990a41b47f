#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "organization/person.h"

static struct work w;

static int begin(void **state)
{
	(void)state;
	work_init(&w, 1);
	return 0;
}

static int end(void **state)
{
	(void)state;
	work_release(&w);
	return 0;
}

/* NULL where nothing is wrong, else the pointer of the first fault. */
static const char *wrong(struct person person)
{
	const char *pointer = NULL;

	if (!person_is_fit(&w, &person))
		pointer = w.problem.faults->pointer;
	work_forgive(&w);
	return pointer;
}

static void a_sign_in_name_is_short_plain_and_in_lower_case(void **state)
{
	static const char *const good[] = { "a", "0", "li.na", "li_na@example.com", "a+b-c" };
	static const char *const bad[] = { "",   "Li",    ".a",     "@a", "-a",        "+a",
					   "_a", "li na", "li\tna", "李", "a\xc3\xa9", "a/b" };
	char most[] = "a23456789012345678901234567890123456789012345678901234567890abcd";

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_null(wrong((struct person){ .login = good[i] }));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_string_equal(wrong((struct person){ .login = bad[i] }), "/login");
	assert_null(wrong((struct person){ .login = most }));
	assert_string_equal(wrong((struct person){ .login = arena_printf(&w.mem, "%se", most) }),
			    "/login");
}

static void a_name_has_up_to_two_hundred_characters(void **state)
{
	char name[3 * 201 + 1] = "";

	(void)state;
	for (size_t i = 0; i < 200; i++)
		memcpy(name + 3 * i, "李", 4);
	assert_null(wrong((struct person){ .name = name }));
	memcpy(name + 600, "李", 4);
	assert_string_equal(wrong((struct person){ .name = name }), "/name");
	assert_string_equal(wrong((struct person){ .name = "" }), "/name");
}

static void an_address_has_something_on_either_side_of_its_at(void **state)
{
	static const char *const bad[] = { "", "a", "@", "a@", "@a", "a b@c", "a@b\n" };

	(void)state;
	assert_null(wrong((struct person){ .email = "li.na@example.com" }));
	assert_null(wrong((struct person){ .email = "李娜@例子.中国" }));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_string_equal(wrong((struct person){ .email = bad[i] }), "/email");
}

static void a_language_is_a_tag(void **state)
{
	(void)state;
	assert_null(wrong((struct person){ .language = "zh-CN" }));
	assert_string_equal(wrong((struct person){ .language = "Chinese!" }), "/language");
	assert_string_equal(wrong((struct person){ .language = "" }), "/language");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sign_in_name_is_short_plain_and_in_lower_case),
		TEST(a_name_has_up_to_two_hundred_characters),
		TEST(an_address_has_something_on_either_side_of_its_at),
		TEST(a_language_is_a_tag),
	};

	return cmocka_run_group_tests_name("person", tests, NULL, NULL);
}
