#include "checklists/checklist_document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Documents are written with ' for ", so that they can be read here. */
#define HEAD "{'format':'gemba.checklist/1','code':'c','title':{'en':'T'},'kind':'daily',"
#define POINTS "'scoring':{'method':'points'},"
#define TEXT "'text':{'en':'Q'},"
#define FAILS "'severity':'minor','department':'d',"
#define LABEL "'label':{'en':'L'}"
#define SECTION(key, questions) "{'key':'" key "','title':{'en':'S'},'questions':[" questions "]}"
/* A checklist of one section with these questions. */
#define ASKING(questions) HEAD POINTS "'sections':[" SECTION("s", questions) "]}"
/* A checklist of one question with these members besides. */
#define ASKING_ONE(members) ASKING("{'key':'q'," TEXT members "}")
#define PLAIN ASKING_ONE("'type':'text'")
/* A checklist that is scored so. */
/* clang-format off: it pulls the documents apart */
#define SCORED(members)                                                                            \
 HEAD "'scoring':{" members "},'sections':[" SECTION("s", "{'key':'q'," TEXT "'type':'text'}") "]" \
											       "}"
#define CHECK(key) "{'key':'" key "'," TEXT "'type':'check'}"
#define Q "/sections/0/questions/0"
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

static char *quoted(const char *document)
{
	char *copy = arena_strdup(&w.mem, document);

	for (char *c = copy; *c; c++)
		if (*c == '\'')
			*c = '"';
	return copy;
}

static const struct checklist *read_good(const char *document)
{
	const struct checklist *c = NULL;
	char *text = quoted(document);

	work_forgive(&w);
	if (!checklist_document_read(&w, text, strlen(text), &c))
		fail_msg("%s: %s: %s", document, w.problem.faults->pointer,
			 w.problem.faults->detail);
	return c;
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
	const struct checklist *c = NULL;
	char *text = quoted(document), *rest = arena_strdup(&w.mem, pointers), *pointer;
	size_t nr = 0;

	work_forgive(&w);
	assert_false(checklist_document_read(&w, text, strlen(text), &c));
	while ((pointer = strsep(&rest, " "))) {
		if (!is_faulted(pointer))
			fail_msg("%s: no fault at \"%s\" but at \"%s\"", document, pointer,
				 w.problem.faults->pointer);
		nr++;
	}
	if (w.problem.faults_nr != nr)
		fail_msg("%s: %zu faults", document, w.problem.faults_nr);
}

static void reads_the_texts_people_see(void **state)
{
	const struct checklist *c = read_good(
		HEAD POINTS
		"'sections':[{'key':'s','title':{'en':'S','zh-CN':'区'},'gate':70.5,'weight':2,"
		"'repeats':{'min':2,'name':{'en':'Room'}},'questions':[{'key':'q',"
		"'text':{'en':'Clean?'},'type':'choice','choices':[{'key':'b'," LABEL
		",'points':1.5},{'key':'a'," LABEL ",'fails':true,'deduct':2},{'key':'na'," LABEL
		",'not_applicable':true}],'severity':'major','department':'d','indicator':'a.b-c',"
		"'unit':'m','reference':'SOP 1','guidance':{'en':'Look'},'may_skip':true,"
		"'photos':{'min':1,'max':3,'when':'failed'},'note':'always',"
		"'applies':{'any_tag':['x'],'not_tag':['y','z']}}]}]}");
	const struct checklist_question *q = &c->questions[0];
	const struct scoring_question *rules = &c->rules.questions[0];

	(void)state;
	assert_string_equal(c->code, "c");
	assert_string_equal(c->title, "{\"en\":\"T\"}");
	assert_int_equal(c->kind, CHECKLIST_DAILY);
	assert_string_equal(c->sections[0].title, "{\"en\":\"S\",\"zh-CN\":\"区\"}");
	assert_string_equal(c->sections[0].name, "{\"en\":\"Room\"}");
	assert_true(c->sections[0].min == 2 && c->sections[0].max == 20);
	assert_true(c->rules.sections[0].gate == 70500 && c->rules.sections[0].weight == 2000);
	assert_string_equal(q->text, "{\"en\":\"Clean?\"}");
	assert_int_equal(q->severity, CHECKLIST_MAJOR);
	assert_string_equal(q->department, "d");
	assert_string_equal(q->indicator, "a.b-c");
	assert_string_equal(q->unit, "m");
	assert_string_equal(q->reference, "SOP 1");
	assert_string_equal(q->guidance, "{\"en\":\"Look\"}");
	assert_true(q->may_skip && q->photos_max == 3 && q->not_applicable == 2);
	assert_true(q->any_tag.nr == 1 && q->not_tag.nr == 2);
	assert_int_equal(checklist_keys_find(&q->choices, "a", 1), 1);
	assert_int_equal(checklist_keys_find(&q->choices, "na", 2), 2);
	assert_int_equal(checklist_keys_find(&q->choices, "n", 1), -1);
	assert_string_equal(c->choices[rules->first].key, "b");
	assert_true(rules->possible == 1500 && rules->can_fail);
	assert_true(rules->photos_min == 1 && rules->photos_when == SCORING_FAILED);
	assert_int_equal(rules->note_when, SCORING_ALWAYS);
	assert_true(c->rules.choices[rules->first + 1].deduct == 2000);
}

static void what_is_not_said_has_its_default(void **state)
{
	const struct checklist *c = read_good(ASKING_ONE("'type':'number'"));
	const struct scoring_question *q = &c->rules.questions[0];

	(void)state;
	assert_int_equal(c->rules.method, SCORING_POINTS);
	assert_int_equal(c->rules.blank, SCORING_ZERO);
	assert_int_equal(c->rules.not_applicable, SCORING_EXCLUDE);
	assert_int_equal(c->rules.critical_effect, SCORING_STATUS_ONLY);
	assert_true(c->rules.floor_zero && c->rules.cap_at_full);
	assert_true(c->rules.base == 100000 && c->rules.pass_line == SCORING_NONE);
	assert_int_equal(c->rules.bands_nr + c->rules.factors_nr, 0);
	assert_true(c->rules.sections[0].weight == 1000);
	assert_true(c->rules.sections[0].gate == SCORING_NONE);
	assert_int_equal(c->rules.sections[0].least_instances, 1);
	assert_true(q->weight == 1000 && q->deduct == 0 && !q->required && !q->bonus);
	assert_int_equal(q->relevant, SCORING_NONE);
	assert_int_equal(q->photos_when, SCORING_NEVER);
	assert_int_equal(q->note_when, SCORING_NEVER);
	assert_true(c->questions[0].photos_max == 10 && !c->questions[0].may_skip);
	assert_int_equal(c->questions[0].severity, SCORING_NONE);
	assert_null(c->sections[0].name);
}

static void reads_how_it_is_scored(void **state)
{
	const struct checklist *c = read_good(SCORED(
		"'method':'demerit','base':50.5,'pass_line':85,'blank':'exclude',"
		"'not_applicable':'zero','critical_effect':{'cap':60},'floor_zero':false,"
		"'cap_at_full':false,'repeat':{'lookback':3.0,'days':1e2,'factors':[1,1.5]},"
		"'bands':[{'grade':'A','max_total':0,'max_single':0},{'grade':'B','fails':true}]"));

	(void)state;
	assert_int_equal(c->rules.method, SCORING_DEMERIT);
	assert_true(c->rules.base == 50500 && c->rules.pass_line == 85000);
	assert_int_equal(c->rules.blank, SCORING_EXCLUDE);
	assert_int_equal(c->rules.not_applicable, SCORING_ZERO);
	assert_int_equal(c->rules.critical_effect, SCORING_CAPPED);
	assert_true(c->rules.cap == 60000);
	assert_false(c->rules.floor_zero || c->rules.cap_at_full);
	assert_true(c->lookback == 3 && c->days == 100);
	assert_true(c->rules.factors_nr == 2 && c->rules.factors[1] == 1500);
	assert_int_equal(c->rules.bands_nr, 2);
	assert_true(c->rules.bands[0].max_total == 0 && c->rules.bands[0].max_single == 0);
	assert_true(c->rules.bands[1].max_total == SCORING_NONE && c->rules.bands[1].fails);
	assert_string_equal(c->grades[1], "B");
	c = read_good(SCORED("'method':'deduction','critical_effect':'zero'"));
	assert_int_equal(c->rules.critical_effect, SCORING_TO_ZERO);
	read_good(SCORED("'method':'points','critical_effect':'status_only'"));
}

static void refuses_what_is_no_checklist(void **state)
{
	(void)state;
	faulted("[]", "");
	faulted("{'a':1", "");
	faulted("{'a':{'b':1,'b':2}}", "/a/b");
	faulted("{}", "/format /code /title /kind /scoring /sections");
	faulted(HEAD POINTS "'sections':[]}", "/sections");
	faulted(HEAD POINTS "'sections':[1]}", "/sections/0");
	faulted(HEAD POINTS "'sections':[{}]}",
		"/sections/0/key /sections/0/title /sections/0/questions");
	faulted(ASKING("{}"), Q "/key " Q "/text " Q "/type");
	faulted(ASKING("null"), Q);
	faulted("{'format':'gemba.checklist/2','code':'C','title':{},'kind':'nightly'," POINTS
		"'sections':[" SECTION("s", CHECK("q")) "],'x':null}",
		"/format /code /title /kind /x");
}

static void a_file_has_at_most_4_mebibytes(void **state)
{
	size_t len = strlen(PLAIN), most = CHECKLIST_MOST_BYTES;
	char *text = arena_alloc(&w.mem, most + 2);
	const struct checklist *c;

	(void)state;
	memcpy(text, quoted(PLAIN), len);
	memset(text + len, ' ', most + 1 - len);
	assert_true(checklist_document_read(&w, text, most, &c));
	assert_false(checklist_document_read(&w, text, most + 1, &c));
	assert_string_equal(w.problem.faults->pointer, "");
}

static void checks_how_it_is_scored(void **state)
{
	static const char *const wrong[][2] = {
		{ "'x':1", "/scoring/x /scoring/method" },
		{ "'method':'stars'", "/scoring/method" },
		{ "'method':'points','base':0.5", "/scoring/base" },
		{ "'method':'points','base':1000000.001", "/scoring/base" },
		{ "'method':'points','pass_line':1001", "/scoring/pass_line" },
		{ "'method':'points','pass_line':0.0001", "/scoring/pass_line" },
		{ "'method':'points','pass_line':1e999", "/scoring/pass_line" },
		{ "'method':'points','blank':'none'", "/scoring/blank" },
		{ "'method':'points','critical_effect':'half'", "/scoring/critical_effect" },
		{ "'method':'points','critical_effect':1", "/scoring/critical_effect" },
		{ "'method':'points','critical_effect':{}", "/scoring/critical_effect/cap" },
		{ "'method':'points','critical_effect':{'cap':-1}",
		  "/scoring/critical_effect/cap" },
		{ "'method':'points','repeat':{}", "/scoring/repeat/factors" },
		{ "'method':'points','repeat':{'factors':[]}", "/scoring/repeat/factors" },
		{ "'method':'points','repeat':{'factors':[1,1,1,1,1,1,1,1,1,1,1]}",
		  "/scoring/repeat/factors" },
		{ "'method':'points','repeat':{'factors':[1,101,'2',-1,0.0001],'lookback':21,"
		  "'days':0}",
		  "/scoring/repeat/factors/1 /scoring/repeat/factors/2 /scoring/repeat/factors/3 "
		  "/scoring/repeat/factors/4 /scoring/repeat/lookback /scoring/repeat/days" },
		{ "'method':'points','bands':[]", "/scoring/bands" },
		{ "'method':'points','bands':[1]", "/scoring/bands/0" },
		{ "'method':'points','bands':[{}]",
		  "/scoring/bands/0/grade /scoring/bands/0/from" },
		{ "'method':'points','bands':[{'grade':'','from':0}]", "/scoring/bands/0/grade" },
		{ "'method':'points','bands':[{'grade':'A','from':1}]", "/scoring/bands" },
		{ "'method':'points','bands':[{'grade':'A','from':0},{'grade':'A','from':9}]",
		  "/scoring/bands/1/grade" },
		{ "'method':'points','bands':[{'grade':'A','from':9},{'grade':'B','from':0},"
		  "{'grade':'C','from':9.0}]",
		  "/scoring/bands/2/from" },
		{ "'method':'points','bands':[{'grade':'A','from':0,'max_total':1,'max_single':1}]",
		  "/scoring/bands/0/max_total /scoring/bands/0/max_single" },
		{ "'method':'points','bands':[{'grade':'A','from':'x'},{'grade':'B','from':2}]",
		  "/scoring/bands/0/from" },
		{ "'method':'demerit','bands':[{'grade':'A'},{'grade':'B'}]",
		  "/scoring/bands/0/max_total" },
		{ "'method':'demerit','bands':[{'grade':'A','max_total':5},{'grade':'B',"
		  "'max_total':5},{'grade':'C','from':0,'max_total':7,'max_single':8}]",
		  "/scoring/bands/1/max_total /scoring/bands/2/from /scoring/bands/2/max_total "
		  "/scoring/bands/2/max_single" },
		{ "'method':'demerit','bands':[null,{'grade':'B'}]", "/scoring/bands/0" },
		{ "'method':'x','bands':[{'grade':'A','max_total':1},{'grade':'B'}]",
		  "/scoring/method" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		faulted(arena_printf(&w.mem, SCORED("%s"), wrong[i][0]), wrong[i][1]);
}

static void checks_sections(void **state)
{
	(void)state;
	faulted(HEAD POINTS
		"'sections':[" SECTION("s", CHECK("a")) "," SECTION("s", CHECK("b")) "]}",
		"/sections/1/key");
	faulted(HEAD POINTS "'sections':[{'weight':1," /* the others have none */
			    "'key':'a','title':{'en':'S'},'questions':[" CHECK("a") "]}," SECTION(
				    "b", CHECK("b")) "," SECTION("c", CHECK("c")) "]}",
		"/sections/1/weight /sections/2/weight");
	faulted(HEAD POINTS "'sections':[{'weight':1001,'gate':-1,'key':'a','title':{'en':''},"
			    "'repeats':{'min':0,'max':51},'questions':[" CHECK("a") "]}]}",
		"/sections/0/weight /sections/0/gate /sections/0/title/en "
		"/sections/0/repeats/min /sections/0/repeats/max /sections/0/repeats/name");
	faulted(HEAD POINTS "'sections':[{'key':'a','title':{'en':'S'},'repeats':{'min':21,"
			    "'name':{'en':'R'}},'questions':[" CHECK("a") "]}]}",
		"/sections/0/repeats/min");
	faulted(ASKING(CHECK("a") "," CHECK("b") "," CHECK("a") "," CHECK("a")),
		"/sections/0/questions/2/key /sections/0/questions/3/key");
}

static void there_are_at_most_2000_questions(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, &w.mem);
	text_add(&t, HEAD POINTS "'sections':[{'key':'s','title':{'en':'S'},'questions':[");
	for (int i = 0; i < 2000; i++)
		text_printf(&t, "%s{'key':'q%d'," TEXT "'type':'text'}", i ? "," : "", i);
	read_good(arena_printf(&w.mem, "%s]}]}", t.s));
	faulted(arena_printf(&w.mem, "%s," CHECK("more") "]}]}", t.s), "/sections");
}

static void checks_questions(void **state)
{
	static const char *const wrong[][2] = {
		{ "'type':'stars'", Q "/type" },
		{ "'type':'check','points':-1", Q "/points" },
		{ "'type':'check','weight':1000.001", Q "/weight" },
		{ "'type':'check','deduct':-0.001", Q "/deduct" },
		{ "'type':'number','min':1000000000.001", Q "/min" },
		{ "'type':'text','unit':''", Q "/unit" },
		{ "'type':'text','reference':''", Q "/reference" },
		{ "'type':'text','severity':'grave'", Q "/severity" },
		{ "'type':'text','department':'Kitchen'", Q "/department" },
		{ "'type':'text','note':'sometimes'", Q "/note" },
		{ "'type':'text','required':1", Q "/required" },
		{ "'type':'text','guidance':{'english':'x'}", Q "/guidance/english" },
		{ "'type':'text','indicator':''", Q "/indicator" },
		{ "'type':'text','indicator':'a..b'", Q "/indicator" },
		{ "'type':'text','indicator':'a.b.'", Q "/indicator" },
		{ "'type':'text','indicator':'a_b'", Q "/indicator" },
		{ "'type':'text','indicator':'1.2.3.4.5.6.7.8'", Q "/indicator" },
		{ "'type':'text','photos':{'min':11}", Q "/photos/min" },
		{ "'type':'text','photos':{'min':3,'max':2}", Q "/photos/min" },
		{ "'type':'text','photos':{'min':21,'max':0,'when':1}",
		  Q "/photos/min " Q "/photos/max " Q "/photos/when" },
		{ "'type':'text','applies':{'any_tag':[],'not_tag':['']}",
		  Q "/applies/any_tag " Q "/applies/not_tag/0" },
		{ "'type':'text','critical':true", Q "/critical" },
		{ "'type':'check','critical':true", Q "/critical" },
		{ "'type':'number','critical':true", Q "/critical" },
		{ "'type':'check','fails':false", Q "/severity " Q "/department" },
		{ "'type':'check','fails':'no','critical':true", Q "/fails" },
		{ "'type':'check','fails':true," FAILS "'bonus':true", Q "/bonus" },
		{ "'type':'choice'", Q "/choices" },
		{ "'type':'choices','critical':true", Q "/choices" },
		{ "'type':'choice','choices':{}", Q "/choices" },
		{ "'type':'nothing','critical':true", Q "/type" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		faulted(arena_printf(&w.mem, ASKING_ONE("%s"), wrong[i][0]), wrong[i][1]);
	read_good(ASKING_ONE("'type':'text','indicator':'1.2.3.4.5.6.7'"));
}

#define CHOICE(key, members) "{'key':'" key "'," LABEL members "}"
#define NA(key, members) CHOICE(key, ",'not_applicable':true" members)

static void checks_choices(void **state)
{
	static const char *const wrong[][2] = {
		{ "'type':'choice','choices':[1,{}]",
		  Q "/choices/0 " Q "/choices/1/key " Q "/choices/1/label" },
		{ "'type':'choice','choices':[" CHOICE("a", "") "," CHOICE("b", "") "," CHOICE(
			  "a", "") "]",
		  Q "/choices/2/key" },
		{ "'type':'choice','choices':[" CHOICE("a", ",'points':5,'possible':4.999") "]",
		  Q "/choices/0/possible" },
		{ "'type':'choice','choices':[" CHOICE("a", ",'points':'5','possible':4") "]",
		  Q "/choices/0/points" },
		{ "'type':'choice','choices':[" CHOICE("a", ",'points':10000.001,'deduct':-1") "]",
		  Q "/choices/0/points " Q "/choices/0/deduct" },
		{ "'type':'choice','choices':[" NA("a", "") "," NA("b", "") "]",
		  Q "/choices/1/not_applicable" },
		{ "'type':'choice','choices':[" NA(
			  "a", ",'points':0,'possible':0,'fails':false,'deduct':0") "]",
		  Q "/choices/0/points " Q "/choices/0/possible " Q "/choices/0/fails " Q
		    "/choices/0/deduct" },
		{ "'type':'choices','choices':[" NA("a", "") "]", Q "/choices/0/not_applicable" },
		{ "'type':'text','choices':[" NA("a", "") "]", Q "/choices/0/not_applicable" },
		{ "'type':'choice','choices':[" CHOICE("a", ",'fails':true") "]",
		  Q "/severity " Q "/department" },
		{ "'type':'choice','critical':true,'choices':[" CHOICE("a", "") "]",
		  Q "/critical" },
		{ "'type':'choice','critical':true,'choices':[" CHOICE("a", ",'fails':1") "]",
		  Q "/choices/0/fails" },
		{ "'type':'choice','critical':true,'choices':[" CHOICE("a", "") ",5]",
		  Q "/choices/1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		faulted(arena_printf(&w.mem, ASKING_ONE("%s"), wrong[i][0]), wrong[i][1]);
	read_good(ASKING_ONE("'type':'text','choices':[" CHOICE("a", ",'fails':true") "]"));
}

static void checks_ranges(void **state)
{
	static const char *const wrong[][2] = {
		{ "{'from':5,'to':5}", Q "/ranges/0/to" },
		{ "{'from':5,'to':4.999}", Q "/ranges/0/to" },
		{ "{'from':'a','to':1000000001}", Q "/ranges/0/from " Q "/ranges/0/to" },
		{ "{'points':-10001}", Q "/ranges/0/points" },
		{ "{},{}", Q "/ranges/1" },
		{ "{'from':0,'to':8},{'from':8},{'to':0.001}", Q "/ranges/2" },
		{ "{'from':5},{'to':6}", Q "/ranges/1" },
		{ "{'from':0,'to':9},{'from':1,'to':2},{'from':3,'to':4},{'from':9}",
		  Q "/ranges/1 " Q "/ranges/2" },
		{ "{'from':8,'to':20},{'from':5,'to':15},{'from':0,'to':10}",
		  Q "/ranges/1 " Q "/ranges/2" },
		{ "{'from':1,'to':2},{'from':1,'to':2}", Q "/ranges/1" },
		{ "{'fails':true}", Q "/severity " Q "/department" },
		{ "7", Q "/ranges/0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		faulted(arena_printf(&w.mem, ASKING_ONE("'type':'number','ranges':[%s]"),
				     wrong[i][0]),
			wrong[i][1]);
	read_good(ASKING_ONE("'type':'number','ranges':[{'from':8},{'to':0},{'from':0,'to':8}]"));
}

/* clang-format off */
/* Three sections: a check and a choice, a repeating one, and one whose last question hangs on. */
#define HANGING \
	HEAD POINTS "'sections':[" \
	SECTION("s", CHECK("c") ",{'key':'t'," TEXT "'type':'text'},{'key':'one'," TEXT \
		"'type':'choice','choices':[" CHOICE("x", "") "," NA("na", "") "]}") \
	",{'key':'r','title':{'en':'R'},'repeats':{'name':{'en':'N'}},'questions':[" CHECK("r1") \
	",{'key':'r2'," TEXT "'type':'check','relevant':{'question':'r1','in':[true]}}]}," \
	SECTION("u", "{'key':'q'," TEXT "'type':'text','relevant':%s}," CHECK("z")) "]}"
/* clang-format on */

static void what_a_question_hangs_on_comes_before_it(void **state)
{
#define AT "/sections/2/questions/0/relevant"
	static const char *const wrong[][2] = {
		{ "{}", AT "/question " AT "/in" },
		{ "{'question':'nobody','in':[true]}", AT "/question" },
		{ "{'question':'q','in':[true]}", AT "/question" },
		{ "{'question':'z','in':[true]}", AT "/question" },
		{ "{'question':'t','in':['x']}", AT "/question" },
		{ "{'question':'r1','in':[true]}", AT "/question" },
		{ "{'question':'c','in':[]}", AT "/in" },
		{ "{'question':'c','in':[true,'x',1,false]}", AT "/in/1 " AT "/in/2" },
		{ "{'question':'one','in':['x','na','y',true]}",
		  AT "/in/1 " AT "/in/2 " AT "/in/3" },
		{ "{'question':'nobody','in':[true,1]}", AT "/question " AT "/in/1" },
		{ "[]", AT },
	};
	const struct checklist *c;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		faulted(arena_printf(&w.mem, HANGING, wrong[i][0]), wrong[i][1]);
	c = read_good(arena_printf(&w.mem, HANGING, "{'question':'c','in':[true,false]}"));
	assert_int_equal(c->rules.questions[5].relevant, 0);
	assert_int_equal(c->rules.in[c->rules.questions[5].in_first], 0);
	assert_int_equal(c->rules.in[c->rules.questions[5].in_first + 1], 1);
	assert_int_equal(c->rules.questions[4].relevant, 3);
}

static void one_fault_does_not_bring_others(void **state)
{
	(void)state;
	/* The question that is meant may be the one whose key cannot be read. */
	faulted(ASKING("{'key':'A'," TEXT "'type':'check'},{'key':'q'," TEXT
		       "'type':'text','relevant':{'question':'a','in':[true]}}"),
		Q "/key");
	faulted(ASKING("{'key':'a'," TEXT "'type':'x'},{'key':'q'," TEXT
		       "'type':'text','relevant':{'question':'a','in':['x']}}"),
		Q "/type");
	faulted(ASKING("{'key':'a'," TEXT "'type':'choice','choices':[" CHOICE(
			"X", "") "]},{'key':'q'," TEXT
				 "'type':'text','relevant':{'question':'a','in':['x']}}"),
		Q "/choices/0/key");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_the_texts_people_see),
		TEST(what_is_not_said_has_its_default),
		TEST(reads_how_it_is_scored),
		TEST(refuses_what_is_no_checklist),
		TEST(a_file_has_at_most_4_mebibytes),
		TEST(checks_how_it_is_scored),
		TEST(checks_sections),
		TEST(there_are_at_most_2000_questions),
		TEST(checks_questions),
		TEST(checks_choices),
		TEST(checks_ranges),
		TEST(what_a_question_hangs_on_comes_before_it),
		TEST(one_fault_does_not_bring_others),
	};

	return cmocka_run_group_tests_name("checklist_document", tests, NULL, NULL);
}
