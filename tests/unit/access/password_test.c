#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "access/password.h"
#include "base/crypt.h"
#include "base/text.h"

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

static const char *repeat(const char *s, size_t n)
{
	struct text t;

	text_init(&t, &w.mem);
	for (size_t i = 0; i < n; i++)
		text_add(&t, s);
	return text_take(&t);
}

static void the_right_password_matches_and_no_other(void **state)
{
	const char *hash = password_make(&w, "correct horse");

	(void)state;
	assert_true(password_check(hash, "correct horse"));
	assert_false(password_check(hash, "correct horsf"));
	assert_false(password_check(hash, ""));
	assert_string_not_equal(hash, password_make(&w, "correct horse"));
}

static void nothing_matches_the_password_of_nobody(void **state)
{
	(void)state;
	assert_false(password_check(NULL, ""));
	assert_false(password_check(NULL, "somesalt"));
}

static void length_is_counted_in_characters(void **state)
{
	(void)state;
	assert_false(password_is_fit(&w, "/p", "123456789", "li", NULL));
	assert_true(password_is_fit(&w, "/p", "0a1b2c3d4e", "li", NULL));
	assert_false(password_is_fit(&w, "/p", repeat("密", 9), "li", NULL));
	assert_true(password_is_fit(&w, "/p", repeat("密", 10), "li", NULL));
	assert_true(password_is_fit(&w, "/p", repeat("密", 1024), "li", NULL));
	assert_false(password_is_fit(&w, "/p", repeat("密", 1025), "li", NULL));
	assert_int_equal(w.problem.faults_nr, 3);
	assert_string_equal(w.problem.faults->pointer, "/p");
}

static void is_not_the_sign_in_name_in_any_case(void **state)
{
	(void)state;
	assert_false(password_is_fit(&w, "/p", "li.na@example", "li.na@example", NULL));
	assert_false(password_is_fit(&w, "/p", "Li.Na@Example", "li.na@example", "Li Na"));
	assert_false(password_is_fit(&w, "/p", "li.na@example2026", "li.na@example", NULL));
	assert_false(password_is_fit(&w, "/p", "Margarethe123", "mm", "margarethe"));
	assert_true(password_is_fit(&w, "/p", "li.na@example is not all", "li.na@example", NULL));
	assert_true(password_is_fit(&w, "/p", "li.na@example", NULL, NULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_right_password_matches_and_no_other),
		TEST(nothing_matches_the_password_of_nobody),
		TEST(length_is_counted_in_characters),
		TEST(is_not_the_sign_in_name_in_any_case),
	};

	crypt_init();
	return cmocka_run_group_tests_name("password", tests, NULL, NULL);
}
