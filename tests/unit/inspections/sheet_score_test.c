#include "inspections/sheet_score.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checklists/checklist_document.h"
#include "inspections/sheet.h"
#include "json/json.h"

/* Documents are written with ' for ", so that they can be read here. */
#define TEXT "'text':{'en':'Q'},"
#define FAILS "'severity':'major','department':'kitchen','indicator':'a.b',"
#define SHA "00112233445566778899aabbccddeeff00112233445566778899aabbccddeef"

/* A section asked once and one asked for each room, with everything that a sheet can show. */
static const char checklist_text[] =
	"{'format':'gemba.checklist/1','code':'c','title':{'en':'T'},'kind':'tour',"
	"'scoring':{'method':'points','repeat':{'factors':[1,2]}},'sections':["
	"{'key':'s','title':{'en':'S'},'questions':["
	"{'key':'yes'," TEXT FAILS "'type':'check','points':5,'fails':false,'required':true},"
	"{'key':'tag'," TEXT "'type':'text','applies':{'any_tag':['pool']}},"
	"{'key':'skip'," TEXT FAILS "'type':'check','points':3,'fails':false,'may_skip':true},"
	"{'key':'sign'," TEXT "'type':'signature'},"
	"{'key':'view'," TEXT "'type':'photo','required':true,'photos':{'min':1}}]},"
	"{'key':'room','title':{'en':'R'},'repeats':{'min':1,'max':5,'name':{'en':'N'}},'questions'"
	":["
	"{'key':'cold'," TEXT FAILS "'type':'check','points':2,'fails':false},"
	"{'key':'note'," TEXT "'type':'text'}]}]}";

static struct work w;
static struct context context;
static struct scored scored;

static char *quoted(const char *document)
{
	char *copy = arena_strdup(&w.mem, document);

	for (char *c = copy; *c; c++)
		if (*c == '\'')
			*c = '"';
	return copy;
}

static int begin(void **state)
{
	char *text;

	(void)state;
	work_init(&w, 0);
	memset(&context, 0, sizeof(context));
	context.tags = "[]";
	context.history = "{}";
	text = quoted(checklist_text);
	return !checklist_document_read(&w, text, strlen(text), &context.version.checklist);
}

static int end(void **state)
{
	(void)state;
	work_release(&w);
	return 0;
}

static bool try_score(const char *document)
{
	const char *text = quoted(document);
	const struct json_value *value;
	struct answers_body body = { 0 };

	assert_true(json_parse(&w, text, strlen(text), &value));
	body.answers = json_member(value, "answers");
	body.instances = json_member(value, "instances");
	return sheet_score(&w, &context, &body, &scored);
}

static void score(const char *answers, const char *instances)
{
	if (!try_score(
		    arena_printf(&w.mem, "{'answers':{%s},'instances':{%s}}", answers, instances)))
		fail_msg("%s", w.problem.detail);
}

#define ROOMS(names) "'room':[" names "]"

static void keeps_the_worst_of_the_instances_of_a_question(void **state)
{
	(void)state;
	score("'yes':{'check':true},'cold@1':{'check':true},'cold@2':{'check':false},"
	      "'cold@3':{'check':false},'note@2':{'text':'x'}",
	      ROOMS("'1','2','3'"));
	/* 0 hidden, 1 blank, 3 answered, 4 passed, 5 failed */
	assert_string_equal(scored.outcomes, "{4,0,1,1,1,5,3}");
	assert_string_equal(scored.lost, "{0,0,0,0,0,4000,0}");
}

static void has_an_outcome_for_every_question_where_there_is_no_instance(void **state)
{
	(void)state;
	score("'yes':{'check':false}", "");
	assert_string_equal(scored.outcomes, "{5,0,1,1,1,0,0}");
	score("", ROOMS(""));
	assert_string_equal(scored.outcomes, "{1,0,1,1,1,0,0}");
}

static void counts_what_was_asked_and_what_was_not_applicable(void **state)
{
	(void)state;
	score("'yes':{'check':true},'skip':{'not_applicable':true},'tag':{'text':'kept'}",
	      ROOMS("'1','2'"));
	assert_string_equal(scored.totals, "{\"earned\":5,\"possible\":9,\"asked\":8,\"failed\":0,"
					   "\"not_applicable\":1}");
}

static void takes_tags_and_history_from_the_context(void **state)
{
	(void)state;
	context.tags = "[\"pool\"]";
	context.history = "{\"yes\":1}";
	score("'yes':{'check':false},'tag':{'text':'x'}", ROOMS("'1'"));
	assert_string_equal(scored.outcomes, "{5,3,1,1,1,1,1}");
	assert_int_equal(scored.failures.items[0].repeat, 2);
	assert_int_equal(scored.failures.items[0].lost, 10000);
}

static void has_the_percent_exactly(void **state)
{
	(void)state;
	score("'yes':{'check':true},'skip':{'check':false}", ROOMS("'1','2'"));
	assert_string_equal(scored.percent, "41.67");
	/* 5 of 12, in billionths; the denominator makes percents of thousandths of them */
	assert_int_equal(strtoll(scored.exact_num, NULL, 10) * 12,
			 strtoll(scored.exact_den, NULL, 10) * 500);
}

static void has_no_percent_where_nothing_is_possible(void **state)
{
	char *text =
		quoted("{'format':'gemba.checklist/1','code':'c','title':{'en':'T'},"
		       "'kind':'tour','scoring':{'method':'demerit'},'sections':[{'key':'s',"
		       "'title':{'en':'S'},'questions':[{'key':'q'," TEXT "'type':'text'}]}]}");

	(void)state;
	assert_true(checklist_document_read(&w, text, strlen(text), &context.version.checklist));
	score("", "");
	assert_null(scored.percent);
	assert_null(scored.exact_num);
	assert_null(scored.grade);
	assert_string_equal(scored.status, "not_scored");
}

static void tells_of_every_failure_what_the_department_needs(void **state)
{
	const struct failure *f;

	(void)state;
	score("'yes':{'check':false,'note':'dark'},'cold@1':{'check':true},"
	      "'cold@2':{'check':false}",
	      ROOMS("'1203','房 \\'15\\''"));
	assert_int_equal(scored.failures.nr, 2);
	f = scored.failures.items;
	assert_string_equal(f[0].question, "yes");
	assert_null(f[0].instance);
	assert_string_equal(f[0].severity, "major");
	assert_string_equal(f[0].department, "kitchen");
	assert_string_equal(f[0].indicator, "a.b");
	assert_string_equal(f[0].title, "{\"en\":\"Q\"}");
	assert_string_equal(f[0].note, "dark");
	assert_int_equal(f[0].lost, 5000);
	assert_int_equal(f[0].repeat, 1);
	assert_string_equal(f[1].question, "cold");
	assert_string_equal(f[1].instance, "房 \"15\"");
	assert_null(f[1].note);
}

static void names_what_is_missing_as_the_result_does(void **state)
{
	(void)state;
	score("", "");
	assert_int_equal(scored.missing_nr, 3);
	assert_non_null(strstr(scored.result, scored.missing));
}

static void lists_photographs_of_answers_hidden_ones_and_signatures_too(void **state)
{
	(void)state;
	score("'yes':{'check':true,'photos':['" SHA "0']},'sign':{'signature':'" SHA "1'},"
	      "'tag':{'text':'x','photos':['" SHA "2']},'view':{'photos':['" SHA "0','" SHA "3']},"
	      "'cold@2':{'check':true,'photos':['" SHA "4']}",
	      ROOMS("'a','b'"));
	assert_int_equal(scored.photos_nr, 6);
	assert_string_equal(scored.photo_hashes[1], SHA "2");
	assert_string_equal(scored.photo_hashes[2], SHA "1");
	assert_non_null(strstr(scored.photos, "{\"sha256\":\"" SHA "4\",\"question\":\"cold\","
					      "\"instance\":\"b\"}"));
	assert_non_null(strstr(scored.photos, "{\"sha256\":\"" SHA "1\",\"question\":\"sign\","
					      "\"instance\":null}"));
}

static void lists_as_many_photographs_as_there_are(void **state)
{
	struct text answers;

	(void)state;
	text_init(&answers, &w.mem);
	text_add(&answers, "'yes':{'check':true}");
	for (int i = 1; i <= 5; i++) {
		text_printf(&answers, ",'note@%d':{'text':'x','photos':[", i);
		for (int n = 0; n < 10; n++)
			text_printf(&answers, "%s'%062d%d%d'", n ? "," : "", 0, i, n);
		text_add(&answers, "]}");
	}
	score(answers.s, ROOMS("'1','2','3','4','5'"));
	assert_int_equal(scored.photos_nr, 50);
	assert_string_equal(scored.photo_hashes[49] + 62, "59");
}

static void refuses_answers_that_are_none_with_every_fault(void **state)
{
	(void)state;
	assert_false(try_score(
		"{'answers':{'no':{'check':true},'yes':{'check':3}},'instances':{'s':[]}}"));
	assert_int_equal(w.problem.kind, PROBLEM_invalid_sheet);
	assert_int_equal(w.problem.faults_nr, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(keeps_the_worst_of_the_instances_of_a_question,
						begin, end),
		cmocka_unit_test_setup_teardown(
			has_an_outcome_for_every_question_where_there_is_no_instance, begin, end),
		cmocka_unit_test_setup_teardown(counts_what_was_asked_and_what_was_not_applicable,
						begin, end),
		cmocka_unit_test_setup_teardown(takes_tags_and_history_from_the_context, begin,
						end),
		cmocka_unit_test_setup_teardown(has_the_percent_exactly, begin, end),
		cmocka_unit_test_setup_teardown(has_no_percent_where_nothing_is_possible, begin,
						end),
		cmocka_unit_test_setup_teardown(tells_of_every_failure_what_the_department_needs,
						begin, end),
		cmocka_unit_test_setup_teardown(names_what_is_missing_as_the_result_does, begin,
						end),
		cmocka_unit_test_setup_teardown(
			lists_photographs_of_answers_hidden_ones_and_signatures_too, begin, end),
		cmocka_unit_test_setup_teardown(lists_as_many_photographs_as_there_are, begin, end),
		cmocka_unit_test_setup_teardown(refuses_answers_that_are_none_with_every_fault,
						begin, end),
	};

	return cmocka_run_group_tests_name("sheet_score", tests, NULL, NULL);
}
