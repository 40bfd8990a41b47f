/*
 * person: somebody who can sign in, while active.
 *
 *	active --leave--> left --come back--> active
 *
 * Whoever has left keeps the history and loses every session at once.
 */
#ifndef ORGANIZATION_PERSON_H
#define ORGANIZATION_PERSON_H

#include "base/work.h"

struct person {
	const char *id;
	const char *login;
	const char *name;
	const char *email;    /* may be NULL */
	const char *phone;    /* may be NULL */
	const char *language; /* NULL: English */
};

/* Faults what no person may have; members that are NULL are not looked at. */
bool person_is_fit(struct work *w, const struct person *person);

/* person_login_is_taken, at the latest at the commit. */
bool person_insert(struct work *w, const struct person *person) MUST_CHECK;
/* Ends every session of the person but `but_session` (NULL: every one). */
bool person_set_password(struct work *w, const char *id, const char *hash,
			 const char *but_session) MUST_CHECK;

#endif
