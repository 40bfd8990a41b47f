#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypt.h"
#include "http/http.h"
#include "http/router.h"
#include "json/json.h"

#define ID "0190163d-8694-739b-aea5-966c26f8ad91"

static struct work w;
static struct request req;

static int begin(void **state)
{
	(void)state;
	crypt_init();
	work_init(&w, 1795248000000);
	memset(&req, 0, sizeof(req));
	return 0;
}

static int end(void **state)
{
	(void)state;
	work_release(&w);
	return 0;
}

struct filter {
	const char *q;
	const char *unit_id;
	int64_t limit;
	int64_t from;
	bool mine;
	struct json_texts state;
};

static const struct json_field filter[] = {
	JSON_FIELD(struct filter, q, TEXT, OPTIONAL | MAX(10)),
	JSON_FIELD(struct filter, unit_id, UUID, OPTIONAL),
	JSON_FIELD_RANGE(struct filter, limit, INTEGER, OPTIONAL, 1, 200),
	JSON_FIELD(struct filter, from, TIME, OPTIONAL),
	JSON_FIELD(struct filter, mine, BOOLEAN, OPTIONAL),
	JSON_FIELD(struct filter, state, TEXT_LIST, OPTIONAL),
};

static bool reads(const char *query, struct filter *f)
{
	work_forgive(&w);
	memset(&req, 0, sizeof(req));
	memset(f, 0, sizeof(*f));
	assert_true(query_split(&w.mem, query, &req));
	return request_read_query(&w, &req, filter, f);
}

static void faulted(const char *query, const char *pointer)
{
	struct filter f;

	if (reads(query, &f))
		fail_msg("%s is read", query);
	assert_int_equal(w.problem.kind, PROBLEM_invalid_query);
	if (!w.problem.faults || strcmp(w.problem.faults->pointer, pointer) != 0)
		fail_msg("%s faults %s: %s", query,
			 w.problem.faults ? w.problem.faults->pointer : "nothing",
			 w.problem.detail);
}

static void reads_query_parameters_by_their_table(void **state)
{
	struct filter f;

	(void)state;
	assert_true(reads("", &f));
	assert_null(f.q);
	assert_true(reads("limit=50&q=a+%E4%B8%AD&mine=true&unit_id=" ID
			  "&from=2026-11-21T16:00:00%2B08:00&state=open,done",
			  &f));
	assert_int_equal(f.limit, 50);
	assert_string_equal(f.q, "a 中");
	assert_string_equal(f.unit_id, ID);
	assert_int_equal(f.from, 1795248000000);
	assert_true(f.mine);
	assert_int_equal(f.state.nr, 2);
	assert_string_equal(f.state.items[1], "done");
}

static void reads_texts_that_look_like_something_else(void **state)
{
	static const char *const texts[] = {
		"true", "null", "1", "-1.5", "[]", "{}", "\"x\"", "a,b"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct filter f;

		assert_true(reads(arena_printf(&w.mem, "q=%s", texts[i]), &f));
		assert_string_equal(f.q, texts[i]);
	}
}

static void refuses_unknown_and_doubled_parameters(void **state)
{
	(void)state;
	faulted("nonsense=1", "/nonsense");
	faulted("Q=a", "/Q");
	faulted("a%2Fb=1", "/a~1b");
	faulted("q=a&q=b", "/q");
	faulted("limit=1&limit=1", "/limit");
	faulted("=1", "/");
}

static void refuses_values_that_are_not_what_the_table_says(void **state)
{
	static const char *const limits[] = {
		"",
		"0",
		"201",
		"-1",
		"1.5",
		"01",
		"+1",
		"1e2",
		"--",
		"1-2",
		"-",
		".",
		"1.",
		".5",
		"abc",
		"null",
		"[1]",
		"1,2",
		"0x1",
		"1 ",
		"true",
		"\"1\"",
		"99999999999999999999",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		faulted(arena_printf(&w.mem, "limit=%s", limits[i]), "/limit");
	faulted("mine=yes", "/mine");
	faulted("mine=1", "/mine");
	faulted("mine=", "/mine");
	faulted("unit_id=nonsense", "/unit_id");
	faulted("from=2026-11-21", "/from");
	faulted("from=2026-11-21T16:00:00+08:00", "/from"); /* the plus is a space */
	faulted("q=12345678901", "/q");
}

static void tells_all_faults_of_a_query(void **state)
{
	struct filter f;

	(void)state;
	assert_false(reads("limit=0&mine=maybe&other=1", &f));
	assert_int_equal(w.problem.faults_nr, 3);
}

static const char *cursor(const char *text) { return base64url(&w.mem, text, strlen(text)); }

static void begins_a_list_at_its_beginning(void **state)
{
	struct page page;

	(void)state;
	assert_true(page_read(&w, 0, NULL, &page));
	assert_string_equal(page.limit, "50");
	assert_null(page.key);
	assert_null(page.id);
	assert_true(page_read(&w, 200, NULL, &page));
	assert_string_equal(page.limit, "200");
}

static void goes_on_behind_the_last_row(void **state)
{
	struct page page;

	(void)state;
	assert_true(page_read(&w, 10, cursor("the key " ID), &page));
	assert_string_equal(page.key, "the key");
	assert_string_equal(page.id, ID);
	assert_true(page_read(&w, 10, cursor(" " ID), &page));
	assert_string_equal(page.key, "");
}

static void takes_no_cursor_that_it_has_not_given(void **state)
{
	const char *const cursors[] = {
		"",
		"%%%",
		"nonsense",
		cursor("no id"),
		cursor(ID),
		cursor("key 0190163D-8694-739B-AEA5-966C26F8AD91"),
		cursor("\xff " ID),
		base64url(&w.mem, "a\0b " ID, 4 + 36),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cursors) / sizeof(*cursors); i++) {
		struct page page;

		work_forgive(&w);
		assert_false(page_read(&w, 10, cursors[i], &page));
		assert_int_equal(w.problem.kind, PROBLEM_invalid_query);
		assert_string_equal(w.problem.faults->pointer, "/after");
	}
}

static void takes_a_moment_for_the_key_where_there_must_be_one(void **state)
{
	struct page page;

	(void)state;
	assert_true(page_read_by_time(&w, 10, NULL, &page));
	assert_true(page_read_by_time(&w, 10, cursor("2026-11-21T08:00:00.000Z " ID), &page));
	assert_false(page_read_by_time(&w, 10, cursor("yesterday " ID), &page));
	assert_int_equal(w.problem.kind, PROBLEM_invalid_query);
}

static bool matches(const char *value, const char **what)
{
	struct param header = { "if-match", value };

	req.headers = &header;
	req.headers_nr = 1;
	work_forgive(&w);
	return if_match(&w, &req, what);
}

static void reads_the_tag_of_if_match(void **state)
{
	const char *what;

	(void)state;
	assert_true(matches("\"1.2\"", &what));
	assert_string_equal(what, "1.2");
	assert_string_equal(etag_of(&w, what), "\"1.2\"");
}

static void asks_for_if_match_where_it_is_missing(void **state)
{
	const char *what;

	(void)state;
	assert_false(if_match(&w, &req, &what));
	assert_int_equal(w.problem.kind, PROBLEM_revision_required);
}

static void takes_no_tag_that_cannot_be_ours(void **state)
{
	static const char *const tags[] = {
		"",      "*",     "\"",        "\"\"",         "1.2",
		"\"1.2", "1.2\"", "W/\"1.2\"", "\"1\", \"2\"", "\"1\"2\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		const char *what;

		if (matches(tags[i], &what))
			fail_msg("%s is taken", tags[i]);
		assert_int_equal(w.problem.kind, PROBLEM_revision_conflict);
	}
}

static void finds_a_header_in_any_case(void **state)
{
	const struct param headers[] = { { "X-One", "1" }, { "x-two", "2" } };

	(void)state;
	req.headers = headers;
	req.headers_nr = 2;
	assert_string_equal(request_header(&req, "x-one"), "1");
	assert_string_equal(request_header(&req, "X-TWO"), "2");
	assert_null(request_header(&req, "X-Three"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_query_parameters_by_their_table, begin, end),
		cmocka_unit_test_setup_teardown(reads_texts_that_look_like_something_else, begin,
						end),
		cmocka_unit_test_setup_teardown(refuses_unknown_and_doubled_parameters, begin, end),
		cmocka_unit_test_setup_teardown(refuses_values_that_are_not_what_the_table_says,
						begin, end),
		cmocka_unit_test_setup_teardown(tells_all_faults_of_a_query, begin, end),
		cmocka_unit_test_setup_teardown(begins_a_list_at_its_beginning, begin, end),
		cmocka_unit_test_setup_teardown(goes_on_behind_the_last_row, begin, end),
		cmocka_unit_test_setup_teardown(takes_no_cursor_that_it_has_not_given, begin, end),
		cmocka_unit_test_setup_teardown(takes_a_moment_for_the_key_where_there_must_be_one,
						begin, end),
		cmocka_unit_test_setup_teardown(reads_the_tag_of_if_match, begin, end),
		cmocka_unit_test_setup_teardown(asks_for_if_match_where_it_is_missing, begin, end),
		cmocka_unit_test_setup_teardown(takes_no_tag_that_cannot_be_ours, begin, end),
		cmocka_unit_test_setup_teardown(finds_a_header_in_any_case, begin, end),
	};

	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
