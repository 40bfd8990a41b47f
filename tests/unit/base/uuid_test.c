#include "base/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypt.h"

static struct arena mem;

static int begin(void **state)
{
	(void)state;
	crypt_init();
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_reset(&mem);
	return 0;
}

static void marks_its_version_and_variant(void **state)
{
	(void)state;
	for (int i = 0; i < 200; i++) {
		const char *seven = uuid_v7(&mem, 1795248000000);
		const char *four = uuid_v4(&mem);

		assert_true(is_uuid(seven) && is_uuid(four));
		assert_int_equal(seven[14], '7');
		assert_int_equal(four[14], '4');
		assert_non_null(strchr("89ab", seven[19]));
		assert_non_null(strchr("89ab", four[19]));
	}
}

static void sorts_by_its_millisecond(void **state)
{
	static const int64_t moments[] = {
		0, 1, 255, 256, 65535, 65536, 1795247999999, 1795248000000, 253402300799999,
	};
	const char *before = uuid_v7(&mem, 0);

	(void)state;
	for (size_t i = 1; i < sizeof(moments) / sizeof(*moments); i++) {
		const char *id = uuid_v7(&mem, moments[i]);

		assert_true(strcmp(before, id) < 0);
		before = id;
	}
}

static void sorts_as_made_within_a_millisecond(void **state)
{
	const char *before = uuid_v7(&mem, 1795248000123);

	(void)state;
	for (int i = 0; i < 1000; i++) {
		const char *id = uuid_v7(&mem, 1795248000123);

		assert_true(strcmp(before, id) < 0);
		before = id;
	}
}

/* A clock that stands, as those of tests do, makes more than the twelve bits can tell apart. */
static void sorts_as_made_however_many_there_are(void **state)
{
	const char *before = uuid_v7(&mem, 1795248000200);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		const char *id = uuid_v7(&mem, 1795248000200);

		assert_true(strcmp(before, id) < 0);
		before = id;
	}
}

static void sorts_as_made_while_others_are_made_of_other_moments(void **state)
{
	const char *before[3] = { "", "", "" };

	(void)state;
	for (int i = 0; i < 300; i++) {
		const char *id = uuid_v7(&mem, 1795248000300 + i % 3);

		assert_true(strcmp(before[i % 3], id) < 0);
		before[i % 3] = id;
	}
}

static void tells_its_millisecond(void **state)
{
	const char *id = uuid_v7(&mem, 1795248000123);
	char hex[13];

	(void)state;
	memcpy(hex, id, 8);
	memcpy(hex + 8, id + 9, 4);
	hex[12] = '\0';
	assert_int_equal(strtoll(hex, NULL, 16), 1795248000123);
}

static void is_never_the_same_twice(void **state)
{
	const char *ids[500];

	(void)state;
	for (size_t i = 0; i < 500; i++) {
		ids[i] = i % 2 ? uuid_v7(&mem, 1795248000000) : uuid_v4(&mem);
		for (size_t other = 0; other < i; other++)
			assert_string_not_equal(ids[i], ids[other]);
	}
}

static void is_known_in_one_spelling_only(void **state)
{
	static const char *const others[] = {
		"",
		"0190163d-8694-739b-aea5-966c26f8ad9",
		"0190163d-8694-739b-aea5-966c26f8ad911",
		"0190163D-8694-739b-aea5-966c26f8ad91",
		"0190163d8694739baea5966c26f8ad91",
		"{190163d-8694-739b-aea5-966c26f8ad91}",
		"0190163d-8694-739b-aea5_966c26f8ad91",
		"0190163d-8694-739b-aea-5966c26f8ad91",
		"0190163g-8694-739b-aea5-966c26f8ad91",
		"0190163d-8694-739b-aea5-966c26f8ad9 ",
		" 0190163d-8694-739b-aea5-966c26f8ad91",
	};

	(void)state;
	assert_true(is_uuid("0190163d-8694-739b-aea5-966c26f8ad91"));
	assert_true(is_uuid("00000000-0000-0000-0000-000000000000"));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_false(is_uuid(others[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(marks_its_version_and_variant, end),
		cmocka_unit_test_teardown(sorts_by_its_millisecond, end),
		cmocka_unit_test_teardown(sorts_as_made_within_a_millisecond, end),
		cmocka_unit_test_teardown(sorts_as_made_however_many_there_are, end),
		cmocka_unit_test_teardown(sorts_as_made_while_others_are_made_of_other_moments,
					  end),
		cmocka_unit_test_teardown(tells_its_millisecond, end),
		cmocka_unit_test_teardown(is_never_the_same_twice, end),
		cmocka_unit_test_teardown(is_known_in_one_spelling_only, end),
	};

	return cmocka_run_group_tests_name("uuid", tests, begin, NULL);
}
