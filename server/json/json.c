#include "json/json.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "json/json_scan.h"

/* Three places of anything up to here are exact in a double. */
#define MOST_DECIMAL 9000000000000
#define MOST_WHOLE 9007199254740992
/* From here on a number may stand for one that no double can hold. */
#define LARGE 1e307

static json_t *jansson(const struct json_value *v) { return (json_t *)v; }

static void give_back(void *data) { json_decref(data); }

static const char *what_is_wrong(const json_error_t *error)
{
	switch (json_error_code(error)) {
	case json_error_invalid_utf8:
		return "there are bytes that are not UTF-8";
	case json_error_premature_end_of_input:
		return "it ends too early";
	case json_error_end_of_input_expected:
		return "something follows behind its end";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "a NUL character (\\u0000) cannot be kept";
	default:
		return utf8_is_valid(error->text, strlen(error->text)) ? error->text
								       : "it is not JSON";
	}
}

static bool malformed(struct work *w, const char *text, const json_error_t *error)
{
	const char *pointer = "";
	const char *what = what_is_wrong(error);

	if (json_error_code(error) == json_error_duplicate_key) {
		pointer = json_pointer_at(&w->mem, text, (size_t)error->position);
		what = "the same member is there a second time";
	}
	refuse(w, PROBLEM_malformed_json,
	       "This is not JSON as it should be: line %d, column %d: %s.",
	       error->line < 1 ? 1 : error->line, error->column < 1 ? 1 : error->column, what);
	return fault(w, pointer, "%s", w->problem.detail);
}

static bool unreadable(struct work *w, const char *sentence)
{
	_Static_assert(JSON_DEPTH == 256, "a sentence names the limit");
	refuse(w, PROBLEM_malformed_json, "%s", sentence);
	return fault(w, "", "%s", sentence);
}

bool json_parse(struct work *w, const char *text, size_t len, const struct json_value **value)
{
	const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY;
	json_error_t error;
	json_t *root;

	if (!json_depth_is_bounded(text, len))
		return unreadable(w, "This is nested more than 256 levels deep.");
	/* Behind a number the parser would skip it. */
	if (memchr(text, '\0', len))
		return unreadable(w, "This is not JSON: there is a NUL byte in it.");

	root = json_loadb(text, len, flags, &error);
	if (!root && json_error_code(&error) == json_error_numeric_overflow) {
		text = json_tame_numbers(&w->mem, text, len);
		root = json_loadb(text, len, flags, &error);
	}
	if (!root)
		return malformed(w, text, &error);

	arena_defer(&w->mem, give_back, root);
	*value = (const struct json_value *)root;
	return true;
}

enum json_kind json_kind(const struct json_value *v)
{
	switch (json_typeof(jansson(v))) {
	case JSON_OBJECT:
		return JSON_IS_OBJECT;
	case JSON_ARRAY:
		return JSON_IS_LIST;
	case JSON_STRING:
		return JSON_IS_TEXT;
	case JSON_INTEGER:
	case JSON_REAL:
		return JSON_IS_NUMBER;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSON_IS_BOOLEAN;
	default:
		return JSON_IS_NULL;
	}
}

const struct json_value *json_member(const struct json_value *v, const char *name)
{
	return (const struct json_value *)json_object_get(jansson(v), name);
}

size_t json_length(const struct json_value *v)
{
	if (json_is_array(jansson(v)))
		return json_array_size(jansson(v));
	return json_object_size(jansson(v));
}

const struct json_value *json_item(const struct json_value *v, size_t i)
{
	return (const struct json_value *)json_array_get(jansson(v), i);
}

static void come_to(struct json_members *m, void *at)
{
	m->at = at;
	m->name = at ? json_object_iter_key(at) : NULL;
	m->value = at ? (const struct json_value *)json_object_iter_value(at) : NULL;
}

void json_walk(struct json_members *m, const struct json_value *object)
{
	m->object = object;
	come_to(m, json_object_iter(jansson(object)));
}

void json_step(struct json_members *m)
{
	come_to(m, json_object_iter_next(jansson(m->object), m->at));
}

const char *json_text(const struct json_value *v) { return json_string_value(jansson(v)); }

size_t json_text_size(const struct json_value *v) { return json_string_length(jansson(v)); }

bool json_truth(const struct json_value *v) { return json_is_true(jansson(v)); }

bool json_whole(const struct json_value *v, int64_t *whole)
{
	double number;

	if (json_is_integer(jansson(v))) {
		*whole = json_integer_value(jansson(v));
		return *whole >= -MOST_WHOLE && *whole <= MOST_WHOLE;
	}
	if (!json_double(v, &number) || fabs(number) > (double)MOST_WHOLE ||
	    trunc(number) != number)
		return false;
	*whole = (int64_t)number;
	return true;
}

bool json_decimal(const struct json_value *v, int64_t *thousandths)
{
	double number;

	if (json_is_integer(jansson(v))) {
		int64_t whole = json_integer_value(jansson(v));

		if (whole < -MOST_DECIMAL || whole > MOST_DECIMAL)
			return false;
		*thousandths = whole * 1000;
		return true;
	}
	if (!json_double(v, &number) || fabs(number) > (double)MOST_DECIMAL)
		return false;

	/* Division rounds to the double nearest to the decimal, which is what has to be there. */
	*thousandths = llround(number * 1000);
	return (double)*thousandths / 1000 == number;
}

bool json_double(const struct json_value *v, double *number)
{
	*number = json_number_value(jansson(v));
	return json_is_number(jansson(v)) && fabs(*number) < LARGE;
}
