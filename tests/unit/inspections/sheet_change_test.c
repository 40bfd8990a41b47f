#include "inspections/inspection_own.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct work w;
static struct sheet sheet;

static const struct json_value *parsed(const char *document)
{
	char *copy = arena_strdup(&w.mem, document);
	const struct json_value *value;

	for (char *c = copy; *c; c++)
		if (*c == '\'')
			*c = '"';
	assert_true(json_parse(&w, copy, strlen(copy), &value));
	return value;
}

/* A sheet at 3.7: "a" and the rooms were touched last by edit 5, "b" by edit 7. */
static int begin(void **state)
{
	(void)state;
	work_init(&w, 0);
	memset(&sheet, 0, sizeof(sheet));
	sheet.revision = 3;
	sheet.edit = 7;
	sheet.document = "{}";
	sheet.answers = parsed("{'a':{'text':'1'},'b':{'text':'2'},'c':{'number':6.5}}");
	sheet.instances = parsed("{'room':['1203']}");
	sheet.touched = parsed("{'a':5,'b':7,'gone':6,'#room':5}");
	return 0;
}

static int end(void **state)
{
	(void)state;
	work_release(&w);
	return 0;
}

static bool may_become(const char *base, const char *answers, const char *instances)
{
	const struct answers_body body = {
		.answers = parsed(answers),
		.instances = instances ? parsed(instances) : NULL,
	};

	work_forgive(&w);
	return sheet_may_become(&w, &sheet, base, &body);
}

static void refused(enum problem_kind kind, const char *extra)
{
	assert_int_equal(w.problem.kind, kind);
	if (extra)
		assert_string_equal(w.problem.extra, extra);
	else
		assert_null(w.problem.extra);
}

#define SAME "'a':{'text':'1'},'b':{'text':'2'},'c':{'number':6.5}"
#define ROOM "{'room':['1203']}"

static void may_become_what_it_is_whatever_was_seen(void **state)
{
	(void)state;
	assert_true(may_become(NULL, "{" SAME "}", ROOM));
	assert_true(may_become("3.0", "{" SAME "}", ROOM));
	assert_true(may_become("nonsense",
			       "{'c':{'number':6.50},'b':{'text':'2'},'a':{'text':'1'}}", ROOM));
}

static void may_become_anything_while_nobody_has_changed_it(void **state)
{
	(void)state;
	sheet.edit = 0;
	sheet.touched = parsed("{}");
	assert_true(may_become(NULL, "{'z':{'text':'9'}}", NULL));
}

static void must_be_known_where_it_would_change(void **state)
{
	(void)state;
	assert_false(may_become(NULL, "{" SAME ",'d':{'text':'4'}}", ROOM));
	refused(PROBLEM_revision_required, NULL);
	assert_false(may_become(NULL, "{}", NULL));
	refused(PROBLEM_revision_required, NULL);
}

static void loses_only_what_was_seen(void **state)
{
	(void)state;
	assert_true(may_become("3.7", "{}", NULL));
	assert_true(may_become("3.5", "{" SAME ",'d':{'text':'4'}}", "{'room':['1','2']}"));
	assert_true(may_become("3.5", "{'b':{'text':'2'}}", ROOM));
	assert_false(may_become("3.6", "{'a':{'text':'9'}}", ROOM));
	refused(PROBLEM_revision_conflict, "\"questions\":[\"b\"]");
	assert_false(may_become("3.4", "{'a':{'text':'9'},'b':{'text':'9'}}", NULL));
	refused(PROBLEM_revision_conflict, "\"questions\":[\"a\",\"b\",\"#room\"]");
	/* Somebody has taken it away meanwhile. */
	assert_false(may_become("3.5", "{" SAME ",'gone':{'text':'x'}}", ROOM));
	refused(PROBLEM_revision_conflict, "\"questions\":[\"gone\"]");
}

static void is_known_by_its_revision_and_edit_alone(void **state)
{
	static const char *const wrong[] = { "",
					     "3",
					     "3.",
					     ".7",
					     "3.8",
					     "2.7",
					     "4.7",
					     "3.7x",
					     " 3.7",
					     "+3.7",
					     "3.-7",
					     "3 .7",
					     "3.7.1",
					     "99999999999999999999.7",
					     "3.99999999999999999999" };

	(void)state;
	assert_true(sheet_expect(&w, &sheet, NULL));
	assert_true(sheet_expect(&w, &sheet, "3.7"));
	assert_true(sheet_expect(&w, &sheet, "03.007"));
	assert_false(sheet_expect(&w, &sheet, "3.6"));
	refused(PROBLEM_revision_conflict, NULL);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		work_forgive(&w);
		assert_false(sheet_expect(&w, &sheet, wrong[i]));
		refused(PROBLEM_revision_conflict, NULL);
	}
}

static void is_kept_with_its_members_in_their_order(void **state)
{
	(void)state;
	assert_string_equal(sheet_document(&w, parsed("{'b':{'text':'\\u0001/'},'a':{}}"),
					   parsed("{'room':['房']}")),
			    "{\"answers\":{\"b\":{\"text\":\"\\u0001/\"},\"a\":{}},"
			    "\"instances\":{\"room\":[\"房\"]}}");
	assert_string_equal(sheet_document(&w, NULL, NULL), "{\"answers\":{},\"instances\":{}}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(may_become_what_it_is_whatever_was_seen, begin,
						end),
		cmocka_unit_test_setup_teardown(may_become_anything_while_nobody_has_changed_it,
						begin, end),
		cmocka_unit_test_setup_teardown(must_be_known_where_it_would_change, begin, end),
		cmocka_unit_test_setup_teardown(loses_only_what_was_seen, begin, end),
		cmocka_unit_test_setup_teardown(is_known_by_its_revision_and_edit_alone, begin,
						end),
		cmocka_unit_test_setup_teardown(is_kept_with_its_members_in_their_order, begin,
						end),
	};

	return cmocka_run_group_tests_name("sheet_change", tests, NULL, NULL);
}
