#include "organization/person.h"

#include <string.h>

#include "access/attempt.h"
#include "access/password.h"
#include "access/session.h"
#include "base/text.h"
#include "base/uuid.h"
#include "organization/departure.h"
#include "organization/person.sql.h"
#include "organization/tenant.h"
#include "json/json.h"

#define LOGIN_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789._@+-"
#define LOGIN_MOST 64

const char *const person_states[] = { "active", "left", NULL };
const char *const person_mails[] = { "at_once", "daily", "none", NULL };

static bool login_is_plain(const char *s)
{
	size_t len = strlen(s);

	return len && len <= LOGIN_MOST && strspn(s, LOGIN_CHARACTERS) == len &&
	       !strchr("._@+-", *s);
}

/* Whether a letter could arrive is for the letter to find out. */
static bool email_is_plain(const char *s)
{
	const char *at = strrchr(s, '@');

	return at && at != s && at[1] && !strpbrk(s, " \t\n");
}

bool person_is_fit(struct work *w, const struct person *person)
{
	size_t before = w->problem.faults_nr;

	if (person->login && !login_is_plain(person->login))
		fault(w, "/login",
		      "A sign-in name has 1 to %d of a-z, 0-9 and . _ @ + -, begun by a letter or "
		      "digit.",
		      LOGIN_MOST);
	if (person->name && (!*person->name || utf8_length(person->name) > PERSON_NAME_MOST))
		fault(w, "/name", "A name has 1 to %d characters.", PERSON_NAME_MOST);
	if (person->email && !email_is_plain(person->email))
		fault(w, "/email", "\"%s\" is not an e-mail address.", person->email);
	if (person->language && !json_is_language(person->language))
		fault(w, "/language", "\"%s\" is not a language tag like en or zh-CN.",
		      person->language);
	return w->problem.faults_nr == before;
}

static const char *language_of(const struct person *person)
{
	return person->language ? person->language : "en";
}

bool person_insert(struct work *w, const struct person *person)
{
	return db_send(w, &person_insert_sql, w->tenant, person->id, person->login, person->name,
		       person->email, person->phone, language_of(person), db_time(w, w->now));
}

static bool insert_once(struct work *w, struct person *person)
{
	if (!person->id)
		person->id = uuid_v7(&w->mem, w->now);
	return db_send(w, &person_insert_once_sql, w->tenant, person->id, person->login,
		       person->name, person->email, person->phone, language_of(person),
		       db_time(w, w->now));
}

/* first->person_id stays NULL until the person is there: nobody sees a person without a role. */
bool person_create(struct work *w, struct person *person, struct membership *first,
		   const char *asked, struct creation *creation)
{
	static const struct membership none;
	const struct membership *m = first ? first : &none;

	person_is_fit(w, person);
	if (!work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	if (first ? !membership_is_fit(w, first, "/membership")
		  : !tenant_expect(w, RIGHT_people_manage))
		return false;
	if (!insert_once(w, person) ||
	    !creation_read(w,
			   db_query(w, &person_created_sql, w->tenant, w->person_id, person->id,
				    asked, m->role_id, m->unit_id, m->department_id, m->starts_on,
				    m->ends_on, m->id),
			   PROBLEM_person_login_is_taken, creation))
		return false;
	if (!creation->is_new)
		return true;
	if (first)
		first->person_id = person->id;
	return creation_tell(w, "person", "created", person->id, m->unit_id) &&
	       (!first || membership_insert(w, first));
}

const struct db_rows *person_reach(struct work *w, const char *id)
{
	const struct db_rows *rows = db_query(w, &person_reach_sql, w->tenant, w->person_id, id);

	if (!rows)
		return NULL;
	if (!db_count(rows) || !db_boolean(rows, 0, "is_seen"))
		refuse(w, PROBLEM_not_found, "There is no such person.");
	else if (!db_boolean(rows, 0, "is_within"))
		refuse(w, PROBLEM_forbidden,
		       "That needs the right \"people.manage\" wherever the person has a role, and "
		       "every right of those roles.");
	else
		return rows;
	return NULL;
}

bool person_show(struct work *w, const char *id, const char **body)
{
	const struct db_rows *rows = db_query(w, &person_show_sql, w->tenant, id);

	if (!rows)
		return false;
	*body = db_text(rows, 0, "body");
	return true;
}

/* To the answer that lets the person leave, what is to be given to somebody else. */
static bool add_handover(struct work *w, const char *id, const char **body)
{
	const char *handover;
	size_t length = strlen(*body) - 1;

	if (!departure_handover(w, id, &handover))
		return false;
	*body = arena_printf(&w->mem, "%.*s,\"handover\":%s}", (int)length, *body, handover);
	return true;
}

bool person_is_active(const struct db_rows *rows)
{
	return !strcmp(db_text(rows, 0, "state"), person_states[PERSON_ACTIVE]);
}

bool person_change(struct work *w, const char *id, const struct person *change, const char **body)
{
	bool leaves = change->state_given && change->state == PERSON_LEFT;

	person_is_fit(w, change);
	if (!work_is_faultless(w, PROBLEM_invalid_body) || !person_reach(w, id))
		return false;
	if (!db_send(w, &person_update_sql, w->tenant, id, change->login, change->name,
		     db_bool(change->email_given), change->email, db_bool(change->phone_given),
		     change->phone, change->language,
		     change->state_given ? person_states[change->state] : NULL, db_time(w, w->now)))
		return false;
	if (!person_show(w, id, body))
		return false;
	if (leaves && (!departure_end_access(w, id) || !add_handover(w, id, body)))
		return false;
	return creation_tell(w, "person", leaves ? "left" : "changed", id, NULL);
}

bool person_change_own(struct work *w, const struct person *change)
{
	person_is_fit(w, change);
	return work_is_faultless(w, PROBLEM_invalid_body) &&
	       db_send(w, &person_update_own_sql, w->tenant, w->person_id, change->language,
		       db_bool(change->email_given), change->email, db_bool(change->phone_given),
		       change->phone, db_time(w, w->now),
		       change->mail_given ? person_mails[change->mail] : NULL) &&
	       creation_tell(w, "person", "changed", w->person_id, NULL);
}

bool person_set_password(struct work *w, const char *id, const char *hash, const char *but_session)
{
	return db_send(w, &person_password_update_sql, w->tenant, id, hash, db_time(w, w->now)) &&
	       session_end_others(w, id, but_session, "password changed");
}

static bool begin(struct work *w, enum db_mode mode)
{
	return db_begin(w, DB_APP, mode) && principal_expect(w);
}

bool person_reset_password(struct work *w, const char *id, const char *password)
{
	const struct db_rows *rows;
	const char *hash;

	if (!strcmp(id, w->person_id))
		return refuse(w, PROBLEM_forbidden,
			      "Your own password is changed at /v1/me/password.");
	if (!begin(w, DB_READ) || !(rows = person_reach(w, id)))
		return false;
	db_rollback(w);
	password_is_fit(w, "/password", password, db_text(rows, 0, "login"),
			db_text(rows, 0, "name"));
	if (!work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	hash = password_make(w, password);
	/* The person may have become mightier meanwhile. */
	return begin(w, DB_WRITE) && person_reach(w, id) &&
	       person_set_password(w, id, hash, NULL) &&
	       creation_tell(w, "person", "password_reset", id, NULL);
}

/* Whoever has found a phone that is signed in guesses no password with it. */
static bool try_old_password(struct work *w, const char *hash, const char *old)
{
	const struct attempt attempt = { ATTEMPT_HERE, attempt_account(w, w->tenant, w->person_id),
					 "" };

	if (!db_begin(w, DB_SYSTEM, DB_WRITE) || !attempt_count(w, &attempt, 1) || !db_commit(w))
		return false;
	if (!password_check(hash, old)) {
		fault(w, "/old_password", "That is not the password in force.");
		return true;
	}
	return db_begin(w, DB_SYSTEM, DB_WRITE) && attempt_forgive(w, &attempt, 1) && db_commit(w);
}

static bool check_own_password(struct work *w, const char *old, const char *new, const char **hash)
{
	const struct db_rows *rows;

	if (!begin(w, DB_READ))
		return false;
	rows = db_query(w, &person_password_sql, w->tenant, w->person_id);
	if (!rows)
		return false;
	db_rollback(w);
	*hash = db_text(rows, 0, "password_hash");
	if (!try_old_password(w, *hash, old))
		return false;
	password_is_fit(w, "/new_password", new, db_text(rows, 0, "login"),
			db_text(rows, 0, "name"));
	return work_is_faultless(w, PROBLEM_invalid_body);
}

bool person_change_own_password(struct work *w, const char *old, const char *new)
{
	const struct db_rows *rows;
	const char *old_hash;
	const char *hash;

	if (!check_own_password(w, old, new, &old_hash))
		return false;
	hash = password_make(w, new);
	if (!begin(w, DB_WRITE))
		return false;
	rows = db_query(w, &person_password_replace_sql, w->tenant, w->person_id, old_hash, hash,
			db_time(w, w->now));
	if (!rows)
		return false;
	if (!db_count(rows)) {
		fault(w, "/old_password", "That is not the password in force any more.");
		return work_is_faultless(w, PROBLEM_invalid_body);
	}
	return session_end_others(w, w->person_id, w->who->session_id, "password changed") &&
	       creation_tell(w, "person", "password_changed", w->person_id, NULL);
}
