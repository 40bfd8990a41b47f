#include "access/session.h"

#include <string.h>

#include "access/access.h"
#include "access/attempt.h"
#include "access/code.h"
#include "access/password.h"
#include "access/session.sql.h"
#include "access/session_system.sql.h"
#include "base/address.h"
#include "base/crypt.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"

#define FAMILY_BYTES 16
#define SECRET_BYTES 32

/*
 * "tenant.family.secret": the family is the session's as long as it lasts, so that a token that
 * was replaced long ago is still known for what it is. The next secret follows from the one used
 * and from a key that never leaves the database: however often and at whatever moment a phone
 * sends the same token again, there is one next token.
 */
struct refresh_token {
	const char *text;
	const char *family; /* "tenant.family" */
	const char *family_hash;
	const char *hash;
};

static const char *hash_of(struct work *w, const char *text)
{
	char *hex = arena_alloc(&w->mem, SHA256_HEX);

	sha256_hex(text, strlen(text), hex);
	return hex;
}

static struct refresh_token token_of(struct work *w, const char *family, const char *secret)
{
	struct refresh_token token = { .family = family };

	token.text = arena_printf(&w->mem, "%s.%s", family, secret);
	token.family_hash = hash_of(w, family);
	token.hash = hash_of(w, token.text);
	return token;
}

static struct refresh_token first_token(struct work *w)
{
	const char *family = secret_text(&w->mem, FAMILY_BYTES);

	return token_of(w, arena_printf(&w->mem, "%s.%s", w->tenant, family),
			secret_text(&w->mem, SECRET_BYTES));
}

static struct refresh_token next_token(struct work *w, const struct refresh_token *used,
				       const char *key)
{
	return token_of(w, used->family,
			hash_of(w, arena_printf(&w->mem, "%s %s", key, used->text)));
}

/* False where it is no token at all; else w->tenant is set. */
static bool read_refresh_token(struct work *w, const char *text, struct refresh_token *token)
{
	const char *dot = strrchr(text, '.');

	if (strlen(text) < UUID_TEXT || text[UUID_TEXT - 1] != '.' || dot == text + UUID_TEXT - 1)
		return false;
	w->tenant = arena_strndup(&w->mem, text, UUID_TEXT - 1);
	token->text = text;
	token->family = arena_strndup(&w->mem, text, (size_t)(dot - text));
	token->family_hash = hash_of(w, token->family);
	token->hash = hash_of(w, text);
	return is_uuid(w->tenant);
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

/* What a sign-in counts as, before it is known whether it is right. */
struct trial {
	struct attempt attempts[3];
	size_t nr;
	const struct db_rows *person;
};

/*
 * Whoever has signed in from there before is not kept out by what strangers try elsewhere. For a
 * name that nobody has everything happens that happens for another.
 */
static bool begin_trial(struct work *w, const struct credentials *c, struct trial *trial)
{
	const char *address = address_class(&w->mem, c->address);
	const char *account = attempt_account(w, c->tenant, c->login);
	bool is_known;

	if (!db_begin(w, DB_SYSTEM, DB_WRITE))
		return false;
	trial->person =
		db_query(w, &session_person_sql, c->tenant, c->login, address, db_time(w, w->now));
	if (!trial->person)
		return false;
	is_known = db_count(trial->person) && db_boolean(trial->person, 0, "is_known_there");
	trial->attempts[trial->nr++] = (struct attempt){ ATTEMPT_HERE, account, address };
	if (!is_known)
		trial->attempts[trial->nr++] = (struct attempt){ ATTEMPT_ACCOUNT, account, "" };
	trial->attempts[trial->nr++] = (struct attempt){ ATTEMPT_ADDRESS, "", address };
	return attempt_count(w, trial->attempts, trial->nr) && db_commit(w);
}

/* An unknown sign-in takes as long as a wrong password, so that it cannot be told from one. */
static bool find_person(struct work *w, const struct credentials *c, struct session *s,
			int64_t *epoch)
{
	struct trial trial = { 0 };
	const char *hash = NULL;

	if (!begin_trial(w, c, &trial))
		return false;
	if (db_count(trial.person))
		hash = db_text(trial.person, 0, "password_hash");
	if (!password_check(hash, c->password))
		return refuse(w, PROBLEM_wrong_credentials,
			      "The group, the name or the password is not right.");
	if (!db_begin(w, DB_SYSTEM, DB_WRITE) || !attempt_forgive(w, trial.attempts, trial.nr) ||
	    !db_commit(w))
		return false;
	w->tenant = db_text(trial.person, 0, "tenant_id");
	s->person_id = db_text(trial.person, 0, "person_id");
	*epoch = db_integer(trial.person, 0, "epoch");
	return true;
}

static bool insert(struct work *w, const struct session *s, const struct refresh_token *token,
		   const char *chain_key, const char *client, const char *address)
{
	return db_send(w, &session_insert_sql, w->tenant, s->id, s->person_id, token->hash,
		       db_time(w, w->now), client, token->family_hash, chain_key, s->device_id,
		       address_class(&w->mem, address));
}

bool session_sign_in(struct work *w, const struct credentials *c, struct session *s)
{
	struct refresh_token token;
	int64_t epoch = 0;

	*s = (struct session){ 0 };
	if (!find_person(w, c, s, &epoch) || !db_begin(w, DB_APP, DB_WRITE))
		return false;
	token = first_token(w);
	s->id = uuid_v4(&w->mem);
	s->refresh_token = token.text;
	s->access_token = new_access_token(w, s, epoch);
	return insert(w, s, &token, secret_text(&w->mem, SECRET_BYTES), c->client, c->address);
}

/* Of the session's own key and the device's, so that neither alone gives it. */
static struct refresh_token device_token(struct work *w, const char *chain_key, const char *key)
{
	const char *family = hash_of(w, arena_printf(&w->mem, "%s family %s", chain_key, key));

	return token_of(w, arena_printf(&w->mem, "%s.%.*s", w->tenant, 2 * FAMILY_BYTES, family),
			hash_of(w, arena_printf(&w->mem, "%s first %s", chain_key, key)));
}

bool session_begin_device(struct work *w, const char *key, const char *name, const char *address,
			  struct session *s)
{
	const char *chain_key = secret_text(&w->mem, SECRET_BYTES);
	struct refresh_token token = device_token(w, chain_key, key);
	const struct db_rows *rows = db_query(w, &session_epoch_sql, w->tenant, s->person_id);

	if (!rows)
		return false;
	s->id = uuid_v4(&w->mem);
	s->refresh_token = token.text;
	s->access_token = new_access_token(w, s, db_integer(rows, 0, "epoch"));
	return insert(w, s, &token, chain_key, name, address);
}

bool session_again(struct work *w, const char *code_id, const char *key, struct session *s)
{
	const struct db_rows *rows = db_query(w, &session_of_code_sql, w->tenant, code_id);
	struct refresh_token token;

	if (!rows)
		return false;
	if (!db_count(rows))
		return code_refuse(w);
	token = device_token(w, db_text(rows, 0, "chain_key"), key);
	if (strcmp(token.hash, db_text(rows, 0, "token_hash")) != 0)
		return code_refuse(w);
	s->id = db_text(rows, 0, "id");
	s->person_id = db_text(rows, 0, "person_id");
	s->device_id = db_text(rows, 0, "device_id");
	s->refresh_token = token.text;
	s->access_token = new_access_token(w, s, db_integer(rows, 0, "epoch"));
	return true;
}

bool session_list(struct work *w, const char **json)
{
	const struct db_rows *rows = db_query(w, &session_list_sql, w->tenant, w->person_id,
					      w->who->session_id, db_time(w, w->now));

	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}

bool session_end_own(struct work *w, const char *id)
{
	const struct db_rows *rows = db_query(w, &session_end_own_sql, w->tenant, w->person_id, id,
					      db_time(w, w->now), "ended by its owner");

	if (!rows)
		return false;
	return db_count(rows) || refuse(w, PROBLEM_not_found, "There is no such session.");
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

bool session_refresh(struct work *w, const char *refresh_token, const char *address,
		     struct session *s)
{
	const struct db_rows *rows;
	struct refresh_token used;
	struct refresh_token next;

	*s = (struct session){ 0 };
	if (!read_refresh_token(w, refresh_token, &used))
		return refuse_session(w);
	if (!db_begin(w, DB_APP, DB_WRITE))
		return false;
	rows = db_query(w, &session_take_sql, used.family_hash, used.hash, db_time(w, w->now));
	if (!rows)
		return false;
	if (!db_count(rows) || db_boolean(rows, 0, "is_over") || !db_boolean(rows, 0, "is_active"))
		return refuse_session(w);
	s->id = db_text(rows, 0, "id");
	s->person_id = db_text(rows, 0, "person_id");
	s->device_id = db_text(rows, 0, "device_id");
	if (!db_boolean(rows, 0, "is_current") && !db_boolean(rows, 0, "is_graced"))
		return end_stolen(w, s->id);
	s->access_token = new_access_token(w, s, db_integer(rows, 0, "epoch"));
	next = next_token(w, &used, db_text(rows, 0, "chain_key"));
	s->refresh_token = next.text;
	return !db_boolean(rows, 0, "is_current") ||
	       db_send(w, &session_rotate_sql, s->id, next.hash, used.hash, db_time(w, w->now),
		       address_class(&w->mem, address));
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
		    "{\"id\":\"%s\",\"person_id\":\"%s\",\"device_id\":%s%s%s,"
		    "\"token_type\":\"Bearer\",\"access_token\":\"%s\",\"expires_in\":%d,"
		    "\"refresh_token\":\"%s\"}",
		    s->id, s->person_id, s->device_id ? "\"" : "",
		    s->device_id ? s->device_id : "null", s->device_id ? "\"" : "", s->access_token,
		    ACCESS_TOKEN_S, s->refresh_token);
	return text_take(&t);
}
