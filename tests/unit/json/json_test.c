#include "json/json.h"

#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

static const struct json_value *parsed(const char *text)
{
	const struct json_value *value = NULL;

	if (!json_parse(&w, text, strlen(text), &value))
		fail_msg("%s: %s", text, w.problem.detail);
	return value;
}

static void refused(const char *text, size_t len, const char *pointer, const char *words)
{
	const struct json_value *value = NULL;

	work_forgive(&w);
	assert_false(json_parse(&w, text, len, &value));
	assert_null(value);
	assert_int_equal(w.problem.kind, PROBLEM_malformed_json);
	assert_int_equal(w.problem.faults_nr, 1);
	assert_string_equal(w.problem.faults->pointer, pointer);
	if (!strstr(w.problem.detail, words))
		fail_msg("\"%s\" does not say \"%s\"", w.problem.detail, words);
}

static void keeps_the_order_and_the_characters_of_a_document(void **state)
{
	static const char text[] = "{\"z\":[1,-2,true,false,null,[],{}],\"a\":{\"中\":\"客房 "
				   "\\\"1\\\"\"},\"b\":\"\\b\\t\\n\\f\\r\\u001f\"}";

	(void)state;
	assert_string_equal(json_write(&w.mem, parsed(text)), text);
	assert_string_equal(json_write(&w.mem, parsed("\"\\u4e2d\"")), "\"中\"");
	assert_string_equal(json_write(&w.mem, parsed(" [ 1 , { \"a\" : 2 } ] ")), "[1,{\"a\":2}]");
}

static void writes_numbers_as_a_person_does(void **state)
{
	static const char *const numbers[][2] = {
		{ "0.1", "0.1" },
		{ "5.0", "5" },
		{ "-0.0", "0" },
		{ "-0", "0" },
		{ "1e21", "1e+21" },
		{ "0.30000000000000004", "0.30000000000000004" },
		{ "42.5", "42.5" },
		{ "1e2", "100" },
		{ "9007199254740993", "9007199254740993" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		assert_string_equal(json_write(&w.mem, parsed(numbers[i][0])), numbers[i][1]);
}

static void walks_members_in_their_order(void **state)
{
	const struct json_value *object = parsed("{\"b\":1,\"a\":2,\"c\":3}");
	struct json_members m;
	char names[4] = "";
	size_t n = 0;

	(void)state;
	for (json_walk(&m, object); m.name; json_step(&m))
		names[n++] = m.name[0];
	assert_string_equal(names, "bac");
	assert_int_equal(json_length(object), 3);
	json_walk(&m, parsed("{}"));
	assert_null(m.name);
}

static void finds_each_member_among_few_and_among_many(void **state)
{
	(void)state;
	for (int nr = 0; nr <= 40; nr++) {
		const struct json_value *object;
		struct text t;
		int64_t n;

		text_init(&t, &w.mem);
		text_add_char(&t, '{');
		for (int i = 0; i < nr; i++)
			text_printf(&t, "%s\"%d\":%d", i ? "," : "", i * 7 % 41, i);
		object = parsed(arena_printf(&w.mem, "%s}", t.s));
		assert_int_equal(json_length(object), nr);
		for (int i = 0; i < nr; i++) {
			const char *name = arena_printf(&w.mem, "%d", i * 7 % 41);

			assert_true(json_whole(json_member(object, name), &n) && n == i);
		}
		assert_null(json_member(object, "41"));
		assert_null(json_member(object, ""));
	}
}

static void reads_every_escape(void **state)
{
	const struct json_value *v =
		parsed("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u4e2D\\ud83d\\ude00\"");

	(void)state;
	assert_string_equal(json_text(v), "\"\\/\b\f\n\r\tA\u00e9\u4e2d\U0001f600");
	assert_int_equal(json_text_size(v), 8 + 1 + 2 + 3 + 4);
	refused("\"\\ud83d\"", 8, "", "line 1");
	refused("\"\\ud83d\\u0041\"", 14, "", "line 1");
	refused("\"\\ude00\"", 8, "", "line 1");
	refused("\"\\u00g0\"", 8, "", "line 1");
	refused("\"\\x\"", 4, "", "line 1");
	refused("\"\\", 2, "", "line 1");
}

static void tells_what_a_value_is(void **state)
{
	const struct json_value *list = parsed("[null,true,1,1.5,\"ab\",[],{}]");

	(void)state;
	assert_int_equal(json_kind(list), JSON_IS_LIST);
	assert_int_equal(json_kind(json_item(list, 0)), JSON_IS_NULL);
	assert_int_equal(json_kind(json_item(list, 1)), JSON_IS_BOOLEAN);
	assert_int_equal(json_kind(json_item(list, 2)), JSON_IS_NUMBER);
	assert_int_equal(json_kind(json_item(list, 3)), JSON_IS_NUMBER);
	assert_int_equal(json_kind(json_item(list, 4)), JSON_IS_TEXT);
	assert_int_equal(json_kind(json_item(list, 6)), JSON_IS_OBJECT);
	assert_null(json_item(list, 7));
	assert_true(json_truth(json_item(list, 1)));
	assert_false(json_truth(json_item(list, 0)));
	assert_int_equal(json_text_size(json_item(list, 4)), 2);
	assert_null(json_text(json_item(list, 2)));
	assert_null(json_member(list, "a"));
	assert_int_equal(json_length(json_item(list, 4)), 0);
}

static void takes_decimals_that_are_the_nearest_double(void **state)
{
	static const struct {
		const char *text;
		int64_t thousandths;
	} good[] = {
		{ "0", 0 },
		{ "-0.0", 0 },
		{ "1e2", 100000 },
		{ "0.001", 1 },
		{ "-0.001", -1 },
		{ "1e-3", 1 },
		{ "0.29", 290 },
		{ "1.005", 1005 },
		{ "999999999.999", 999999999999 },
		{ "0.1000000000000000055511151231257827", 100 },
		{ "1e-400", 0 },
		{ "9000000000000", 9000000000000000 },
	};
	static const char *const bad[] = { "0.0001",
					   "1.0005",
					   "0.30000000000000004",
					   "1e-9",
					   "9000000000001",
					   "-9e12001",
					   "1e300",
					   "\"1\"",
					   "true",
					   "9223372036854775807",
					   "99999999999999999999",
					   "1e400" };
	int64_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(json_decimal(parsed(good[i].text), &n));
		assert_true(n == good[i].thousandths);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(json_decimal(parsed(bad[i]), &n));
}

static void every_decimal_of_three_places_comes_back(void **state)
{
	char text[40];
	int64_t n;

	(void)state;
	for (int64_t i = 0; i < 20000; i++) {
		int64_t of = (i * 7919 + i * i * 104729) % 1000000000000;

		snprintf(text, sizeof(text), "%lld.%03lld", (long long)(of / 1000),
			 (long long)(of % 1000));
		assert_true(json_decimal(parsed(text), &n));
		assert_true(n == of);
	}
}

static void takes_whole_numbers_by_value(void **state)
{
	int64_t n;

	(void)state;
	assert_true(json_whole(parsed("1.0"), &n) && n == 1);
	assert_true(json_whole(parsed("1e3"), &n) && n == 1000);
	assert_true(json_whole(parsed("-0"), &n) && n == 0);
	assert_true(json_whole(parsed("9007199254740992"), &n));
	assert_false(json_whole(parsed("9007199254740993"), &n));
	assert_false(json_whole(parsed("1.5"), &n));
	assert_false(json_whole(parsed("1e300"), &n));
	assert_false(json_whole(parsed("\"1\""), &n));
}

static void numbers_too_large_for_the_parser_are_still_numbers(void **state)
{
	const struct json_value *list = parsed("[\"1e999 \\\" 1e999\", 99999999999999999999, "
					       "-1e999, 9223372036854775807, 1e309, "
					       "-18446744073709551616]");
	double n;

	(void)state;
	assert_string_equal(json_text(json_item(list, 0)), "1e999 \" 1e999");
	assert_true(json_double(json_item(list, 1), &n) && n > 9.9e19 && n < 1.1e20);
	assert_false(json_double(json_item(list, 2), &n));
	assert_int_equal(json_kind(json_item(list, 2)), JSON_IS_NUMBER);
	assert_string_equal(json_write(&w.mem, json_item(list, 3)), "9223372036854775807");
	assert_string_equal(json_write(&w.mem, json_item(list, 4)), "1e+308");
	assert_true(json_double(json_item(list, 5), &n) && n < -1.8e19);
	assert_false(json_double(json_item(list, 0), &n));
}

static void says_where_the_syntax_is_wrong(void **state)
{
	(void)state;
	refused("{\"a\":1,\n \"b\" 2}", 15, "", "line 2, column 6");
	refused("[1", 2, "", "it ends too early");
	refused("", 0, "", "it ends too early");
	refused("[1] x", 5, "", "something follows");
	refused("[\"\xff\"]", 5, "", "not UTF-8");
	refused("\"\\u0000\"", 8, "", "NUL");
	refused("{\"\\u0000\":1}", 12, "", "NUL");
	refused("[\"a\0b\"]", 7, "", "NUL byte");
	refused("[1\0]", 4, "", "NUL byte");
	refused("\xef\xbb\xbf{}", 5, "", "line 1");
	refused("[NaN]", 5, "", "line 1");
	refused("{\"a\":1e999,}", 12, "", "column 12");
}

static void points_at_the_member_that_is_there_twice(void **state)
{
	static const struct {
		const char *text, *pointer;
	} doubled[] = {
		{ "{\"a\":1,\"a\":2}", "/a" },
		{ "{\"x\":[0,{\"k\":\"a,b\"},{\"a/b\":[1,[2,3]],\"~\":{\"q\":1},\"a/b\" :2}]}",
		  "/x/2/a~1b" },
		{ "{\"a\":{\"b\":[],\"c\":1,\"b\":2}}", "/a/b" },
		{ "[[],[{}],{\"\\u4e2d\":1,\"中\":1}]", "/2/中" },
		{ "{\"a\":1e999,\"b\":{\"c\":1,\"c\":2}}", "/b/c" },
		{ "{\"j\":0,\"i\":1,\"h\":2,\"g\":3,\"f\":4,\"e\":5,\"d\":6,\"c\":7,\"b\":8,\"g\":"
		  "9}",
		  "/g" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(doubled) / sizeof(*doubled); i++)
		refused(doubled[i].text, strlen(doubled[i].text), doubled[i].pointer,
			"a second time");
}

static void *parse_nested(void *levels)
{
	size_t n = *(const size_t *)levels;
	const struct json_value *value;
	struct work own;
	struct text t;

	work_init(&own, 0);
	text_init(&t, &own.mem);
	for (size_t i = 0; i < n; i++)
		text_add(&t, i % 2 ? "{\"a\":" : "[");
	text_add(&t, "\"]\"");
	for (size_t i = n; i-- > 0;)
		text_add(&t, i % 2 ? "}" : "]");
	if (json_parse(&own, t.s, t.len, &value) && strlen(json_write(&own.mem, value)) != t.len)
		n = 0;
	*(size_t *)levels = own.problem.kind ? 0 : n;
	work_release(&own);
	return NULL;
}

static void nesting_is_bounded_and_fits_a_small_stack(void **state)
{
	size_t most = JSON_DEPTH, beyond = JSON_DEPTH + 1;
	pthread_attr_t small;
	pthread_t thread;

	(void)state;
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 100 * 1024);
	pthread_create(&thread, &small, parse_nested, &most);
	pthread_join(thread, NULL);
	assert_int_equal(most, JSON_DEPTH);
	parse_nested(&beyond);
	assert_int_equal(beyond, 0);
	pthread_attr_destroy(&small);
}

static char *content(const char *folder, const char *name, size_t *len)
{
	char *path = arena_printf(&w.mem, "%s/%s", folder, name);
	FILE *f = fopen(path, "rb");
	char *bytes;

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	*len = (size_t)ftell(f);
	rewind(f);
	bytes = arena_alloc(&w.mem, *len + 1);
	assert_int_equal(fread(bytes, 1, *len, f), *len);
	fclose(f);
	return bytes;
}

/* Texts that other programs may take and we do not: two meanings, or nothing to keep them in. */
static bool is_refused_by_intention(void)
{
	return strstr(w.problem.detail, "NUL") || strstr(w.problem.detail, "a second time");
}

static bool is_judged_rightly(const char *folder, const char *name)
{
	const struct json_value *value;
	size_t len;
	char *bytes = content(folder, name, &len);
	bool is_good = json_parse(&w, bytes, len, &value), is_right = true;

	if (is_good)
		json_write(&w.mem, value);
	if (name[0] == 'y')
		is_right = is_good || is_refused_by_intention();
	else if (name[0] == 'n')
		is_right = !is_good;
	if (!is_right)
		print_error("%s: %s\n", name, is_good ? "accepted" : w.problem.detail);
	work_forgive(&w);
	return is_right;
}

static void judges_the_files_of_the_test_suite_rightly(void **state)
{
	const char *shared = getenv("GEMBA_SHARED");
	char *folder = arena_printf(&w.mem, "%s/corpora/json", shared ? shared : "../shared");
	DIR *dir = opendir(folder);
	size_t files = 0, wrong = 0;

	(void)state;
	if (!dir) {
		print_message("skipped: there is no %s\n", folder);
		skip();
	}
	for (const struct dirent *entry; (entry = readdir(dir));) {
		if (!strchr("yni", entry->d_name[0]) || entry->d_name[1] != '_')
			continue;
		wrong += !is_judged_rightly(folder, entry->d_name);
		files++;
	}
	closedir(dir);
	assert_int_equal(wrong, 0);
	assert_true(files > 300);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_the_order_and_the_characters_of_a_document),
		TEST(writes_numbers_as_a_person_does),
		TEST(walks_members_in_their_order),
		TEST(finds_each_member_among_few_and_among_many),
		TEST(reads_every_escape),
		TEST(tells_what_a_value_is),
		TEST(takes_decimals_that_are_the_nearest_double),
		TEST(every_decimal_of_three_places_comes_back),
		TEST(takes_whole_numbers_by_value),
		TEST(numbers_too_large_for_the_parser_are_still_numbers),
		TEST(says_where_the_syntax_is_wrong),
		TEST(points_at_the_member_that_is_there_twice),
		TEST(nesting_is_bounded_and_fits_a_small_stack),
		TEST(judges_the_files_of_the_test_suite_rightly),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
