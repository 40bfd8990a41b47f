#include "checklists/result_document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The example of the format; ' stands for ". */
/* clang-format off: it pulls the documents apart */
static const char example_checklist[] =
	"{'format':'gemba.checklist/1','code':'hotel-lobby-daily','title':{'en':'Lobby, daily',"
	"'zh-CN':'大堂日检'},'kind':'daily','scoring':{'method':'points','pass_line':85,'bands':[{"
	"'grade':'A','from':90},{'grade':'B','from':80},{'grade':'C','from':0}],'repeat':{'"
	"lookback':3,"
	"'days':180,'factors':[1,1.5,2]}},'sections':[{'key':'floor','title':{'en':'Floor','zh-CN':"
	"'地面'},"
	"'gate':70,'questions':[{'key':'floor.clean','text':{'en':'The floor is clean and dry',"
	"'zh-CN':'地面清洁干燥'},'type':'choice','choices':[{'key':'yes','label':{'en':'Yes',"
	"'zh-CN':'是'},'points':5},{'key':'partly','label':{'en':'Partly','zh-CN':'部分'},'points':"
	"2,"
	"'fails':true},{'key':'no','label':{'en':'No','zh-CN':'否'},'points':0,'fails':true},"
	"{'key':'na','label':{'en':'N/"
	"A','zh-CN':'不适用'},'not_applicable':true}],'severity':'major',"
	"'department':'housekeeping','indicator':'cleanliness.public-area.floor','required':true,"
	"'photos':{'min':1,'max':6,'when':'failed'},'note':'failed','guidance':{'en':'Look behind "
	"the columns too.'},"
	"'reference':'SOP-HK-012'},{'key':'exit.lit','text':{'en':'The exit sign is "
	"lit','zh-CN':'安全出口标志点亮'},"
	"'type':'check','points':5,'fails':false,'critical':true,'severity':'critical','department'"
	":'engineering'}]},"
	"{'key':'room','title':{'en':'Rooms "
	"sampled','zh-CN':'抽查客房'},'repeats':{'min':1,'max':20,"
	"'name':{'en':'Room number','zh-CN':'房号'}},'questions':[{'key':'room.minibar','text':{"
	"'en':'Minibar temperature','zh-CN':'冰箱温度'},'type':'number','unit':'°C','min':-20,"
	"'max':40,'ranges':[{'from':0,'to':8,'points':3},{'from':8,'points':0,'fails':true}],"
	"'severity':'minor','department':'housekeeping','may_skip':true,'applies':{'any_tag':['"
	"minibar'],"
	"'not_tag':['hostel']},'relevant':{'question':'exit.lit','in':[true]}}]}]}";
static const char example_answers[] =
	"{'answers':{'floor.clean':{'choice':'no','note':'wet near the "
	"door'},'exit.lit':{'check':true},"
	"'room.minibar@1':{'number':6.5},'room.minibar@2':{'not_applicable':true}},'instances':{"
	"'room':['1203','1507']},'store':{'tags':['lobby','minibar']},'history':{'floor.clean':1}}";
static const char example_result[] =
	"{'earned':5.5,'possible':13,'percent':'42.31','grade':'C','status':'fail','reasons':[{"
	"'kind':'gate','section':'floor'},{'kind':'pass_line'}],'sections':[{'key':'floor','earned'"
	":2.5,"
	"'possible':10,'percent':'25.00'},{'key':'room','earned':3,'possible':3,'percent':'100.00'}"
	"],"
	"'findings':[{'question':'floor.clean','instance':null,'severity':'major','department':'"
	"housekeeping',"
	"'indicator':'cleanliness.public-area.floor','lost':7.5,'repeat':2}],'missing':[{'question'"
	":'floor.clean',"
	"'instance':null,'needs':'photos'}]}";
/* clang-format on */

static struct work w;

static int begin(void **state)
{
	(void)state;
	work_init(&w, 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	work_release(&w);
	return 0;
}

static struct text quoted(const char *document)
{
	struct text t;

	text_init(&t, &w.mem);
	for (; *document; document++)
		text_add_char(&t, *document == '\'' ? '"' : *document);
	return t;
}

static void gives(const char *checklist, const char *answers, const char *expected)
{
	struct text c = quoted(checklist), a = quoted(answers);
	const char *result;

	if (!result_document_score(&w, &c, &a, &result))
		fail_msg("%s: %s", w.problem.faults->pointer, w.problem.faults->detail);
	assert_string_equal(result, quoted(expected).s);
}

/* One fault, of that source, at that pointer. */
static void refuses(const char *checklist, const char *answers, const char *source,
		    const char *pointer)
{
	struct text c = quoted(checklist), a = quoted(answers);
	const char *result;

	work_forgive(&w);
	assert_false(result_document_score(&w, &c, &a, &result));
	assert_int_equal(w.problem.faults_nr, 1);
	assert_string_equal(w.problem.faults->source, source);
	assert_string_equal(w.problem.faults->pointer, pointer);
}

static void the_example_gives_its_result_byte_by_byte(void **state)
{
	(void)state;
	gives(example_checklist, example_answers, example_result);
}

#define HEAD "{'format':'gemba.checklist/1','code':'c','title':{'en':'T'},'kind':'daily',"
#define ONE_CHECK                                                                     \
 "'sections':[{'key':'s','title':{'en':'S'},'repeats':{'min':2,'name':{'en':'N'}},"   \
 "'questions':[{'key':'q','text':{'en':'Q'},'type':'check','points':0.333,"           \
 "'fails':false,'critical':true,'severity':'minor','department':'d','required':true," \
 "'note':'failed'}]}]}"

static void every_member_has_its_form(void **state)
{
	(void)state;
	gives(HEAD "'scoring':{'method':'points','pass_line':90,"
		   "'bands':[{'grade':'\\t','from':0,'fails':true}]}," ONE_CHECK,
	      "{'answers':{'q@1':{'check':false}},'instances':{'s':['R\\n1']}}",
	      "{'earned':0,'possible':0.333,'percent':'0.00','grade':'\\t','status':'fail',"
	      "'reasons':[{'kind':'critical','question':'q','instance':'R\\n1'},"
	      "{'kind':'pass_line'},{'kind':'band'}],"
	      "'sections':[{'key':'s','earned':0,'possible':0.333,'percent':'0.00'}],"
	      "'findings':[{'question':'q','instance':'R\\n1','severity':'minor',"
	      "'department':'d','indicator':null,'lost':0.333,'repeat':1}],"
	      "'missing':[{'section':'s','needs':'instances'},"
	      "{'question':'q','instance':'R\\n1','needs':'note'}]}");
	gives(HEAD "'scoring':{'method':'points'}," ONE_CHECK,
	      "{'instances':{'s':['1','2']},'answers':{'q@2':{'check':true}}}",
	      "{'earned':0.333,'possible':0.666,'percent':'50.00','grade':null,'status':'pass',"
	      "'reasons':[],"
	      "'sections':[{'key':'s','earned':0.333,'possible':0.666,'percent':'50.00'}],"
	      "'findings':[],'missing':[{'question':'q','instance':'1','needs':'answer'}]}");
}

static void what_is_not_scored_says_so(void **state)
{
	(void)state;
	gives(HEAD "'scoring':{'method':'demerit','bands':[{'grade':'A'}]}," ONE_CHECK, "{}",
	      "{'earned':0,'possible':0,'percent':null,'grade':null,'status':'not_scored',"
	      "'reasons':[],'sections':[{'key':'s','earned':0,'possible':0,'percent':null}],"
	      "'findings':[],'missing':[{'section':'s','needs':'instances'}]}");
}

static void faults_name_their_source(void **state)
{
	(void)state;
	refuses("[]", "{}", "checklist", "");
	refuses(example_checklist, "{'x':1}", "answers", "/x");
}

static void a_text_that_is_no_json_is_the_only_fault(void **state)
{
	(void)state;
	refuses("{", "{", "checklist", "");
	refuses("[1]", "{'answers':{},'answers':{}}", "answers", "/answers");
}

static void a_checklist_of_more_than_4_mebibytes_is_not_read(void **state)
{
	struct text c, a = quoted("{}");
	const char *result;

	(void)state;
	text_init(&c, &w.mem);
	while (c.len <= CHECKLIST_MOST_BYTES)
		text_add(&c, "{{{{{{{{{{{{{{{{");
	assert_false(result_document_score(&w, &c, &a, &result));
	assert_int_equal(w.problem.faults_nr, 1);
	assert_string_equal(w.problem.faults->source, "checklist");
	assert_non_null(strstr(w.problem.faults->detail, "4 MiB"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_example_gives_its_result_byte_by_byte),
		TEST(every_member_has_its_form),
		TEST(what_is_not_scored_says_so),
		TEST(faults_name_their_source),
		TEST(a_text_that_is_no_json_is_the_only_fault),
		TEST(a_checklist_of_more_than_4_mebibytes_is_not_read),
	};

	return cmocka_run_group_tests_name("result_document", tests, NULL, NULL);
}
