#include "base/work.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static struct work w;

static int begin(void **state)
{
	(void)state;
	work_init(&w, 1795248000000);
	return 0;
}

static int end(void **state)
{
	(void)state;
	work_release(&w);
	return 0;
}

static void begins_without_a_problem(void **state)
{
	(void)state;
	assert_int_equal(w.now, 1795248000000);
	assert_int_equal(w.problem.kind, PROBLEM_none);
	assert_true(work_is_faultless(&w, PROBLEM_invalid_body));
	assert_null(w.db);
	assert_null(w.tenant);
}

static void refuses_with_a_sentence(void **state)
{
	(void)state;
	assert_false(refuse(&w, PROBLEM_not_found, "There is no %s.", "unit"));
	assert_int_equal(w.problem.kind, PROBLEM_not_found);
	assert_string_equal(w.problem.detail, "There is no unit.");
	assert_string_equal(problem_json(&w, "r1"),
			    "{\"type\":\"/problems/not-found\",\"title\":\"There is nothing here\","
			    "\"status\":404,\"detail\":\"There is no unit.\",\"instance\":\"r1\"}");
}

static void keeps_the_cause_to_itself(void **state)
{
	const char *json;

	(void)state;
	assert_false(broken(&w, "relation \"%s\" does not exist", "secret_table"));
	assert_int_equal(w.problem.kind, PROBLEM_internal);
	assert_string_equal(w.problem.cause, "relation \"secret_table\" does not exist");
	json = problem_json(&w, NULL);
	assert_null(strstr(json, "secret_table"));
	assert_null(strstr(json, "instance"));
	assert_non_null(strstr(json, "\"status\":500"));
}

static void tells_one_fault_in_its_own_words(void **state)
{
	(void)state;
	assert_false(fault(&w, "/answers/3/value", "This is not a %s.", "number"));
	assert_false(work_is_faultless(&w, PROBLEM_invalid_body));
	assert_string_equal(w.problem.detail, "This is not a number.");
	assert_non_null(strstr(problem_json(&w, NULL),
			       ",\"errors\":[{\"pointer\":\"/answers/3/value\","
			       "\"detail\":\"This is not a number.\"}]}"));
}

static void counts_several_faults_and_names_each_in_order(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		fault(&w, arena_printf(&w.mem, "/%d", i), "Wrong.");
	assert_false(work_is_faultless(&w, PROBLEM_invalid_body));
	assert_string_equal(w.problem.detail, "There are 3 faults; \"errors\" names each.");
	assert_non_null(strstr(problem_json(&w, NULL),
			       "\"errors\":[{\"pointer\":\"/0\",\"detail\":\"Wrong.\"},"
			       "{\"pointer\":\"/1\",\"detail\":\"Wrong.\"},"
			       "{\"pointer\":\"/2\",\"detail\":\"Wrong.\"}]}"));
}

static void names_the_document_of_a_fault(void **state)
{
	(void)state;
	w.source = "a \"b\".json";
	fault(&w, "", "Wrong.");
	assert_false(work_is_faultless(&w, PROBLEM_invalid_documents));
	assert_non_null(strstr(problem_json(&w, NULL),
			       "[{\"source\":\"a \\\"b\\\".json\",\"pointer\":\"\",\"detail\":"));
}

static void lets_no_text_break_out_of_its_string(void **state)
{
	const char *json;

	(void)state;
	fault(&w, "/a\"b\\\x01", "\"},\n{\"x\":\t\x1f");
	refuse(&w, PROBLEM_bad_request, "line one\nline two \x02 \"quoted\" \\ 中文");
	json = problem_json(&w, "\"\n");
	assert_non_null(strstr(json, "\"detail\":\"line one\\nline two \\u0002 \\\"quoted\\\" "
				     "\\\\ 中文\",\"instance\":\"\\\"\\n\""));
	assert_non_null(strstr(json, "{\"pointer\":\"/a\\\"b\\\\\\u0001\",\"detail\":\"\\\"},\\n"
				     "{\\\"x\\\":\\t\\u001f\"}"));
	for (const char *at = json; *at; at++)
		assert_true((unsigned char)*at >= 0x20);
}

static void adds_further_members(void **state)
{
	(void)state;
	refuse(&w, PROBLEM_bad_request, "No.");
	w.problem.extra = "\"missing\":[1,2]";
	assert_non_null(strstr(problem_json(&w, NULL), "\"detail\":\"No.\",\"missing\":[1,2]}"));
}

static void forgets_a_problem_with_all_its_faults(void **state)
{
	(void)state;
	fault(&w, "/a", "Wrong.");
	assert_false(work_is_faultless(&w, PROBLEM_invalid_body));
	work_forgive(&w);
	assert_int_equal(w.problem.kind, PROBLEM_none);
	assert_true(work_is_faultless(&w, PROBLEM_invalid_body));
	fault(&w, "/b", "Wrong again.");
	assert_int_equal(w.problem.faults_nr, 1);
	assert_string_equal(w.problem.faults->pointer, "/b");
}

static void finds_every_problem_by_its_name(void **state)
{
	(void)state;
	for (int kind = 1; kind < PROBLEM_KINDS; kind++) {
		const char *name = problem_name((enum problem_kind)kind);

		assert_int_equal(problem_by_name(name), kind);
		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_"),
				 strlen(name));
		assert_true(problem_status((enum problem_kind)kind) >= 400);
		assert_true(problem_status((enum problem_kind)kind) < 600);
		assert_true(*problem_title((enum problem_kind)kind));
		assert_true(strlen(problem_name((enum problem_kind)kind)) < 64);
	}
	assert_int_equal(problem_by_name("nonsense"), PROBLEM_none);
	assert_int_equal(problem_by_name("none"), PROBLEM_none);
	assert_int_equal(problem_by_name(""), PROBLEM_none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(begins_without_a_problem, begin, end),
		cmocka_unit_test_setup_teardown(refuses_with_a_sentence, begin, end),
		cmocka_unit_test_setup_teardown(keeps_the_cause_to_itself, begin, end),
		cmocka_unit_test_setup_teardown(tells_one_fault_in_its_own_words, begin, end),
		cmocka_unit_test_setup_teardown(counts_several_faults_and_names_each_in_order,
						begin, end),
		cmocka_unit_test_setup_teardown(names_the_document_of_a_fault, begin, end),
		cmocka_unit_test_setup_teardown(lets_no_text_break_out_of_its_string, begin, end),
		cmocka_unit_test_setup_teardown(adds_further_members, begin, end),
		cmocka_unit_test_setup_teardown(forgets_a_problem_with_all_its_faults, begin, end),
		cmocka_unit_test_setup_teardown(finds_every_problem_by_its_name, begin, end),
	};

	return cmocka_run_group_tests_name("work", tests, NULL, NULL);
}
