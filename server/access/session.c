#include "access/session.h"

#include <string.h>

#include "access/access.h"
#include "access/password.h"
#include "access/session.sql.h"
#include "access/session_system.sql.h"
#include "base/crypt.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"

#define REFRESH_BYTES 32

/* "tenant.secret": the tenant is where to look, the secret is what counts. */
static const char *new_refresh_token(struct work *w, const char **hash)
{
	const char *token =
		arena_printf(&w->mem, "%s.%s", w->tenant, secret_text(&w->mem, REFRESH_BYTES));
	char *hex = arena_alloc(&w->mem, SHA256_HEX);

	sha256_hex(token, strlen(token), hex);
	*hash = hex;
	return token;
}

static const char *new_access_token(struct work *w, const struct session *s, int64_t epoch)
{
	struct principal who = {
		.person_id = s->person_id,
		.tenant_id = w->tenant,
		.session_id = s->id,
		.epoch = epoch,
	};

	return token_issue(w, &who);
}

/* An unknown sign-in takes as long as a wrong password, so that it cannot be told from one. */
static bool find_person(struct work *w, const struct credentials *c, struct session *s,
			int64_t *epoch)
{
	const struct db_rows *rows;
	const char *hash = NULL;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	rows = db_query(w, &session_person_sql, c->tenant, c->login);
	if (!rows)
		return false;
	if (db_count(rows))
		hash = db_text(rows, 0, "password_hash");
	db_rollback(w);

	if (!password_check(hash, c->password))
		return refuse(w, PROBLEM_wrong_credentials,
			      "The group, the name or the password is not right.");
	w->tenant = db_text(rows, 0, "tenant_id");
	s->person_id = db_text(rows, 0, "person_id");
	*epoch = db_integer(rows, 0, "epoch");
	return true;
}

bool session_sign_in(struct work *w, const struct credentials *c, struct session *s)
{
	const char *hash;
	int64_t epoch = 0;

	if (!find_person(w, c, s, &epoch) || !db_begin(w, DB_APP, DB_WRITE))
		return false;
	s->id = uuid_v4(&w->mem);
	s->refresh_token = new_refresh_token(w, &hash);
	s->access_token = new_access_token(w, s, epoch);
	return db_send(w, &session_insert_sql, w->tenant, s->id, s->person_id, hash,
		       db_time(w, w->now), c->client);
}

bool session_end_others(struct work *w, const char *person_id, const char *but_id, const char *why)
{
	return db_send(w, &session_end_others_sql, w->tenant, person_id, but_id, db_time(w, w->now),
		       why);
}

static bool refuse_session(struct work *w)
{
	return refuse(w, PROBLEM_session_ended, "The session has ended; sign in again.");
}

/* The thief or the owner uses a token that was replaced: which of them cannot be known. */
static bool end_stolen(struct work *w, const char *id)
{
	if (!db_send(w, &session_end_sql, id, db_time(w, w->now), "token used twice") ||
	    !db_commit(w))
		return false;
	return refuse_session(w);
}

static bool rotate(struct work *w, struct session *s, const char *used)
{
	const char *hash;

	s->refresh_token = new_refresh_token(w, &hash);
	return db_send(w, &session_rotate_sql, s->id, hash, used, db_time(w, w->now));
}

bool session_refresh(struct work *w, const char *refresh_token, struct session *s)
{
	const struct db_rows *rows;
	char used[SHA256_HEX];

	if (strlen(refresh_token) < UUID_TEXT || refresh_token[UUID_TEXT - 1] != '.')
		return refuse_session(w);
	w->tenant = arena_strndup(&w->mem, refresh_token, UUID_TEXT - 1);
	if (!is_uuid(w->tenant))
		return refuse_session(w);
	sha256_hex(refresh_token, strlen(refresh_token), used);

	if (!db_begin(w, DB_APP, DB_WRITE))
		return false;
	rows = db_query(w, &session_take_sql, used, db_time(w, w->now));
	if (!rows)
		return false;
	if (!db_count(rows) || db_boolean(rows, 0, "is_over") || !db_boolean(rows, 0, "is_active"))
		return refuse_session(w);
	s->id = db_text(rows, 0, "id");
	s->person_id = db_text(rows, 0, "person_id");
	s->access_token = new_access_token(w, s, db_integer(rows, 0, "epoch"));
	if (!db_boolean(rows, 0, "is_current") && !db_boolean(rows, 0, "is_graced"))
		return end_stolen(w, s->id);
	return rotate(w, s, used);
}

bool session_sign_out(struct work *w)
{
	return db_send(w, &session_end_sql, w->who->session_id, db_time(w, w->now), "signed out");
}

const char *session_show(struct work *w, const struct session *s)
{
	struct text t;

	text_init(&t, &w->mem);
	text_printf(&t,
		    "{\"id\":\"%s\",\"person_id\":\"%s\",\"token_type\":\"Bearer\","
		    "\"access_token\":\"%s\",\"expires_in\":%d,\"refresh_token\":\"%s\"}",
		    s->id, s->person_id, s->access_token, ACCESS_TOKEN_S, s->refresh_token);
	return text_take(&t);
}
