#include "json/json_tree.h"

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

static void add_scalar(struct text *t, const struct json_value *v)
{
	if (v->kind == JSON_IS_TEXT)
		text_json_bytes(t, v->text, v->nr);
	else if (v->kind == JSON_IS_NUMBER && v->is_whole)
		text_add_number(t, v->whole);
	else if (v->kind == JSON_IS_NUMBER)
		add_real(t, v->number);
	else if (v->kind == JSON_IS_BOOLEAN)
		text_add(t, v->truth ? "true" : "false");
	else
		text_add(t, "null");
}

/* A list or an object that is being written, and how far. */
struct level {
	const struct json_value *of;
	size_t nr;
};

static bool is_nest(const struct json_value *v)
{
	return v->kind == JSON_IS_LIST || v->kind == JSON_IS_OBJECT;
}

/* The next value inside the level, with what stands before it; NULL at the end. */
static const struct json_value *next_inside(struct text *t, struct level *level)
{
	size_t i = level->nr++;
	const struct json_pair *pair;

	if (i == level->of->nr)
		return NULL;
	if (i)
		text_add_char(t, ',');
	if (level->of->kind == JSON_IS_LIST)
		return &level->of->items[i];
	pair = &level->of->object->pairs[i];
	text_json(t, pair->name);
	text_add_char(t, ':');
	return &pair->value;
}

void json_add(struct text *t, const struct json_value *v)
{
	struct level levels[JSON_DEPTH + 1];
	size_t depth = 0;

	for (;;) {
		if (v && is_nest(v)) {
			levels[depth++] = (struct level){ .of = v };
			text_add_char(t, v->kind == JSON_IS_LIST ? '[' : '{');
		} else if (v) {
			add_scalar(t, v);
		} else if (depth) {
			depth--;
			text_add_char(t, levels[depth].of->kind == JSON_IS_LIST ? ']' : '}');
		}
		if (!depth)
			return;
		v = next_inside(t, &levels[depth - 1]);
	}
}

const char *json_write(struct arena *mem, const struct json_value *v)
{
	struct text t;

	text_init(&t, mem);
	json_add(&t, v);
	return text_take(&t);
}
