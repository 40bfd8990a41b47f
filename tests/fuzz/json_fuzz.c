/*
 * Any bytes as JSON: what is read is what jansson reads; it is written so that it is read again as
 * the same; and every kind of field is read from it.
 */
#include <jansson.h>
#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "fuzz.h"
#include "json/json.h"
#include "json/json_scan.h"

static const char *const colours[] = { "red", "green", NULL };

struct everything {
	const char *uuid, *text, *string, *key, *sha256, *date, *texts;
	int64_t time, integer, decimal;
	double real;
	bool boolean;
	int colour;
	struct json_texts text_list, key_list, uuid_list;
	const struct json_value *list, *object, *json;
	bool real_given, time_given;
};

static const struct json_field everything[] = {
	JSON_FIELD(struct everything, uuid, UUID, OPTIONAL | OR_NULL),
	JSON_FIELD(struct everything, text, TEXT, REQUIRED | MAX(20) | NOT_BLANK),
	JSON_FIELD(struct everything, string, STRING, OPTIONAL | MAX(9)),
	JSON_FIELD(struct everything, key, KEY, OPTIONAL),
	JSON_FIELD(struct everything, sha256, SHA256, OPTIONAL),
	JSON_FIELD(struct everything, date, DATE, OPTIONAL),
	JSON_FIELD(struct everything, texts, TEXTS, OPTIONAL | MAX(20)),
	JSON_FIELD_GIVEN(struct everything, time, TIME, OPTIONAL | OR_NULL),
	JSON_FIELD_RANGE(struct everything, integer, INTEGER, OPTIONAL, -7, 1000),
	JSON_FIELD_RANGE(struct everything, decimal, DECIMAL, OPTIONAL, 0, 100000),
	JSON_FIELD_RANGE_GIVEN(struct everything, real, REAL, OPTIONAL, -90, 90),
	JSON_FIELD(struct everything, boolean, BOOLEAN, OPTIONAL),
	JSON_FIELD_NAMES(struct everything, colour, ENUM, OPTIONAL, colours),
	JSON_FIELD(struct everything, text_list, TEXT_LIST, OPTIONAL | MAX(4)),
	JSON_FIELD(struct everything, key_list, KEY_LIST, OPTIONAL | NOT_EMPTY),
	JSON_FIELD(struct everything, uuid_list, UUID_LIST, OPTIONAL),
	JSON_FIELD(struct everything, list, LIST, OPTIONAL),
	JSON_FIELD(struct everything, object, OBJECT, OPTIONAL),
	JSON_FIELD(struct everything, json, JSON, OPTIONAL),
};

/* What was accepted is what the table says. */
static void judge(const struct everything *e)
{
	insist(e->text && *e->text && !json_is_blank(e->text));
	insist(!e->uuid || is_uuid(e->uuid));
	insist(!e->key || json_is_key(e->key));
	insist(!e->sha256 || json_is_hex(e->sha256, 64));
	insist(!e->date || clock_is_date(e->date));
	insist(e->integer >= -7 && e->integer <= 1000);
	insist(e->decimal >= 0 && e->decimal <= 100000);
	insist(e->real >= -90 && e->real <= 90);
	insist(e->text_list.nr <= 4);
	for (size_t i = 0; i < e->uuid_list.nr; i++)
		insist(is_uuid(e->uuid_list.items[i]));
}

static void write_again(struct work *w, const struct json_value *value)
{
	const char *once = json_write(&w->mem, value);
	const struct json_value *again;

	insist(json_parse(w, once, strlen(once), &again));
	insist(!strcmp(once, json_write(&w->mem, again)));
}

static void compare_numbers(const struct json_value *v, json_t *other)
{
	double number;
	int64_t whole;

	insist(json_kind(v) == JSON_IS_NUMBER);
	if (json_whole(v, &whole))
		insist((double)whole == json_number_value(other));
	else if (json_double(v, &number))
		insist(number == json_number_value(other));
	else
		insist(json_number_value(other) > 1e306 || json_number_value(other) < -1e306);
}

static void compare(const struct json_value *v, json_t *other);

static void compare_inside(const struct json_value *v, json_t *other)
{
	void *at = json_object_iter(other);
	struct json_members m;

	insist(json_kind(v) == (json_is_array(other) ? JSON_IS_LIST : JSON_IS_OBJECT));
	insist(json_length(v) == json_array_size(other) + json_object_size(other));
	for (size_t i = 0; i < json_array_size(other); i++)
		compare(json_item(v, i), json_array_get(other, i));
	for (json_walk(&m, v); m.name; json_step(&m), at = json_object_iter_next(other, at)) {
		insist(at && !strcmp(m.name, json_object_iter_key(at)));
		insist(json_member(v, m.name) == m.value);
		compare(m.value, json_object_iter_value(at));
	}
	insist(!at);
}

static void compare(const struct json_value *v, json_t *other)
{
	if (json_is_number(other)) {
		compare_numbers(v, other);
	} else if (json_is_string(other)) {
		insist(json_kind(v) == JSON_IS_TEXT);
		insist(json_text_size(v) == json_string_length(other));
		insist(!strcmp(json_text(v), json_string_value(other)));
	} else if (json_is_boolean(other)) {
		insist(json_kind(v) == JSON_IS_BOOLEAN && json_truth(v) == json_is_true(other));
	} else if (json_is_null(other)) {
		insist(json_kind(v) == JSON_IS_NULL);
	} else {
		compare_inside(v, other);
	}
}

/* v is NULL where the text was refused. */
static void compare_readers(const char *text, size_t size, const struct json_value *v)
{
	json_error_t error;
	json_t *other = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);

	if (v && other)
		compare(v, other);
	else if (v)
		insist(json_error_code(&error) == json_error_numeric_overflow);
	else if (other)
		insist(memchr(text, '\0', size) || !json_depth_is_bounded(text, size));
	json_decref(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *text = (const char *)bytes;
	struct everything e = { 0 };
	const struct json_value *value = NULL;
	bool is_read;
	struct work w;

	work_init(&w, 0);
	is_read = json_parse(&w, text, size, &value);
	compare_readers(text, size, value);
	if (is_read) {
		const char *told;

		write_again(&w, value);
		if (json_read_body(&w, text, size, everything, &e)) {
			judge(&e);
		} else {
			told = problem_json(&w, NULL);
			work_forgive(&w);
			insist(json_parse(&w, told, strlen(told), &value));
		}
	} else {
		insist(w.problem.kind == PROBLEM_malformed_json);
	}
	work_release(&w);
	return 0;
}
