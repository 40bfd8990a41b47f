/*
 * code: what lets somebody in once. A person hands it over, or a letter brings it; it is shown at
 * that moment and never again, and the database has only its hash.
 *
 *	made --used--> used		(also: its time is over; another one was used; the person
 *left)
 *
 *	enrolment	8 characters, 15 minutes: makes a phone one that needs no password
 *	invitation	16 characters, 72 hours: the first password
 *	reset		16 characters, 2 hours: a new password for one that was forgotten
 */
#ifndef ACCESS_CODE_H
#define ACCESS_CODE_H

#include "base/work.h"

enum code_kind { CODE_ENROLMENT, CODE_INVITATION, CODE_RESET, CODE_KINDS };

struct code {
	const char *id;
	const char *text; /* "7KQP-M2XD" */
	const char *link; /* path of the page that takes it: "/phone/enrol#group.7KQPM2XD" */
	int64_t expires_at;
};

/* In the tenant's open transaction. Of one kind a person has up to three; an older one ends. */
bool code_make(struct work *w, enum code_kind kind, const char *person_id,
	       struct code *code) MUST_CHECK;
/* {"code", "link", "expires_at"} */
const char *code_show(struct work *w, const struct code *code);

/* For whoever writes the letter, at the moment it is written: the path of a page. */
bool invitation_link(struct work *w, const char *person_id, const char **link) MUST_CHECK;
bool reset_link(struct work *w, const char *person_id, const char **link) MUST_CHECK;

struct claim {
	enum code_kind kind;
	const char *tenant; /* the tenant's code */
	const char *text;   /* as it was typed: in either case, with or without the hyphens */
	const char *address;
	/* set: */
	const char *id;
	const char *person_id;
	bool is_used; /* once already, within the last ten minutes: an answer may have been lost */
};

/*
 * Whose code it is; w->tenant is set and no transaction is open. code_not_valid: there is no such
 * code, or its time is over; too_many_attempts.
 */
bool code_find(struct work *w, struct claim *claim) MUST_CHECK;
/*
 * Uses it up with every other of its kind that the person has, in the tenant's open transaction.
 * *was_first: false where somebody was quicker.
 */
bool code_use(struct work *w, const struct claim *claim, bool *was_first) MUST_CHECK;
bool code_refuse(struct work *w); /* code_not_valid */

/* Every code of the person that is still good is so no longer. */
bool code_end_all(struct work *w, const char *person_id) MUST_CHECK;

/* The loop's step: codes that were over a month ago are removed, a thousand at a time. */
bool code_sweep(struct work *w, bool *has_more) MUST_CHECK;

#endif
