#include "http/idempotency.h"

#include <string.h>

#include "base/bug.h"
#include "base/crypt.h"
#include "base/text.h"
#include "db/db.h"
#include "http/connection.h"
#include "http/idempotency.sql.h"
#include "http/idempotency_system.sql.h"
#include "http/router.h"
#include "json/json.h"

#define HEADER "Idempotency-Key"
#define KEY_MAX 255
#define KEPT_MS (30LL * 24 * 60 * 60 * 1000)
#define FORGOTTEN_AT_ONCE 1000

static bool is_key(const char *s)
{
	size_t len = 0;

	while (s[len] > ' ' && s[len] < 0x7f)
		len++;
	return !s[len] && len && len <= KEY_MAX;
}

/* Whether each object of a list has an id; of no list, or of one without objects, false. */
static bool items_have_ids(const struct json_value *list)
{
	for (size_t i = 0; i < json_length(list); i++)
		if (!json_member(json_item(list, i), "id"))
			return false;
	return json_item(list, 0) != NULL;
}

/* A thing whose id its maker chose is made once however often it is asked for. */
static bool names_ids(struct work *w, const struct request *req)
{
	const struct json_value *body;
	struct json_members m;

	if (request_query(req, "id"))
		return true;
	if (!req->body_size)
		return false;
	if (!json_parse(w, req->body, req->body_size, &body)) {
		work_forgive(w); /* the handler says what is wrong with it */
		return true;
	}
	if (json_member(body, "id"))
		return true;
	for (json_walk(&m, body); m.name; json_step(&m))
		if (items_have_ids(m.value))
			return true;
	return false;
}

/* What makes two requests the same one. */
static const char *hash_request(struct work *w, const struct request *req)
{
	char *hex = arena_alloc(&w->mem, SHA256_HEX);
	struct sha256 hash;

	sha256_init(&hash);
	sha256_add(&hash, method_texts[req->method], strlen(method_texts[req->method]) + 1);
	sha256_add(&hash, req->path, strlen(req->path) + 1);
	for (size_t i = 0; i < req->query_nr; i++) {
		sha256_add(&hash, req->query[i].name, strlen(req->query[i].name) + 1);
		sha256_add(&hash, req->query[i].value, strlen(req->query[i].value) + 1);
	}
	sha256_add(&hash, "", 1);
	if (req->upload_sha256)
		sha256_add(&hash, req->upload_sha256, SHA256_HEX);
	else
		sha256_add(&hash, req->body, req->body_size);
	sha256_end_hex(&hash, hex);
	return hex;
}

bool idempotency_read(struct work *w, const struct route *route, const struct request *req,
		      struct idempotency *key)
{
	const char *header = request_header(req, HEADER);
	char *hex;

	memset(key, 0, sizeof(*key));
	/* A file is on disk before a transaction, and the same one has no effect the second time.
	 */
	if (route->is_public || route->method == GET || route->body == UPLOAD ||
	    route->body == WORKBOOK)
		return true;
	if (!header)
		return route->transaction != KEYED || names_ids(w, req) ||
		       refuse(w, PROBLEM_idempotency_key_required,
			      "Choose the id of what is made, or send an " HEADER
			      ", so that the request can be sent again.");
	if (!is_key(header))
		return refuse(w, PROBLEM_bad_request,
			      HEADER " has 1 to %d visible ASCII characters.", KEY_MAX);
	hex = arena_alloc(&w->mem, SHA256_HEX);
	key->secret = arena_printf(&w->mem, "%s %s %s", w->tenant, w->person_id, header);
	sha256_hex(key->secret, strlen(key->secret), hex);
	key->key_sha256 = hex;
	key->route = arena_printf(&w->mem, "%s %s", method_texts[route->method], route->path);
	key->request_sha256 = hash_request(w, req);
	return true;
}

static bool refuse_running(struct work *w)
{
	refuse(w, PROBLEM_idempotency_key_in_use, "The first request with this key is running.");
	w->problem.retry_after_s = 1;
	return false;
}

static bool check_mine(struct work *w, const struct db_rows *rows)
{
	return db_boolean(rows, 0, "is_mine") || refuse_running(w);
}

/* A line each of what the head says, then the body. */
static const char *seal(struct work *w, const struct idempotency *key, const struct response *res)
{
	size_t size = !res->body ? 0 : res->size ? res->size : strlen(res->body);
	struct text t;

	if (res->file || res->gzipped)
		BUG("the answer of %s cannot be kept", key->route);
	text_init(&t, &w->mem);
	text_printf(&t, "%s\n%s\n%s\n", res->type ? res->type : "",
		    res->location ? res->location : "", res->etag ? res->etag : "");
	text_add_bytes(&t, res->body ? res->body : "", size);
	return secret_seal(&w->mem, key->secret, t.s, t.len);
}

static const char *take_line(char **at)
{
	char *line = strsep(at, "\n");

	return *line ? line : NULL;
}

static bool replay(struct work *w, struct idempotency *key, const struct db_rows *rows,
		   struct response *res)
{
	size_t n;
	char *at = secret_open(&w->mem, key->secret, db_text(rows, 0, "answer"), &n);
	char *end = at + n;

	if (!at)
		return broken(w, "a kept answer cannot be opened");
	memset(res, 0, sizeof(*res));
	res->status = (int)db_integer(rows, 0, "status");
	res->type = take_line(&at);
	res->location = take_line(&at);
	res->etag = take_line(&at);
	res->size = (size_t)(end - at);
	res->body = res->size ? at : NULL;
	res->is_replayed = true;
	key->is_replay = true;
	return true;
}

bool idempotency_lock(struct work *w, const struct idempotency *key)
{
	return db_expect(w, check_mine, &idempotency_lock_sql, key->key_sha256);
}

bool idempotency_find(struct work *w, struct idempotency *key, struct response *res)
{
	const struct db_rows *rows = db_query(w, &idempotency_find_sql, w->tenant, w->person_id,
					      key->key_sha256, db_time(w, w->now - KEPT_MS));

	if (!rows || !db_count(rows))
		return rows != NULL;
	if (strcmp(db_text(rows, 0, "route"), key->route) != 0 ||
	    strcmp(db_text(rows, 0, "request_sha256"), key->request_sha256) != 0)
		return refuse(w, PROBLEM_idempotency_key_reused,
			      "This " HEADER " was sent with another request, %s.",
			      db_text(rows, 0, "route"));
	return replay(w, key, rows, res);
}

bool idempotency_keep(struct work *w, const struct idempotency *key, const struct response *res)
{
	return db_send(w, &idempotency_insert_sql, w->tenant, w->person_id, key->key_sha256,
		       key->route, key->request_sha256, db_number(w, answer_status(res)),
		       seal(w, key, res), db_time(w, w->now));
}

bool idempotency_forget_step(struct work *w, bool *has_more)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_WRITE))
		return false;
	rows = db_query(w, &idempotency_forget_sql, db_time(w, w->now - KEPT_MS),
			db_number(w, FORGOTTEN_AT_ONCE));
	if (!rows)
		return false;
	*has_more = db_count(rows) == FORGOTTEN_AT_ONCE;
	return db_commit(w);
}
