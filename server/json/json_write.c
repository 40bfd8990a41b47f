#include "json/json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The fewest digits that give the same double again. */
static void add_real(struct text *t, double number)
{
	char digits[40];

	for (int precision = 15; precision <= 17; precision++) {
		snprintf(digits, sizeof(digits), "%.*g", precision, number == 0 ? 0 : number);
		if (strtod(digits, NULL) == number)
			break;
	}
	text_add(t, digits);
}

static void add_scalar(struct text *t, json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_STRING:
		text_json_bytes(t, json_string_value(v), json_string_length(v));
		break;
	case JSON_INTEGER:
		text_add_number(t, json_integer_value(v));
		break;
	case JSON_REAL:
		add_real(t, json_real_value(v));
		break;
	case JSON_TRUE:
		text_add(t, "true");
		break;
	case JSON_FALSE:
		text_add(t, "false");
		break;
	default:
		text_add(t, "null");
	}
}

/* A list or an object that is being written, and how far. */
struct level {
	json_t *of;
	size_t item;
	void *member;
};

static bool is_nest(json_t *v) { return json_is_array(v) || json_is_object(v); }

/* The next value inside the level, with what stands before it; NULL at the end. */
static json_t *next_inside(struct text *t, struct level *level)
{
	bool is_first = !level->item++;

	if (json_is_array(level->of)) {
		json_t *item = json_array_get(level->of, level->item - 1);

		if (item && !is_first)
			text_add_char(t, ',');
		return item;
	}

	level->member = is_first ? json_object_iter(level->of)
				 : json_object_iter_next(level->of, level->member);
	if (!level->member)
		return NULL;
	if (!is_first)
		text_add_char(t, ',');
	text_json(t, json_object_iter_key(level->member));
	text_add_char(t, ':');
	return json_object_iter_value(level->member);
}

void json_add(struct text *t, const struct json_value *v)
{
	struct level levels[JSON_DEPTH + 1];
	json_t *value = (json_t *)v;
	size_t depth = 0;

	for (;;) {
		if (value && is_nest(value)) {
			levels[depth++] = (struct level){ .of = value };
			text_add_char(t, json_is_array(value) ? '[' : '{');
		} else if (value) {
			add_scalar(t, value);
		} else if (depth) {
			depth--;
			text_add_char(t, json_is_array(levels[depth].of) ? ']' : '}');
		}
		if (!depth)
			return;
		value = next_inside(t, &levels[depth - 1]);
	}
}

const char *json_write(struct arena *mem, const struct json_value *v)
{
	struct text t;

	text_init(&t, mem);
	json_add(&t, v);
	return text_take(&t);
}
