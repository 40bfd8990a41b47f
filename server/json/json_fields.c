#include "json/json.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"

/* One member that is being read. */
struct reading {
	struct work *w;
	const char *parent;
	const struct json_field *field;
	void *to;
};

static bool fault_here(const struct reading *r, const char *sentence)
{
	const char *pointer = json_pointer(&r->w->mem, r->parent, r->field->name);

	return fault(r->w, pointer, "\"%s\" %s", r->field->name, sentence);
}

static bool fault_item(const struct reading *r, size_t i, const char *sentence)
{
	const char *list = json_pointer(&r->w->mem, r->parent, r->field->name);

	return fault(r->w, json_pointer_item(&r->w->mem, list, i), "Item %zu of \"%s\" %s", i + 1,
		     r->field->name, sentence);
}

static size_t most_of(const struct json_field *field) { return field->flags >> 8; }

/* Of a text or a list. */
static bool may_be_empty(const struct json_field *field)
{
	if (field->flags & MAY_BE_EMPTY)
		return true;
	return !(field->flags & (REQUIRED | NOT_EMPTY | NOT_BLANK));
}

/* Those of ASCII but for tab and newline, those of U+0080 to U+009F, and what is no character at
 * all. */
static bool has_control_character(const char *s)
{
	for (; *s; s++)
		if (((unsigned char)*s < 0x20 && *s != '\t' && *s != '\n') || *s == 0x7f ||
		    (s[0] == '\xc2' && (unsigned char)s[1] < 0xa0) ||
		    text_begins(s, "\xef\xbf\xbe") || text_begins(s, "\xef\xbf\xbf"))
			return true;
	return false;
}

static bool is_uuid(const char *s)
{
	for (size_t i = 0; i < 36; i++) {
		bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (is_dash ? s[i] != '-' : !s[i] || !strchr("0123456789abcdefABCDEF", s[i]))
			return false;
	}
	return !s[36];
}

static const char *lower_case(struct arena *mem, const char *s)
{
	char *copy = arena_strdup(mem, s);

	for (char *c = copy; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return copy;
}

/* What is wrong with the text, as the end of a sentence; NULL where nothing is. */
static const char *text_fault(struct work *w, const struct json_field *field, const char *s)
{
	bool is_free = field->kind == JSON_TO_STRING || field->kind == JSON_TO_STRING_LIST;

	if (!*s && !may_be_empty(field))
		return "must not be empty.";
	if ((field->flags & NOT_BLANK) && json_is_unseen(s))
		return "must not be blank.";
	if (!is_free && has_control_character(s))
		return "must have no control characters but tab and newline.";
	if (field->kind != JSON_TO_TEXT && field->kind != JSON_TO_STRING)
		return NULL; /* of a list the limit is of its items */
	if (most_of(field) && utf8_length(s) > most_of(field))
		return arena_printf(&w->mem, "must have at most %zu characters.", most_of(field));
	return NULL;
}

static const char *string_fault(struct work *w, const struct json_field *field, const char *s)
{
	switch (field->kind) {
	case JSON_TO_UUID:
	case JSON_TO_UUID_LIST:
		return is_uuid(s) ? NULL : "must be a UUID.";
	case JSON_TO_KEY:
	case JSON_TO_KEY_LIST:
		return json_is_key(s)
			       ? NULL
			       : "must be a key: a-z, 0-9, dot, underscore and hyphen, begun by "
				 "a letter or digit, at most 64 characters.";
	case JSON_TO_SHA256:
		return json_is_hex(s, 64) ? NULL : "must be a SHA-256: 64 lower-case hex digits.";
	case JSON_TO_DATE:
		return clock_is_date(s) ? NULL : "must be a real date, YYYY-MM-DD.";
	default:
		return text_fault(w, field, s);
	}
}

static bool read_string(const struct reading *r, const struct json_value *v)
{
	const char *s = json_text(v), *wrong;

	if (!s)
		return fault_here(r, "must be a text.");
	wrong = string_fault(r->w, r->field, s);
	if (wrong)
		return fault_here(r, wrong);
	*(const char **)r->to = r->field->kind == JSON_TO_UUID ? lower_case(&r->w->mem, s) : s;
	return true;
}

static bool read_time(const struct reading *r, const struct json_value *v)
{
	const char *s = json_text(v);

	if (!s || !clock_parse(s, r->to))
		return fault_here(
			r, "must be a time with its offset, like 2026-11-21T08:30:00+08:00.");
	return true;
}

/* NULL where the text is as the field wants it. */
static const char *translation_fault(const struct reading *r, const char *s)
{
	bool is_any = r->field->kind == JSON_TO_STRINGS;

	if (!s || (is_any ? !*s : json_is_unseen(s)))
		return is_any ? "be a text that is not empty" : "be a text that is not blank";
	if (!is_any && has_control_character(s))
		return "have no control characters but tab and newline";
	if (most_of(r->field) && utf8_length(s) > most_of(r->field))
		return arena_printf(&r->w->mem, "have at most %zu characters", most_of(r->field));
	return NULL;
}

static bool read_texts(const struct reading *r, const struct json_value *v)
{
	size_t before = r->w->problem.faults_nr;
	const char *pointer;
	struct json_members m;

	if (json_kind(v) != JSON_IS_OBJECT || !json_length(v))
		return fault_here(r,
				  "must be an object with a text for at least one language, like "
				  "{\"en\": \"Floor\"}.");

	pointer = json_pointer(&r->w->mem, r->parent, r->field->name);
	for (json_walk(&m, v); m.name; json_step(&m)) {
		const char *at = json_pointer(&r->w->mem, pointer, m.name);
		const char *why = translation_fault(r, json_text(m.value));

		if (!json_is_language(m.name))
			fault(r->w, at, "\"%s\" is not a language tag like en or zh-CN.", m.name);
		else if (why)
			fault(r->w, at, "\"%s\" must %s.", m.name, why);
	}
	if (r->w->problem.faults_nr > before)
		return false;
	*(const char **)r->to = json_write(&r->w->mem, v);
	return true;
}

/* As a person writes it; thousandths where the field is a decimal. */
static const char *limit(const struct reading *r, int64_t n)
{
	if (r->field->kind == JSON_TO_DECIMAL)
		n /= 1000;
	return arena_printf(&r->w->mem, "%lld", (long long)n);
}

static bool is_in_range(const struct json_field *field, int64_t n)
{
	return (!field->least && !field->most) || (n >= field->least && n <= field->most);
}

static bool read_number(const struct reading *r, const struct json_value *v)
{
	bool is_decimal = r->field->kind == JSON_TO_DECIMAL;
	const char *kind = is_decimal ? "must be a number with at most three decimal places"
				      : "must be a whole number";
	const char *from_to = "";
	int64_t n = 0;

	if ((is_decimal ? json_decimal(v, &n) : json_whole(v, &n)) && is_in_range(r->field, n)) {
		*(int64_t *)r->to = n;
		return true;
	}
	if (r->field->least || r->field->most)
		from_to = arena_printf(&r->w->mem, " from %s to %s", limit(r, r->field->least),
				       limit(r, r->field->most));
	return fault_here(r, arena_printf(&r->w->mem, "%s%s.", kind, from_to));
}

static bool read_real(const struct reading *r, const struct json_value *v)
{
	const struct json_field *field = r->field;
	double n;

	if (!json_double(v, &n))
		return fault_here(r, "must be a number.");
	if ((field->least || field->most) &&
	    !(n >= (double)field->least && n <= (double)field->most))
		return fault_here(r, arena_printf(&r->w->mem, "must be a number from %s to %s.",
						  limit(r, field->least), limit(r, field->most)));
	*(double *)r->to = n;
	return true;
}

static bool read_boolean(const struct reading *r, const struct json_value *v)
{
	if (json_kind(v) != JSON_IS_BOOLEAN)
		return fault_here(r, "must be true or false.");
	*(bool *)r->to = json_truth(v);
	return true;
}

static bool read_enum(const struct reading *r, const struct json_value *v)
{
	const char *s = json_text(v);
	struct text sentence;

	for (int i = 0; s && r->field->names[i]; i++)
		if (!strcmp(s, r->field->names[i])) {
			*(int *)r->to = i;
			return true;
		}

	text_init(&sentence, &r->w->mem);
	text_add(&sentence, "must be one of ");
	for (int i = 0; r->field->names[i]; i++)
		text_printf(&sentence, "%s\"%s\"", i ? ", " : "", r->field->names[i]);
	text_add(&sentence, ".");
	return fault_here(r, text_take(&sentence));
}

/* The shape and the length of a list. */
static bool is_list(const struct reading *r, const struct json_value *v)
{
	if (json_kind(v) != JSON_IS_LIST)
		return fault_here(r, "must be a list.");
	if (!json_length(v) && !may_be_empty(r->field))
		return fault_here(r, "must not be empty.");
	if (most_of(r->field) && json_length(v) > most_of(r->field))
		return fault_here(r, arena_printf(&r->w->mem, "must have at most %zu items.",
						  most_of(r->field)));
	return true;
}

static bool read_text_list(const struct reading *r, const struct json_value *v)
{
	struct json_field of_items = *r->field;
	size_t nr = json_length(v), before = r->w->problem.faults_nr;
	struct json_texts *list = r->to;
	const char **items;

	if (!is_list(r, v))
		return false;
	of_items.flags = REQUIRED;
	items = arena_array(&r->w->mem, nr, sizeof(*items));
	for (size_t i = 0; i < nr; i++) {
		const char *s = json_text(json_item(v, i)), *wrong = "must be a text.";

		if (s)
			wrong = string_fault(r->w, &of_items, s);
		if (wrong)
			fault_item(r, i, wrong);
		else
			items[i] =
				r->field->kind == JSON_TO_UUID_LIST ? lower_case(&r->w->mem, s) : s;
	}
	if (r->w->problem.faults_nr > before)
		return false;
	list->items = items;
	list->nr = nr;
	return true;
}

static bool read_value(const struct reading *r, const struct json_value *v)
{
	if (r->field->kind == JSON_TO_LIST && !is_list(r, v))
		return false;
	if (r->field->kind == JSON_TO_OBJECT && json_kind(v) != JSON_IS_OBJECT)
		return fault_here(r, "must be an object.");
	*(const struct json_value **)r->to = v;
	return true;
}

typedef bool (*reader)(const struct reading *r, const struct json_value *v);

static const reader readers[] = {
	[JSON_TO_UUID] = read_string,         [JSON_TO_TEXT] = read_string,
	[JSON_TO_STRING] = read_string,       [JSON_TO_KEY] = read_string,
	[JSON_TO_SHA256] = read_string,       [JSON_TO_DATE] = read_string,
	[JSON_TO_TIME] = read_time,           [JSON_TO_TEXTS] = read_texts,
	[JSON_TO_STRINGS] = read_texts,       [JSON_TO_INTEGER] = read_number,
	[JSON_TO_DECIMAL] = read_number,      [JSON_TO_REAL] = read_real,
	[JSON_TO_BOOLEAN] = read_boolean,     [JSON_TO_ENUM] = read_enum,
	[JSON_TO_TEXT_LIST] = read_text_list, [JSON_TO_STRING_LIST] = read_text_list,
	[JSON_TO_KEY_LIST] = read_text_list,  [JSON_TO_UUID_LIST] = read_text_list,
	[JSON_TO_LIST] = read_value,          [JSON_TO_OBJECT] = read_value,
	[JSON_TO_JSON] = read_value,
};

static bool read_null(const struct reading *r)
{
	if (!(r->field->flags & OR_NULL))
		return fault_here(r, "must not be null; leave it out instead.");
	switch (r->field->kind) {
	case JSON_TO_REAL:
		*(double *)r->to = (double)NAN;
		break;
	case JSON_TO_TIME:
	case JSON_TO_INTEGER:
	case JSON_TO_DECIMAL:
		*(int64_t *)r->to = 0;
		break;
	case JSON_TO_BOOLEAN:
		*(bool *)r->to = false;
		break;
	case JSON_TO_ENUM:
		*(int *)r->to = 0;
		break;
	case JSON_TO_TEXT_LIST:
	case JSON_TO_STRING_LIST:
	case JSON_TO_KEY_LIST:
	case JSON_TO_UUID_LIST:
		*(struct json_texts *)r->to = (struct json_texts){ 0 };
		break;
	default:
		*(const void **)r->to = NULL;
	}
	return true;
}

static void read_member(struct reading *r, const struct json_value *v, void *into)
{
	bool is_good;

	r->to = (char *)into + r->field->at;
	if (json_kind(v) == JSON_IS_NULL)
		is_good = read_null(r);
	else
		is_good = readers[r->field->kind](r, v);
	if (is_good && r->field->given_at != JSON_NOWHERE)
		*(bool *)((char *)into + r->field->given_at) = true;
}

static const struct json_field *field_of(const struct json_field *fields, size_t nr,
					 const char *name)
{
	for (size_t i = 0; i < nr; i++)
		if (!strcmp(fields[i].name, name))
			return &fields[i];
	return NULL;
}

bool json_read_fields(struct work *w, const struct json_value *object, const char *pointer,
		      const struct json_field *fields, size_t nr, void *into)
{
	struct reading r = { .w = w, .parent = pointer };
	size_t before = w->problem.faults_nr;
	struct json_members m;

	if (json_kind(object) != JSON_IS_OBJECT)
		return fault(w, pointer, "There must be an object here.");

	for (json_walk(&m, object); m.name; json_step(&m)) {
		r.field = field_of(fields, nr, m.name);
		if (r.field)
			read_member(&r, m.value, into);
		else
			fault(w, json_pointer(&w->mem, pointer, m.name),
			      "\"%s\" is not known here.", m.name);
	}
	for (size_t i = 0; i < nr; i++) {
		r.field = &fields[i];
		if ((fields[i].flags & REQUIRED) && !json_member(object, fields[i].name))
			fault_here(&r, "is missing.");
	}
	return w->problem.faults_nr == before;
}

bool json_read_body_fields(struct work *w, const char *body, size_t len,
			   const struct json_field *fields, size_t nr, void *into)
{
	const struct json_value *value;

	if (!json_parse(w, body, len, &value))
		return false;
	json_read_fields(w, value, "", fields, nr, into);
	return work_is_faultless(w, PROBLEM_invalid_body);
}

const char *json_pointer(struct arena *mem, const char *parent, const char *member)
{
	size_t size = strlen(parent) + 1;
	char *pointer, *at;

	for (const char *c = member; *c; c++)
		size += *c == '~' || *c == '/' ? 2 : 1;
	at = pointer = arena_alloc(mem, size + 1);
	while (*parent)
		*at++ = *parent++;
	*at++ = '/';
	for (const char *c = member; *c; c++) {
		bool is_escaped = *c == '~' || *c == '/';

		*at++ = (char)(is_escaped ? '~' : *c);
		if (is_escaped)
			*at++ = *c == '~' ? '0' : '1';
	}
	return pointer;
}

const char *json_pointer_item(struct arena *mem, const char *parent, size_t i)
{
	return arena_printf(mem, "%s/%zu", parent, i);
}
