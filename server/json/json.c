#include "json/json.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json/json_scan.h"
#include "json/json_tree.h"

/* Three places of anything up to here are exact in a double. */
#define MOST_DECIMAL 9000000000000
#define MOST_WHOLE 9007199254740992
/* From here on a number may stand for one that no double can hold. */
#define LARGE 1e307

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

/* Of a text that was not read: what is wrong with it, in jansson's words. */
static bool say_what_is_wrong(struct work *w, const char *text, size_t len)
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
	json_decref(root);
	return unreadable(w, "This is not JSON as it should be.");
}

bool json_parse(struct work *w, const char *text, size_t len, const struct json_value **value)
{
	const struct json_value *tree = json_tree(&w->mem, text, len);

	if (!tree)
		return say_what_is_wrong(w, text, len);
	*value = tree;
	return true;
}

/* ---- values; where there is none, nothing is asked of it */

static bool is(const struct json_value *v, enum json_kind kind) { return v && v->kind == kind; }

enum json_kind json_kind(const struct json_value *v) { return v->kind; }

static int compare_name(const void *name, const void *pair)
{
	const struct json_pair *const *at = pair;

	return strcmp(name, (*at)->name);
}

const struct json_value *json_member(const struct json_value *v, const char *name)
{
	const struct json_pair *const *found;

	if (!is(v, JSON_IS_OBJECT))
		return NULL;
	if (!v->object->by_name) {
		for (size_t i = 0; i < v->nr; i++)
			if (!strcmp(v->object->pairs[i].name, name))
				return &v->object->pairs[i].value;
		return NULL;
	}
	found = bsearch(name, v->object->by_name, v->nr, sizeof(struct json_pair *), compare_name);
	return found ? &(*found)->value : NULL;
}

size_t json_length(const struct json_value *v)
{
	return is(v, JSON_IS_LIST) || is(v, JSON_IS_OBJECT) ? v->nr : 0;
}

const struct json_value *json_item(const struct json_value *v, size_t i)
{
	return is(v, JSON_IS_LIST) && i < v->nr ? &v->items[i] : NULL;
}

static void come_to(struct json_members *m, size_t at)
{
	bool is_there = at < json_length(m->object);
	const struct json_pair *pair = is_there ? &m->object->object->pairs[at] : NULL;

	m->at = at;
	m->name = pair ? pair->name : NULL;
	m->value = pair ? &pair->value : NULL;
}

void json_walk(struct json_members *m, const struct json_value *object)
{
	m->object = is(object, JSON_IS_OBJECT) ? object : NULL;
	come_to(m, 0);
}

void json_step(struct json_members *m) { come_to(m, m->at + 1); }

const char *json_text(const struct json_value *v) { return is(v, JSON_IS_TEXT) ? v->text : NULL; }

size_t json_text_size(const struct json_value *v) { return is(v, JSON_IS_TEXT) ? v->nr : 0; }

bool json_truth(const struct json_value *v) { return is(v, JSON_IS_BOOLEAN) && v->truth; }

static bool is_whole(const struct json_value *v) { return is(v, JSON_IS_NUMBER) && v->is_whole; }

bool json_whole(const struct json_value *v, int64_t *whole)
{
	double number;

	if (is_whole(v)) {
		*whole = v->whole;
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

	if (is_whole(v)) {
		if (v->whole < -MOST_DECIMAL || v->whole > MOST_DECIMAL)
			return false;
		*thousandths = v->whole * 1000;
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
	*number = 0;
	if (is(v, JSON_IS_NUMBER))
		*number = v->is_whole ? (double)v->whole : v->number;
	return is(v, JSON_IS_NUMBER) && fabs(*number) < LARGE;
}
