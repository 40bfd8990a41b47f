/*
 * Any bytes as JSON: what is read is written so that it is read again as the same; and every kind
 * of field is read from it.
 */
#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "fuzz.h"
#include "json/json.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *text = (const char *)bytes;
	struct everything e = { 0 };
	const struct json_value *value;
	struct work w;

	work_init(&w, 0);
	if (json_parse(&w, text, size, &value)) {
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
