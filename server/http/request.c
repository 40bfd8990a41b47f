#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"
#include "http/http.h"
#include "json/json.h"

const char *request_param(const struct request *req, const char *name)
{
	for (size_t i = 0; i < req->params_nr; i++)
		if (!strcmp(req->params[i].name, name))
			return req->params[i].value;
	BUG("the path of %s has no {%s}", req->path, name);
}

const char *request_header(const struct request *req, const char *name)
{
	for (size_t i = 0; i < req->headers_nr; i++)
		if (!strcasecmp(req->headers[i].name, name))
			return req->headers[i].value;
	return NULL;
}

const char *request_query(const struct request *req, const char *name)
{
	for (size_t i = 0; i < req->query_nr; i++)
		if (!strcmp(req->query[i].name, name))
			return req->query[i].value;
	return NULL;
}

static bool is_bare(enum json_field_kind kind)
{
	return kind == JSON_TO_INTEGER || kind == JSON_TO_DECIMAL || kind == JSON_TO_REAL ||
	       kind == JSON_TO_BOOLEAN;
}

/* Whether it is written as JSON writes a number or a truth; else it is read, and refused, as a
 * text. */
static bool looks_bare(const char *value)
{
	size_t digits;

	if (!strcmp(value, "true") || !strcmp(value, "false"))
		return true;
	value += *value == '-';
	digits = strspn(value, "0123456789");
	if (!digits || digits > 18 || (*value == '0' && digits > 1))
		return false;
	value += digits;
	if (*value != '.')
		return !*value;
	digits = strspn(value + 1, "0123456789");
	return digits && digits <= 18 && !value[1 + digits];
}

static const struct json_field *field_of(const struct json_field *fields, size_t nr,
					 const char *name)
{
	for (size_t i = 0; i < nr; i++)
		if (!strcmp(fields[i].name, name))
			return &fields[i];
	return NULL;
}

/*
 * The query is read as the object it stands for, so that there is one reader of values: numbers
 * and truths bare, lists split at their commas, everything else as a text.
 */
static void add_value(struct text *t, const struct json_field *field, const char *value)
{
	if (field && is_bare(field->kind) && looks_bare(value)) {
		text_add(t, value);
		return;
	}
	if (!field || field->kind < JSON_TO_TEXT_LIST || field->kind > JSON_TO_UUID_LIST) {
		text_json(t, value);
		return;
	}
	text_add_char(t, '[');
	for (;;) {
		size_t len = strcspn(value, ",");

		text_json_bytes(t, value, len);
		if (!value[len])
			break;
		text_add_char(t, ',');
		value += len + 1;
	}
	text_add_char(t, ']');
}

bool request_query_fields(struct work *w, const struct request *req,
			  const struct json_field *fields, size_t nr, void *into)
{
	const struct json_value *object;
	struct text t;

	text_init(&t, &w->mem);
	text_add_char(&t, '{');
	for (size_t i = 0; i < req->query_nr; i++) {
		const struct param *param = &req->query[i];

		if (i)
			text_add_char(&t, ',');
		text_json(&t, param->name);
		text_add_char(&t, ':');
		add_value(&t, field_of(fields, nr, param->name), param->value);
	}
	text_add_char(&t, '}');

	if (!json_parse(w, t.s, t.len, &object)) {
		w->problem.kind = PROBLEM_invalid_query;
		return false;
	}
	json_read_fields(w, object, "", fields, nr, into);
	return work_is_faultless(w, PROBLEM_invalid_query);
}

static bool refuse_cursor(struct work *w)
{
	fault(w, "/after", "This is not a \"next\" of an earlier answer.");
	return work_is_faultless(w, PROBLEM_invalid_query);
}

bool page_read(struct work *w, int64_t limit, const char *after, struct page *page)
{
	size_t n;
	char *cursor;
	char *split;

	page->limit = db_number(w, limit ? limit : PAGE_LIMIT);
	page->key = NULL;
	page->id = NULL;
	if (!after)
		return true;
	cursor = base64url_decode(&w->mem, after, &n);
	split = cursor && strlen(cursor) == n ? strrchr(cursor, ' ') : NULL;
	if (!split || !utf8_is_valid(cursor, n) || !is_uuid(split + 1))
		return refuse_cursor(w);
	*split = '\0';
	page->key = cursor;
	page->id = split + 1;
	return true;
}

bool page_read_by_time(struct work *w, int64_t limit, const char *after, struct page *page)
{
	int64_t ms;

	if (!page_read(w, limit, after, page))
		return false;
	return !page->key || clock_parse(page->key, &ms) || refuse_cursor(w);
}

bool page_respond(struct work *w, struct response *res, const struct db_rows *rows)
{
	const char *key;
	struct text t;

	if (!rows)
		return false;
	key = db_text(rows, 0, "next_key");
	text_init(&t, &w->mem);
	text_add(&t, "{\"items\":");
	text_add(&t, db_text(rows, 0, "items"));
	if (key) {
		const char *cursor =
			arena_printf(&w->mem, "%s %s", key, db_text(rows, 0, "next_id"));

		text_printf(&t, ",\"next\":\"%s\"}", base64url(&w->mem, cursor, strlen(cursor)));
	} else {
		text_add(&t, ",\"next\":null}");
	}
	res->body = t.s;
	res->size = t.len;
	return true;
}

bool respond_json(struct response *res, int status, const char *json)
{
	res->status = status;
	res->body = json;
	return true;
}

bool respond_row(struct work *w, struct response *res, const struct db_rows *rows, const char *what)
{
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no such %s.", what);
	res->body = db_text(rows, 0, "body");
	return true;
}

const char *etag_of(struct work *w, const char *what)
{
	return arena_printf(&w->mem, "\"%s\"", what);
}

bool if_match(struct work *w, const struct request *req, const char **what)
{
	const char *tag = request_header(req, "If-Match");
	size_t len = tag ? strlen(tag) : 0;

	if (!tag)
		return refuse(w, PROBLEM_revision_required,
			      "Send If-Match with the ETag of what you change.");
	if (len < 3 || tag[0] != '"' || tag[len - 1] != '"' || memchr(tag + 1, '"', len - 2))
		return refuse(w, PROBLEM_revision_conflict, "If-Match is not an ETag of ours.");
	*what = arena_strndup(&w->mem, tag + 1, len - 2);
	return true;
}
