#include <stdlib.h>
#include <string.h>

#include "access/access.h"
#include "base/crypt.h"
#include "base/text.h"
#include "db/db.h"
#include "feed/change.sql.h"
#include "http/http.h"
#include "outbox/outbox.h"
#include "json/json.h"

handler http_change_list;

#define LIMIT 100
#define LIMIT_MOST 500
/* Of so many events at most one answer tells, however few of them the caller may see. */
#define LOOKED_AT_MOST 2000
/* No cursor is shorter when it is sealed. */
#define SEALED_LEAST 64

struct change_query {
	const char *after;
	int64_t limit;
	const char *kinds;
};

static const struct json_field change_query[] = {
	JSON_FIELD(struct change_query, after, STRING, OPTIONAL | MAX(200)),
	JSON_FIELD_RANGE(struct change_query, limit, INTEGER, OPTIONAL, 1, LIMIT_MOST),
	JSON_FIELD(struct change_query, kinds, TEXT, NOT_BLANK | OPTIONAL | MAX(2000)),
};

/*
 * How far a reader has come: a place, which event has it, and what decided what the reader saw.
 * The event tells whether the log is still the one that was read (not so after an older backup
 * was restored), and the rights whether something older has become visible since. It is sealed,
 * each time differently: the places of what a reader may not see would tell that it is there.
 */
struct cursor {
	const char *seq;
	const char *mark;
	const char *rights;
};

static bool read_cursor(struct work *w, const char *text, struct cursor *c)
{
	size_t n;
	char *rest = key_open(&w->mem, text, &n);

	/* Sealed with keys that are no more, or of a server that sealed none: the lists are read
	 * anew. */
	if (!rest) {
		rest = base64url_decode(&w->mem, text, &n);
		if (rest &&
		    (n > SEALED_LEAST || (strspn(rest, "0123456789") && strchr(rest, ' ')))) {
			c->rights = "";
			return true;
		}
		rest = NULL;
	}

	if (rest && strlen(rest) == n) {
		c->seq = strsep(&rest, " ");
		rest += rest ? strspn(rest, " ") : 0;
		c->mark = strsep(&rest, " ");
		c->rights = rest;
	}
	if (!c->rights || !*c->seq || strlen(c->seq) > 18 ||
	    strspn(c->seq, "0123456789") != strlen(c->seq)) {
		fault(w, "/after", "This is neither \"next\" of an earlier answer nor 0.");
		return work_is_faultless(w, PROBLEM_invalid_query);
	}
	return true;
}

static const char *cursor_text(struct work *w, int64_t seq, const char *mark, const char *rights)
{
	const char *text =
		arena_printf(&w->mem, "%018lld %32s %s", (long long)seq, mark ? mark : "-", rights);

	return key_seal(&w->mem, text, strlen(text));
}

/* The cursor of a place; place 0 is before everything. */
static const char *cursor_at(struct work *w, int64_t seq, const char *rights)
{
	const struct db_rows *rows = db_query(w, &change_mark_sql, w->tenant, db_number(w, seq));

	if (!rows)
		return NULL;
	return cursor_text(w, seq, db_count(rows) ? db_text(rows, 0, "mark") : NULL, rights);
}

static bool read_kinds(struct work *w, const char *list, const char **array)
{
	const char *kinds[200];
	size_t nr = 0;
	char *rest;
	char *kind;

	if (!list)
		return true;
	rest = arena_strdup(&w->mem, list);
	while ((kind = strsep(&rest, ",")) && nr < sizeof(kinds) / sizeof(kinds[0])) {
		if (!outbox_knows(kind))
			fault(w, "/kinds", "There is no kind of change \"%s\".", kind);
		kinds[nr++] = kind;
	}
	if (rest)
		fault(w, "/kinds", "These are more kinds than there are.");
	*array = db_array(w, kinds, nr);
	return work_is_faultless(w, PROBLEM_invalid_query);
}

/* Whoever reads the lists anew goes on from here. */
static bool refuse_resync(struct work *w, int64_t end, const char *rights)
{
	const char *next = cursor_at(w, end, rights);

	if (!next)
		return false;
	w->problem.extra = arena_printf(&w->mem, "\"next\":\"%s\"", next);
	return refuse(
		w, PROBLEM_resync,
		"What you may see has changed, or the log is another one: keep \"next\", read "
		"the lists anew, and go on from it.");
}

static bool is_still_true(const struct db_rows *ground, const struct cursor *c)
{
	const char *mark = db_text(ground, 0, "mark");

	return c->rights && !strcmp(c->rights, db_text(ground, 0, "rights")) && c->mark &&
	       !strcmp(c->mark, mark ? mark : "-");
}

static bool respond(struct work *w, struct response *res, const char *items, const char *next,
		    bool has_more)
{
	struct text t;

	if (!next)
		return false;
	text_init(&t, &w->mem);
	text_add(&t, "{\"items\":");
	text_add(&t, items);
	text_printf(&t, ",\"next\":\"%s\",\"has_more\":%s}", next, db_bool(has_more));
	res->body = t.s;
	res->size = t.len;
	return true;
}

static bool list(struct work *w, const struct change_query *q, const char *kinds, int64_t after,
		 const struct db_rows *ground, struct response *res)
{
	const char *rights = db_text(ground, 0, "rights");
	int64_t limit = q->limit ? q->limit : LIMIT;
	int64_t end = db_integer(ground, 0, "event_seq");
	int64_t until = end - after > LOOKED_AT_MOST ? after + LOOKED_AT_MOST : end;
	const struct db_rows *rows =
		db_query(w, &change_list_sql, w->tenant, w->person_id, db_number(w, after),
			 db_number(w, until), kinds, db_number(w, limit));

	if (!rows)
		return false;
	if (db_integer(rows, 0, "nr") == limit)
		until = db_integer(rows, 0, "last");
	return respond(w, res, db_text(rows, 0, "items"), cursor_at(w, until, rights), until < end);
}

bool http_change_list(struct work *w, const struct request *req, struct response *res)
{
	struct cursor c = { .seq = "0", .mark = "-" };
	struct change_query q = { 0 };
	const struct db_rows *ground;
	const char *kinds = NULL;
	bool is_first;

	if (!request_read_query(w, req, change_query, &q) || !read_kinds(w, q.kinds, &kinds))
		return false;
	is_first = !q.after || !strcmp(q.after, "0");
	if (!is_first && !read_cursor(w, q.after, &c))
		return false;
	ground = db_query(w, &change_ground_sql, w->tenant, w->person_id, c.seq);
	if (!ground)
		return false;
	if (!q.after)
		return respond(w, res, "[]",
			       cursor_at(w, db_integer(ground, 0, "event_seq"),
					 db_text(ground, 0, "rights")),
			       false);
	if (!is_first && !is_still_true(ground, &c))
		return refuse_resync(w, db_integer(ground, 0, "event_seq"),
				     db_text(ground, 0, "rights"));
	return list(w, &q, kinds, strtoll(c.seq, NULL, 10), ground, res);
}
