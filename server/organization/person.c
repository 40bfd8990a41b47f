#include "organization/person.h"

#include <string.h>

#include "access/session.h"
#include "base/text.h"
#include "db/db.h"
#include "organization/person.sql.h"
#include "json/json.h"

#define LOGIN_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789._@+-"
#define LOGIN_MOST 64
#define NAME_MOST 200

static bool login_is_plain(const char *s)
{
	size_t len = strlen(s);

	return len && len <= LOGIN_MOST && strspn(s, LOGIN_CHARACTERS) == len &&
	       !strchr("._@+-", *s);
}

bool person_is_fit(struct work *w, const struct person *person)
{
	size_t before = w->problem.faults_nr;

	if (person->login && !login_is_plain(person->login))
		fault(w, "/login",
		      "A sign-in name has 1 to %d of a-z, 0-9 and . _ @ + -, begun by a letter or "
		      "digit.",
		      LOGIN_MOST);
	if (person->name && (!*person->name || utf8_length(person->name) > NAME_MOST))
		fault(w, "/name", "A name has 1 to %d characters.", NAME_MOST);
	if (person->language && !json_is_language(person->language))
		fault(w, "/language", "\"%s\" is not a language tag like en or zh-CN.",
		      person->language);
	return w->problem.faults_nr == before;
}

bool person_insert(struct work *w, const struct person *person)
{
	return db_send(w, &person_insert_sql, w->tenant, person->id, person->login, person->name,
		       person->email, person->phone, person->language ? person->language : "en",
		       db_time(w, w->now));
}

bool person_set_password(struct work *w, const char *id, const char *hash, const char *but_session)
{
	return db_send(w, &person_password_update_sql, w->tenant, id, hash, db_time(w, w->now)) &&
	       session_end_others(w, id, but_session, "password changed");
}
