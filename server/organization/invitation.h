/*
 * invitation: how a person gets in who has no password, or has none any more. Whoever manages the
 * person hands over a one-time code (access/code.h): to enrol a phone, to choose a first
 * password, or a new one. Whoever has forgotten a password may also ask for a letter.
 */
#ifndef ORGANIZATION_INVITATION_H
#define ORGANIZATION_INVITATION_H

#include "access/code.h"
#include "base/work.h"

/* For somebody else, who is managed by the caller; person_has_left, person_has_password. */
bool invitation_make(struct work *w, enum code_kind kind, const char *person_id,
		     struct code *code) MUST_CHECK;

struct acceptance {
	const char *tenant; /* the tenant's code */
	const char *code;
	const char *password;
	const char *address;
	const char *login; /* set: what to sign in with */
};

/*
 * Uses the code up and sets the password; sent again with the same password within ten minutes it
 * is answered the same. code_not_valid, too_many_attempts, invalid_body. Its own transactions.
 */
bool invitation_accept(struct work *w, enum code_kind kind, struct acceptance *a) MUST_CHECK;

/*
 * Somebody asks for a new password: an event tells whoever writes letters. Nothing tells the
 * asker whether there is such a person. too_many_attempts, by address.
 */
bool invitation_ask(struct work *w, const char *tenant, const char *login,
		    const char *address) MUST_CHECK;

#endif
