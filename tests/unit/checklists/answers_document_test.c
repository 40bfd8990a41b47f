#include "checklists/answers_document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Documents are written with ' for ", so that they can be read here. */
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "f123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* clang-format off: it pulls the documents apart */
#define QUESTION(key, members) "{'key':'" key "','text':{'en':'Q'}," members "}"
#define CHOICES                                                              \
 "'choices':[{'key':'a','label':{'en':'A'}},{'key':'b','label':{'en':'B'}}," \
 "{'key':'c','label':{'en':'C'}}]"
static const char
	checklist_text[] = "{'format':'gemba.checklist/"
			   "1','code':'c','title':{'en':'T'},'kind':'daily',"
			   "'scoring':{'method':'points'},'sections':[{'key':'s','title':{'en':'S'}"
			   ",'"
			   "questions':[" QUESTION("one", "'type':'choice','choices':[{'key':'a','"
							  "label':{'en':'A'}},"
							  "{'key':'na','label':{'en':'N'},'not_"
							  "applicable':true}]") "," QUESTION("many", "'type':'"
												     "choices'"
												     ",'may_"
												     "skip':"
												     "true"
												     "," CHOICES) "," QUESTION("check",
															       "'type':'check','"
															       "photos':{'max':"
															       "2}") "," QUESTION("number",
																		  "'type':'number','min':-1.5,'max':40") "," QUESTION("text", "'type':'text','applies':{'any_tag':['x','y']}") "," QUESTION("date", "'type':'date','applies':{'not_tag':['z']}") "," QUESTION("photo", "'type':'photo','may_skip':true") "," QUESTION("signature",
																																																      "'type':'signature'") "," QUESTION("place",
																																																					 "'type':'place'") "]},{'key':'r','title':{'en':'R'},'repeats':{'max':3,'name':{'en':'N'}},'questions':[" QUESTION("r1",
																																																																			   "'type':'check'") "," QUESTION("r2",
																																																																							  "'type':'check'") "]}]}";
/* clang-format on */

enum { ONE, MANY, CHECK, NUMBER, TEXT, DATE, PHOTO, SIGNATURE, PLACE, R1, R2 };

static struct work w;
static const struct checklist *checklist;

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
	(void)state;
	work_init(&w, 0);
	return !checklist_document_read(&w, quoted(checklist_text), sizeof(checklist_text) - 1,
					&checklist);
}

static int end(void **state)
{
	(void)state;
	work_release(&w);
	return 0;
}

static const struct answers *read_good(const char *document)
{
	const struct answers *answers = NULL;
	char *text = quoted(document);

	work_forgive(&w);
	if (!answers_document_read(&w, checklist, text, strlen(text), &answers))
		fail_msg("%s: %s: %s", document, w.problem.faults->pointer,
			 w.problem.faults->detail);
	return answers;
}

static bool is_faulted(const char *pointer)
{
	for (const struct fault *f = w.problem.faults; f; f = f->next)
		if (!strcmp(f->pointer, pointer))
			return true;
	return false;
}

/* The document has faults at these pointers, parted by spaces, and nowhere else. */
static void faulted(const char *document, const char *pointers)
{
	const struct answers *answers;
	char *text = quoted(document), *rest = arena_strdup(&w.mem, pointers), *pointer;
	size_t nr = 0;

	work_forgive(&w);
	assert_false(answers_document_read(&w, checklist, text, strlen(text), &answers));
	while ((pointer = strsep(&rest, " "))) {
		if (!is_faulted(pointer))
			fail_msg("%s: no fault at \"%s\" but at \"%s\"", document, pointer,
				 w.problem.faults->pointer);
		nr++;
	}
	if (w.problem.faults_nr != nr)
		fail_msg("%s: %zu faults", document, w.problem.faults_nr);
}

static void every_type_has_its_value(void **state)
{
	const struct answers *answers = read_good(
		"{'answers':{'one':{'choice':'a'},'many':{'choices':['c','a']},"
		"'check':{'check':true,'note':' x ','photos':['" HASH "','" OTHER "']},"
		"'number':{'number':-1.5},'text':{'text':'x'},'date':{'date':'2026-11-21'},"
		"'photo':{'photos':['" HASH "']},'signature':{'signature':'" HASH "'},"
		"'place':{'place':{'lat':-90,'lon':180,'accuracy':0}}}}");
	const struct scoring_answer *a = answers->sheet.answers;

	(void)state;
	for (int i = ONE; i <= PLACE; i++) {
		assert_int_equal(a[i].state, SCORING_IS_ANSWERED);
		assert_non_null(answers->entries[i]);
	}
	assert_true(a[ONE].value == 0 && a[CHECK].value == 1 && a[NUMBER].value == -1500);
	assert_int_equal(a[MANY].chosen_nr, 2);
	assert_int_equal(answers->sheet.chosen[a[MANY].chosen_first], 0);
	assert_int_equal(answers->sheet.chosen[a[MANY].chosen_first + 1], 2);
	assert_true(a[CHECK].has_note && a[CHECK].photos_nr == 2 && a[PHOTO].photos_nr == 1);
	assert_false(a[NUMBER].has_note);
}

static void what_says_nothing_is_blank(void **state)
{
	const struct answers *answers =
		read_good("{'answers':{'one':{},'check':{'note':'\\t\\u3000','photos':[]},"
			  "'text':{'text':''},'photo':{'photos':[]}}}");

	(void)state;
	assert_int_equal(answers->answers_nr, PLACE + 1);
	for (int i = ONE; i <= PLACE; i++)
		assert_int_equal(answers->sheet.answers[i].state, SCORING_IS_BLANK);
	assert_false(answers->sheet.answers[CHECK].has_note);
	assert_null(answers->entries[MANY]);
	read_good("{}");
	read_good("{'answers':{},'instances':{},'store':{},'history':{}}");
}

static void an_empty_list_of_choices_is_an_answer(void **state)
{
	const struct answers *answers = read_good("{'answers':{'many':{'choices':[]}}}");

	(void)state;
	assert_int_equal(answers->sheet.answers[MANY].state, SCORING_IS_ANSWERED);
	assert_int_equal(answers->sheet.answers[MANY].chosen_nr, 0);
}

static void not_applicable_is_said_in_two_ways(void **state)
{
	const struct answers *answers = read_good("{'answers':{'one':{'choice':'na'},"
						  "'many':{'not_applicable':true,'note':'x'}}}");

	(void)state;
	assert_int_equal(answers->sheet.answers[ONE].state, SCORING_IS_NOT_APPLICABLE);
	assert_int_equal(answers->sheet.answers[MANY].state, SCORING_IS_NOT_APPLICABLE);
	answers = read_good("{'answers':{'one':{'not_applicable':true}}}");
	assert_int_equal(answers->sheet.answers[ONE].state, SCORING_IS_NOT_APPLICABLE);
}

static void instances_have_names_and_numbers(void **state)
{
	const struct answers *answers =
		read_good("{'answers':{'r2@1':{'check':true},'r1@2':{'check':false}},"
			  "'instances':{'r':['1203','1507']}}");

	(void)state;
	assert_int_equal(answers->answers_nr, R1 + 4);
	assert_int_equal(answers->sheet.instances[1], 2);
	assert_int_equal(answers->sheet.answers[R1].state, SCORING_IS_BLANK);
	assert_int_equal(answers->sheet.answers[R1 + 1].state, SCORING_IS_ANSWERED);
	assert_int_equal(answers->sheet.answers[R1 + 2].state, SCORING_IS_ANSWERED);
	assert_string_equal(answers_instance(answers, 1, 1), "1507");
	assert_null(answers_instance(answers, 0, 0));
}

static void tags_and_history_go_to_their_questions(void **state)
{
	const struct answers *answers =
		read_good("{'store':{'tags':['y','q']},'history':{'one':3.0,'nobody':5}}");

	(void)state;
	assert_true(answers->sheet.applies[TEXT] && answers->sheet.applies[DATE]);
	assert_int_equal(answers->sheet.history[ONE], 3);
	assert_int_equal(answers->sheet.history[MANY], 0);
	answers = read_good("{'store':{'tags':['z']}}");
	assert_false(answers->sheet.applies[TEXT] || answers->sheet.applies[DATE]);
	assert_true(answers->sheet.applies[ONE]);
	answers = read_good("{}");
	assert_false(answers->sheet.applies[TEXT]);
	assert_true(answers->sheet.applies[DATE]);
}

static void checks_the_file(void **state)
{
	(void)state;
	faulted("[]", "");
	faulted("{", "");
	faulted("{'answers':{'one':{},'one':{}}}", "/answers/one");
	faulted("{'x':1,'answers':[],'store':null,'history':2,'instances':'r'}",
		"/x /answers /store /history /instances");
	faulted("{'store':{'tags':[],'name':1}}", "/store/tags /store/name");
	faulted("{'store':{'tags':['a','',1]}}", "/store/tags/1 /store/tags/2");
	faulted("{'history':{'one':-1,'many':1001,'check':0.5,'x/y':null}}",
		"/history/one /history/many /history/check /history/x~1y");
}

static void checks_instances(void **state)
{
	(void)state;
	faulted("{'instances':{'s':['1'],'nowhere':[],'r':['a','','a',5]}}",
		"/instances/s /instances/nowhere /instances/r /instances/r/1 /instances/r/2 "
		"/instances/r/3");
	faulted("{'instances':{'r':["
		"'é23456789 123456789 123456789 123456789 123456789 123456789 1234',"
		"'é23456789 123456789 123456789 123456789 123456789 123456789 12345']}}",
		"/instances/r/1");
	faulted("{'instances':{'r':['1','2','3','4']},'answers':{'r1@4':{}}}", "/instances/r");
	faulted("{'answers':{'one@1':{},'r1':{},'r1@':{},'r1@0':{},'r1@01':{},'r1@2':{},"
		"'r1@1x':{},'r1@4294967297':{},'r1@1':{}},'instances':{'r':['1']}}",
		"/answers/one@1 /answers/r1 /answers/r1@ /answers/r1@0 /answers/r1@01 "
		"/answers/r1@2 /answers/r1@1x /answers/r1@4294967297");
}

static void instances_that_cannot_be_read_say_nothing_about_answers(void **state)
{
	(void)state;
	faulted("{'instances':{'r':5},'answers':{'r1@7':{'check':1}}}",
		"/instances/r /answers/r1@7/check");
	faulted("{'instances':null,'answers':{'r1@7':{}}}", "/instances");
}

static void checks_answers(void **state)
{
	static const char *const wrong[][2] = {
		{ "'nobody':{}", "/answers/nobody" },
		{ "'':{}", "/answers/" },
		{ "'one':5", "/answers/one" },
		{ "'one':{'check':true}", "/answers/one/check" },
		{ "'one':{'value':1}", "/answers/one/value" },
		{ "'one':{'choice':'x'}", "/answers/one/choice" },
		{ "'one':{'choice':5}", "/answers/one/choice" },
		{ "'one':{'choice':'a','not_applicable':true}", "/answers/one/choice" },
		{ "'many':{'choices':'a'}", "/answers/many/choices" },
		{ "'many':{'choices':['a','x','a',null]}",
		  "/answers/many/choices/1 /answers/many/choices/2 /answers/many/choices/3" },
		{ "'check':{'check':1}", "/answers/check/check" },
		{ "'check':{'not_applicable':true}", "/answers/check/not_applicable" },
		{ "'many':{'not_applicable':false}", "/answers/many/not_applicable" },
		{ "'many':{'not_applicable':1}", "/answers/many/not_applicable" },
		{ "'check':{'note':5,'photos':{}}", "/answers/check/note /answers/check/photos" },
		{ "'check':{'photos':['" HASH "','" HASH "','x']}",
		  "/answers/check/photos /answers/check/photos/1 /answers/check/photos/2" },
		{ "'number':{'number':-1.501}", "/answers/number/number" },
		{ "'number':{'number':40.001}", "/answers/number/number" },
		{ "'number':{'number':1.0001}", "/answers/number/number" },
		{ "'number':{'number':1e999}", "/answers/number/number" },
		{ "'number':{'number':'1'}", "/answers/number/number" },
		{ "'text':{'text':5}", "/answers/text/text" },
		{ "'date':{'date':'2026-02-29'}", "/answers/date/date" },
		{ "'date':{'date':20260229}", "/answers/date/date" },
		{ "'photo':{'photos':[],'not_applicable':true}", "/answers/photo/photos" },
		{ "'signature':{'signature':'x'}", "/answers/signature/signature" },
		{ "'place':{'place':[]}", "/answers/place/place" },
		{ "'place':{'place':{'lat':90.1,'accuracy':-1,'x':0}}",
		  "/answers/place/place/lat /answers/place/place/lon "
		  "/answers/place/place/accuracy /answers/place/place/x" },
		{ "'place':{'place':{'lat':1e999,'lon':'0','accuracy':1e999}}",
		  "/answers/place/place/lat /answers/place/place/lon "
		  "/answers/place/place/accuracy" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		faulted(arena_printf(&w.mem, "{'answers':{%s}}", wrong[i][0]), wrong[i][1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_type_has_its_value),
		TEST(what_says_nothing_is_blank),
		TEST(an_empty_list_of_choices_is_an_answer),
		TEST(not_applicable_is_said_in_two_ways),
		TEST(instances_have_names_and_numbers),
		TEST(tags_and_history_go_to_their_questions),
		TEST(checks_the_file),
		TEST(checks_instances),
		TEST(instances_that_cannot_be_read_say_nothing_about_answers),
		TEST(checks_answers),
	};

	return cmocka_run_group_tests_name("answers_document", tests, NULL, NULL);
}
