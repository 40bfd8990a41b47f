#include "json/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const colours[] = { "red", "green", "blue", NULL };

enum colour { RED, GREEN, BLUE };

struct thing {
	const char *id;
	const char *title;
	const char *raw;
	const char *code;
	const char *name;
	const char *photo;
	const char *day;
	int64_t due_at;
	bool due_at_given;
	int64_t count;
	int64_t points;
	double lat;
	bool is_open;
	bool is_open_given;
	enum colour colour;
	bool colour_given;
	struct json_texts tags;
	struct json_texts keys;
	struct json_texts ids;
	const struct json_value *rows;
	const struct json_value *more;
	const struct json_value *any;
	int64_t free;
	bool free_given;
};

static const struct json_field thing[] = {
	JSON_FIELD(struct thing, id, UUID, OPTIONAL),
	JSON_FIELD(struct thing, title, TEXT, REQUIRED | MAX(5)),
	JSON_FIELD(struct thing, raw, STRING, OPTIONAL),
	JSON_FIELD(struct thing, code, KEY, OPTIONAL),
	JSON_FIELD(struct thing, name, TEXTS, OPTIONAL | MAX(8)),
	JSON_FIELD(struct thing, photo, SHA256, OPTIONAL),
	JSON_FIELD(struct thing, day, DATE, OPTIONAL),
	JSON_FIELD_GIVEN(struct thing, due_at, TIME, OPTIONAL),
	JSON_FIELD_RANGE(struct thing, count, INTEGER, OPTIONAL, 0, 20),
	JSON_FIELD_RANGE(struct thing, points, DECIMAL, OPTIONAL, -10000000, 10000000),
	JSON_FIELD_RANGE(struct thing, lat, REAL, OPTIONAL, -90, 90),
	JSON_FIELD_GIVEN(struct thing, is_open, BOOLEAN, OPTIONAL),
	JSON_FIELD_NAMES_GIVEN(struct thing, colour, ENUM, OPTIONAL, colours),
	JSON_FIELD(struct thing, tags, TEXT_LIST, NOT_EMPTY | MAX(3)),
	JSON_FIELD(struct thing, keys, KEY_LIST, OPTIONAL),
	JSON_FIELD(struct thing, ids, UUID_LIST, OPTIONAL),
	JSON_FIELD(struct thing, rows, LIST, NOT_EMPTY | MAX(2)),
	JSON_FIELD(struct thing, more, OBJECT, OPTIONAL),
	JSON_FIELD(struct thing, any, JSON, OPTIONAL),
	JSON_FIELD_RANGE_GIVEN(struct thing, free, INTEGER, OPTIONAL, 0, 0),
};

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

static bool read_thing(const char *body, struct thing *into)
{
	memset(into, 0, sizeof(*into));
	work_forgive(&w);
	return json_read_body(&w, body, strlen(body), thing, into);
}

/* The one fault of a body that has just one. */
static void faulted(const char *body, const char *pointer, const char *words)
{
	struct thing t;

	assert_false(read_thing(body, &t));
	assert_int_equal(w.problem.kind, PROBLEM_invalid_body);
	if (w.problem.faults_nr != 1)
		fail_msg("%s: %zu faults", body, w.problem.faults_nr);
	assert_string_equal(w.problem.faults->pointer, pointer);
	if (!strstr(w.problem.faults->detail, words))
		fail_msg("\"%s\" does not say \"%s\"", w.problem.faults->detail, words);
}

static void reads_every_kind_into_its_member(void **state)
{
	struct thing t;

	(void)state;
	if (!read_thing(
		    "{\"id\":\"0190B5C0-1111-7abc-8def-0123456789aB\",\"title\":\"大堂日检一\","
		    "\"raw\":\"a\\u0001\",\"code\":\"a.b-c_9\",\"name\":{\"en\":\"Floor\",\"zh-"
		    "CN\":\"地面\"},"
		    "\"photo\":"
		    "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\","
		    "\"day\":\"2024-02-29\",\"due_at\":\"2026-11-21T08:30:00.250+08:00\",\"count\":"
		    "20.0,"
		    "\"points\":-2.125,\"lat\":31.2304,\"is_open\":false,\"colour\":\"blue\","
		    "\"tags\":[\"a\",\"中\"],\"keys\":[\"k\"],"
		    "\"ids\":[\"0190B5C0-1111-7abc-8def-0123456789aB\"],\"rows\":[1,2],\"more\":{},"
		    "\"any\":[null],\"free\":-5}",
		    &t))
		fail_msg("%s", w.problem.detail);
	assert_string_equal(t.id, "0190b5c0-1111-7abc-8def-0123456789ab");
	assert_string_equal(t.title, "大堂日检一");
	assert_string_equal(t.raw, "a\001");
	assert_string_equal(t.code, "a.b-c_9");
	assert_string_equal(t.name, "{\"en\":\"Floor\",\"zh-CN\":\"地面\"}");
	assert_int_equal(strlen(t.photo), 64);
	assert_string_equal(t.day, "2024-02-29");
	assert_true(t.due_at == 1795221000250 && t.due_at_given);
	assert_true(t.count == 20 && t.points == -2125 && t.lat == 31.2304);
	assert_true(!t.is_open && t.is_open_given);
	assert_true(t.colour == BLUE && t.colour_given);
	assert_true(t.tags.nr == 2 && !strcmp(t.tags.items[1], "中"));
	assert_true(t.keys.nr == 1 && !strcmp(t.keys.items[0], "k"));
	assert_string_equal(t.ids.items[0], "0190b5c0-1111-7abc-8def-0123456789ab");
	assert_int_equal(json_length(t.rows), 2);
	assert_int_equal(json_kind(t.more), JSON_IS_OBJECT);
	assert_int_equal(json_kind(t.any), JSON_IS_LIST);
	assert_true(t.free == -5 && t.free_given);
}

static void leaves_what_is_absent_as_it_was(void **state)
{
	struct thing t = { .count = 7, .points = 8 };
	const char *body = "{\"title\":\"x\"}";

	(void)state;
	assert_true(json_read_body(&w, body, strlen(body), thing, &t));
	assert_true(t.count == 7 && t.points == 8);
	assert_false(t.due_at_given || t.is_open_given || t.colour_given || t.free_given);
	assert_null(t.id);
	assert_null(t.rows);
}

static void says_what_is_wrong_with_each_kind(void **state)
{
	static const char *const wrong[][3] = {
		{ "{}", "/title", "is missing" },
		{ "[]", "", "must be an object" },
		{ "{\"title\":\"\"}", "/title", "must not be empty" },
		{ "{\"title\":\"123456\"}", "/title", "at most 5 characters" },
		{ "{\"title\":\"a\\rb\"}", "/title", "control characters" },
		{ "{\"title\":\"a\\u007f\"}", "/title", "control characters" },
		{ "{\"title\":\"a\\u0085\"}", "/title", "control characters" },
		{ "{\"title\":\"a\\ufffe\"}", "/title", "control characters" },
		{ "{\"title\":5}", "/title", "must be a text" },
		{ "{\"title\":null}", "/title", "must not be null" },
		{ "{\"title\":\"x\",\"a/b~\":1}", "/a~1b~0", "is not known here" },
		{ "{\"title\":\"x\",\"id\":\"0190b5c0-1111-7abc-8def-0123456789a\"}", "/id",
		  "UUID" },
		{ "{\"title\":\"x\",\"id\":\"0190b5c0-1111-7abc-8def-0123456789abc\"}", "/id",
		  "UUID" },
		{ "{\"title\":\"x\",\"id\":\"0190b5c0+1111-7abc-8def-0123456789ab\"}", "/id",
		  "UUID" },
		{ "{\"title\":\"x\",\"id\":\"0190b5c0-1111-7abc-8def-0123456789ag\"}", "/id",
		  "UUID" },
		{ "{\"title\":\"x\",\"code\":\"A\"}", "/code", "must be a key" },
		{ "{\"title\":\"x\",\"photo\":\"AB\"}", "/photo", "SHA-256" },
		{ "{\"title\":\"x\",\"day\":\"2023-02-29\"}", "/day", "real date" },
		{ "{\"title\":\"x\",\"due_at\":\"2026-11-21T08:30:00\"}", "/due_at", "offset" },
		{ "{\"title\":\"x\",\"due_at\":17}", "/due_at", "offset" },
		{ "{\"title\":\"x\",\"count\":21}", "/count", "whole number from 0 to 20" },
		{ "{\"title\":\"x\",\"count\":-1}", "/count", "whole number from 0 to 20" },
		{ "{\"title\":\"x\",\"count\":1.5}", "/count", "whole number" },
		{ "{\"title\":\"x\",\"count\":99999999999999999999}", "/count", "whole number" },
		{ "{\"title\":\"x\",\"free\":\"1\"}", "/free", "must be a whole number." },
		{ "{\"title\":\"x\",\"points\":10000.001}", "/points", "from -10000 to 10000" },
		{ "{\"title\":\"x\",\"points\":0.0001}", "/points", "three decimal places" },
		{ "{\"title\":\"x\",\"points\":1e999}", "/points", "from -10000 to 10000" },
		{ "{\"title\":\"x\",\"lat\":90.01}", "/lat", "from -90 to 90" },
		{ "{\"title\":\"x\",\"lat\":\"1\"}", "/lat", "must be a number" },
		{ "{\"title\":\"x\",\"is_open\":0}", "/is_open", "true or false" },
		{ "{\"title\":\"x\",\"colour\":\"pink\"}", "/colour",
		  "one of \"red\", \"green\", \"blue\"" },
		{ "{\"title\":\"x\",\"colour\":1}", "/colour", "one of" },
		{ "{\"title\":\"x\",\"tags\":[]}", "/tags", "must not be empty" },
		{ "{\"title\":\"x\",\"tags\":\"a\"}", "/tags", "must be a list" },
		{ "{\"title\":\"x\",\"tags\":[\"a\",\"b\",\"c\",\"d\"]}", "/tags",
		  "at most 3 items" },
		{ "{\"title\":\"x\",\"tags\":[\"a\",\"\"]}", "/tags/1", "must not be empty" },
		{ "{\"title\":\"x\",\"tags\":[null]}", "/tags/0", "must be a text" },
		{ "{\"title\":\"x\",\"keys\":[\"a\",\"B\"]}", "/keys/1", "must be a key" },
		{ "{\"title\":\"x\",\"ids\":[\"a\"]}", "/ids/0", "UUID" },
		{ "{\"title\":\"x\",\"rows\":[]}", "/rows", "must not be empty" },
		{ "{\"title\":\"x\",\"rows\":{}}", "/rows", "must be a list" },
		{ "{\"title\":\"x\",\"more\":[]}", "/more", "must be an object" },
		{ "{\"title\":\"x\",\"any\":null}", "/any", "must not be null" },
		{ "{\"title\":\"x\",\"name\":{}}", "/name", "at least one language" },
		{ "{\"title\":\"x\",\"name\":\"Floor\"}", "/name", "at least one language" },
		{ "{\"title\":\"x\",\"name\":{\"english\":\"F\"}}", "/name/english",
		  "language tag" },
		{ "{\"title\":\"x\",\"name\":{\"en\":\"\"}}", "/name/en", "not blank" },
		{ "{\"title\":\"x\",\"name\":{\"en\":\" \\u3000\"}}", "/name/en", "not blank" },
		{ "{\"title\":\"x\",\"name\":{\"en\":\"a\\u0007\"}}", "/name/en",
		  "no control characters" },
		{ "{\"title\":\"x\",\"name\":{\"en\":1}}", "/name/en", "must be a text" },
		{ "{\"title\":\"x\",\"name\":{\"en\":\"123456789\"}}", "/name/en", "at most 8" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		faulted(wrong[i][0], wrong[i][1], wrong[i][2]);
}

static void collects_every_fault_at_once(void **state)
{
	struct thing t;

	(void)state;
	assert_false(read_thing("{\"x\":1,\"count\":-1,\"tags\":[1,\"\",2],\"id\":null}", &t));
	assert_int_equal(w.problem.faults_nr, 7);
	assert_string_equal(w.problem.detail, "There are 7 faults; \"errors\" names each.");
}

static void a_body_that_is_no_json_is_malformed(void **state)
{
	struct thing t;

	(void)state;
	assert_false(read_thing("{\"title\":", &t));
	assert_int_equal(w.problem.kind, PROBLEM_malformed_json);
}

struct note {
	const char *note;
	const char *body;
};

static const struct json_field note[] = {
	JSON_FIELD(struct note, note, TEXT, OPTIONAL | NOT_BLANK),
	JSON_FIELD(struct note, body, TEXT, REQUIRED | MAY_BE_EMPTY),
};

static void blank_texts_are_told_from_empty_ones(void **state)
{
	static const char blank[] = "{\"note\":\" \\t\\n\xc2\xa0\xe3\x80\x80\",\"body\":\"\"}";
	static const char good[] = "{\"note\":\" \xe3\x80\x81\",\"body\":\"\"}";
	struct note n = { 0 };

	(void)state;
	assert_false(json_read_body(&w, blank, sizeof(blank) - 1, note, &n));
	assert_int_equal(w.problem.faults_nr, 1);
	assert_string_equal(w.problem.faults->pointer, "/note");
	work_forgive(&w);
	assert_true(json_read_body(&w, good, sizeof(good) - 1, note, &n));
}

struct place {
	const char *address;
	bool address_given;
	const char *since;
	int64_t radius;
	bool radius_given;
	double lat;
	struct json_texts tags;
	bool is_open;
};

static const struct json_field place[] = {
	JSON_FIELD_GIVEN(struct place, address, TEXT, NOT_EMPTY | OR_NULL),
	JSON_FIELD(struct place, since, DATE, OR_NULL),
	JSON_FIELD_RANGE_GIVEN(struct place, radius, INTEGER, OR_NULL, 1, 9),
	JSON_FIELD_RANGE(struct place, lat, REAL, OR_NULL, -90, 90),
	JSON_FIELD(struct place, tags, TEXT_LIST, OR_NULL | MAX(3)),
	JSON_FIELD(struct place, is_open, BOOLEAN, OR_NULL),
};

static void null_empties_what_may_be_emptied(void **state)
{
	static const char body[] = "{\"address\":null,\"since\":null,\"radius\":null,\"lat\":null,"
				   "\"tags\":null,\"is_open\":null}";
	static const char *const tags[] = { "a" };
	struct place p = {
		.address = "here",
		.since = "2026-01-01",
		.radius = 5,
		.lat = 5,
		.tags = { tags, 1 },
		.is_open = true,
	};

	(void)state;
	assert_true(json_read_body(&w, body, sizeof(body) - 1, place, &p));
	assert_null(p.address);
	assert_true(p.address_given);
	assert_null(p.since);
	assert_int_equal(p.radius, 0);
	assert_true(p.radius_given);
	assert_true(isnan(p.lat));
	assert_int_equal(p.tags.nr, 0);
	assert_false(p.is_open);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_every_kind_into_its_member),
		TEST(leaves_what_is_absent_as_it_was),
		TEST(says_what_is_wrong_with_each_kind),
		TEST(collects_every_fault_at_once),
		TEST(a_body_that_is_no_json_is_malformed),
		TEST(blank_texts_are_told_from_empty_ones),
		TEST(null_empties_what_may_be_emptied),
	};

	return cmocka_run_group_tests_name("json_fields", tests, NULL, NULL);
}
