/*
 * json_tree: a JSON text as values that lie in an arena, one behind the other.
 *
 * What is read here is what jansson reads with JSON_REJECT_DUPLICATES: it says what is wrong with
 * a text that is refused, and tests/fuzz/json_fuzz.c holds the two against each other.
 */
#ifndef JSON_JSON_TREE_H
#define JSON_JSON_TREE_H

#include "json/json.h"

struct json_pair;

struct json_object {
	const struct json_pair *pairs; /* in the order of the document */
	/* The same by their names; NULL where they are few. */
	const struct json_pair *const *by_name;
};

struct json_value {
	enum json_kind kind;
	bool is_whole; /* a number that 64 bits hold and that was written as a whole one */
	size_t nr;     /* bytes of a text, items, members */
	union {
		bool truth;
		int64_t whole;
		double number;
		const char *text;
		const struct json_value *items;
		const struct json_object *object;
	};
};

struct json_pair {
	const char *name;
	struct json_value value;
};

/* NULL where the text is not JSON as it should be, or nested more than JSON_DEPTH levels. */
const struct json_value *json_tree(struct arena *mem, const char *text, size_t len);

#endif
