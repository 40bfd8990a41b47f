/*
 * person: somebody who can sign in, while active.
 *
 *	active --leave--> left --come back--> active
 *
 * Whoever has left keeps the history and loses every access at once (departure.h).
 *
 * A person is seen by those who may read the organization where the person has a role, and
 * changed by those who manage people there and have every right that the person has: nobody gets
 * at a mightier one's password.
 */
#ifndef ORGANIZATION_PERSON_H
#define ORGANIZATION_PERSON_H

#include "organization/membership.h"

enum person_state {
	PERSON_ACTIVE,
	PERSON_LEFT,
};

extern const char *const person_states[];

/* How often the person wants letters of what is new. */
enum person_mail {
	PERSON_MAIL_AT_ONCE,
	PERSON_MAIL_DAILY,
	PERSON_MAIL_NONE,
};

extern const char *const person_mails[];

#define PERSON_NAME_MOST 200
#define PERSON_EMAIL_MOST 254
#define PERSON_PHONE_MOST 50

/* Of a change, what was not given stays; e-mail and phone are emptied by NULL. */
struct person {
	const char *id; /* NULL: to be chosen */
	const char *login;
	const char *name;
	const char *email; /* may be NULL */
	bool email_given;
	const char *phone; /* may be NULL */
	bool phone_given;
	const char *language; /* NULL: English */
	enum person_mail mail;
	bool mail_given;
	enum person_state state;
	bool state_given;
};

/* Faults what no person may have; members that are NULL are not looked at. */
bool person_is_fit(struct work *w, const struct person *person);

/*
 * Makes the person, and gives the first role where one is named; without one only somebody who
 * manages people for the whole group may. `asked` is the request, to know it again.
 */
bool person_create(struct work *w, struct person *person, struct membership *first,
		   const char *asked, struct creation *creation) MUST_CHECK;
bool person_change(struct work *w, const char *id, const struct person *change,
		   const char **body) MUST_CHECK;
/* Of one's own: language, e-mail and phone, and how often letters come. */
bool person_change_own(struct work *w, const struct person *change) MUST_CHECK;

/*
 * The person, whom the caller must manage (login, name, state, tenant_code). NULL: not_found, or
 * forbidden where the person may something there that the caller may not.
 */
const struct db_rows *person_reach(struct work *w, const char *id) MUST_CHECK;
/* As the API shows it, for whoever was let through to it. */
bool person_show(struct work *w, const char *id, const char **body) MUST_CHECK;
/* Of a row with the state. */
bool person_is_active(const struct db_rows *rows);

/* The person and nothing else; person_login_is_taken, at the latest at the commit. */
bool person_insert(struct work *w, const struct person *person) MUST_CHECK;
/* Ends every session of the person but `but_session` (NULL: every one). */
bool person_set_password(struct work *w, const char *id, const char *hash,
			 const char *but_session) MUST_CHECK;

/*
 * Both begin transactions of their own, because hashing takes its time; the last is left open.
 * invalid_body: a password that is not fit, or not the one in force.
 */
bool person_reset_password(struct work *w, const char *id, const char *password) MUST_CHECK;
bool person_change_own_password(struct work *w, const char *old, const char *new) MUST_CHECK;

#endif
