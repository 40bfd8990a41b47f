/*
 * json: what came in, as values to walk through, and from there into structs by a table of fields.
 *
 * Parsing is strict: UTF-8 without a BOM, no member twice, no NUL in a text, nothing after the
 * value, at most JSON_DEPTH levels. The values live as long as the work that parsed them.
 * Members keep the order of the document. A whole number beyond 64 bits and a number beyond
 * every double are read as something about as large, so that the reader of that member, which
 * knows its limits, faults it where it stands.
 *
 * A table has one row a member:
 *
 *	static const struct json_field new_action[] = {
 *		JSON_FIELD(struct new_action, finding_id, UUID, REQUIRED),
 *		JSON_FIELD(struct new_action, title, TEXT, REQUIRED | MAX(200)),
 *		JSON_FIELD_GIVEN(struct new_action, due_at, TIME, OPTIONAL),
 *	};
 *
 * What is unknown, null (but for OR_NULL), missing or of the wrong type is a fault with its
 *pointer, and all of them are collected. A member that is absent leaves its target as it was:
 *defaults are set before reading. JSON_FIELD_GIVEN also sets the bool `<member>_given`. A target of
 *the wrong C type does not compile.
 */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"

/* Deep enough for any document of ours, shallow enough for a thread with a stack of 100 kB. */
#define JSON_DEPTH 256

struct json_value;

enum json_kind {
	JSON_IS_NULL,
	JSON_IS_BOOLEAN,
	JSON_IS_NUMBER,
	JSON_IS_TEXT,
	JSON_IS_LIST,
	JSON_IS_OBJECT,
};

/* Refuses with malformed_json and one fault, whose pointer is "" but for a doubled member. */
bool json_parse(struct work *w, const char *text, size_t len,
		const struct json_value **value) MUST_CHECK;

enum json_kind json_kind(const struct json_value *v);
/* NULL where the object has no such member, or v is no object. */
const struct json_value *json_member(const struct json_value *v, const char *name);
/* How many members or items; 0 of anything else. */
size_t json_length(const struct json_value *v);
/* NULL beyond the end, or where v is no list. */
const struct json_value *json_item(const struct json_value *v, size_t i);

/* for (json_walk(&m, object); m.name; json_step(&m)) … m.name, m.value */
struct json_members {
	const struct json_value *object;
	void *at;
	const char *name;
	const struct json_value *value;
};

void json_walk(struct json_members *m, const struct json_value *object);
void json_step(struct json_members *m);

/* NULL where v is no text. */
const char *json_text(const struct json_value *v);
/* In bytes. */
size_t json_text_size(const struct json_value *v);
/* Whether v is the boolean true. */
bool json_truth(const struct json_value *v);

/* By value: 1.0 is 1. False where v is no whole number of at most 53 bits. */
bool json_whole(const struct json_value *v, int64_t *whole);
/*
 * In thousandths. False where v is no number, is not the double nearest to a decimal with at
 * most three places, or is beyond ±9,000,000,000,000.
 */
bool json_decimal(const struct json_value *v, int64_t *thousandths);
/* False where v is no number, or not within ±1e307. */
bool json_double(const struct json_value *v, double *number);

/* The value as compact text: UTF-8 as it is, members in their order. */
const char *json_write(struct arena *mem, const struct json_value *v);
void json_add(struct text *t, const struct json_value *v);

/* RFC 6901: the pointer of a member, of an item. */
const char *json_pointer(struct arena *mem, const char *parent, const char *member);
const char *json_pointer_item(struct arena *mem, const char *parent, size_t i);

/* [a-z0-9][a-z0-9._-]{0,63} */
bool json_is_key(const char *s);
/* [A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})* */
bool json_is_language(const char *s);
/* Lower-case hex digits, n of them. */
bool json_is_hex(const char *s, size_t n);
/* Nothing but space, tab, newline, U+00A0 and U+3000: what the checklist format calls blank. */
bool json_is_blank(const char *s);
/* Nothing that a person would see, like a zero width space; s is UTF-8. */
bool json_is_unseen(const char *s);
/* Whether that is so of the first or the last character. */
bool json_has_unseen_end(const char *s);

enum json_field_kind {
	JSON_TO_UUID,      /* const char *, lower case */
	JSON_TO_TEXT,      /* const char *; no control characters but tab and newline */
	JSON_TO_STRING,    /* const char *; any characters */
	JSON_TO_KEY,       /* const char * */
	JSON_TO_SHA256,    /* const char *, 64 lower-case hex digits */
	JSON_TO_DATE,      /* const char *, YYYY-MM-DD */
	JSON_TO_TIME,      /* int64_t, ms since 1970 */
	JSON_TO_TEXTS,     /* const char *: an object of language tags with texts, none blank */
	JSON_TO_STRINGS,   /* the same with strings, none empty */
	JSON_TO_INTEGER,   /* int64_t */
	JSON_TO_DECIMAL,   /* int64_t, thousandths */
	JSON_TO_REAL,      /* double */
	JSON_TO_BOOLEAN,   /* bool */
	JSON_TO_ENUM,      /* an enum: the index of the name */
	JSON_TO_TEXT_LIST, /* struct json_texts */
	JSON_TO_STRING_LIST,
	JSON_TO_KEY_LIST,
	JSON_TO_UUID_LIST,
	JSON_TO_LIST,   /* const struct json_value *: a list of anything */
	JSON_TO_OBJECT, /* const struct json_value *: an object of anything */
	JSON_TO_JSON,   /* const struct json_value *: anything but null */
};

struct json_texts {
	const char *const *items;
	size_t nr;
};

struct json_field {
	const char *name;
	enum json_field_kind kind;
	unsigned int flags;
	size_t at;
	size_t given_at; /* JSON_NOWHERE: nobody asks */
	int64_t least;   /* of a number, in the unit of its target; both 0: no limits */
	int64_t most;
	const char *const *names; /* of an ENUM, ended by NULL */
};

#define OPTIONAL 0U
/* Absent is a fault; a text or a list is not empty either. */
#define REQUIRED 1U
/* A text or a list that is given is not empty. */
#define NOT_EMPTY 2U
/* A text has something to see. */
#define NOT_BLANK 4U
/* Takes back what REQUIRED says about empty. */
#define MAY_BE_EMPTY 8U
/* null is taken, too, and empties the target: NULL, 0, false; a REAL becomes NaN. */
#define OR_NULL 16U
/* At most n code points of a text, n items of a list. */
#define MAX(n) ((unsigned int)(n) << 8)

#define JSON_NOWHERE SIZE_MAX

bool json_read_fields(struct work *w, const struct json_value *object, const char *pointer,
		      const struct json_field *fields, size_t nr, void *into);
bool json_read_body_fields(struct work *w, const char *body, size_t len,
			   const struct json_field *fields, size_t nr, void *into) MUST_CHECK;

/* clang-format off: it pulls the macros apart */

/* `fields` is the table itself, not a pointer to it. False where faults were added. */
#define json_read(w, object, pointer, fields, into) \
 json_read_fields(w, object, pointer, fields, sizeof(fields) / sizeof((fields)[0]), into)
/* Parses, reads, and refuses with invalid_body where there is any fault. */
#define json_read_body(w, body, len, fields, into) \
 json_read_body_fields(w, body, len, fields, sizeof(fields) / sizeof((fields)[0]), into)

#define JSON_FIELD(type, member, kind, flags) JSON_ROW(type, member, kind, flags, 0, 0, NULL)
#define JSON_FIELD_RANGE(type, member, kind, flags, least, most) \
 JSON_ROW(type, member, kind, flags, least, most, NULL)
#define JSON_FIELD_NAMES(type, member, kind, flags, names) \
 JSON_ROW(type, member, kind, flags, 0, 0, names)
#define JSON_FIELD_GIVEN(type, member, kind, flags) \
 JSON_ROW_GIVEN(type, member, kind, flags, 0, 0, NULL)
#define JSON_FIELD_RANGE_GIVEN(type, member, kind, flags, least, most) \
 JSON_ROW_GIVEN(type, member, kind, flags, least, most, NULL)
#define JSON_FIELD_NAMES_GIVEN(type, member, kind, flags, names) \
 JSON_ROW_GIVEN(type, member, kind, flags, 0, 0, names)

#define JSON_ROW(type, member, kind, flags, least, most, names)                                 \
 {                                                                                              \
#  member, JSON_TO_##kind, flags, JSON_AT(type, member, kind), JSON_NOWHERE, least, most, names \
 }
#define JSON_ROW_GIVEN(type, member, kind, flags, least, most, names)                          \
 {                                                                                             \
#  member, JSON_TO_##kind, flags, JSON_AT(type, member, kind), offsetof(type, member##_given), \
	  least, most, names                                                                   \
 }

/* The offset of the target, and no compilation where its type is not the kind's. */
#define JSON_AT(type, member, kind) \
 (offsetof(type, member) +          \
  0 * sizeof(char[JSON_FITS_##kind(__typeof__(((type *)0)->member)) ? 1 : -1]))
#define JSON_SAME(a, b) __builtin_types_compatible_p(a, b)
#define JSON_FITS_UUID(t) JSON_SAME(t, const char *)
#define JSON_FITS_TEXT(t) JSON_SAME(t, const char *)
#define JSON_FITS_STRING(t) JSON_SAME(t, const char *)
#define JSON_FITS_KEY(t) JSON_SAME(t, const char *)
#define JSON_FITS_SHA256(t) JSON_SAME(t, const char *)
#define JSON_FITS_DATE(t) JSON_SAME(t, const char *)
#define JSON_FITS_TEXTS(t) JSON_SAME(t, const char *)
#define JSON_FITS_STRINGS(t) JSON_SAME(t, const char *)
#define JSON_FITS_TIME(t) JSON_SAME(t, int64_t)
#define JSON_FITS_INTEGER(t) JSON_SAME(t, int64_t)
#define JSON_FITS_DECIMAL(t) JSON_SAME(t, int64_t)
#define JSON_FITS_REAL(t) JSON_SAME(t, double)
#define JSON_FITS_BOOLEAN(t) JSON_SAME(t, bool)
#define JSON_FITS_ENUM(t) (sizeof(t) == sizeof(int))
#define JSON_FITS_TEXT_LIST(t) JSON_SAME(t, struct json_texts)
#define JSON_FITS_STRING_LIST(t) JSON_SAME(t, struct json_texts)
#define JSON_FITS_KEY_LIST(t) JSON_SAME(t, struct json_texts)
#define JSON_FITS_UUID_LIST(t) JSON_SAME(t, struct json_texts)
#define JSON_FITS_LIST(t) JSON_SAME(t, const struct json_value *)
#define JSON_FITS_OBJECT(t) JSON_SAME(t, const struct json_value *)
#define JSON_FITS_JSON(t) JSON_SAME(t, const struct json_value *)

/* clang-format on */

#endif
