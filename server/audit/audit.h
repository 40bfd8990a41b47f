/*
 * audit: who did what, when and to what, in a log that only grows and that anyone can verify.
 *
 *	written --sealed--> chained
 *
 * An entry is written in the transaction it tells of, so neither is there without the other. A
 * moment later the sealer (audit/sealer.h) gives it its place in the tenant's chain: each link is
 * a hash of the one before it and of the entry, so that what is changed, taken out, put in or
 * swapped afterwards shows (audit/verify.h).
 *
 * An entry has ids and salted hashes, and no personal data: when a person is erased, the salt
 * goes, and the chain stays whole.
 */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include <stddef.h>

#include "base/work.h"

struct audit {
	const char *operation; /* "unit_patch" */
	const char *subject;   /* "unit", NULL where there is none */
	const char *subject_id;
	const char *session_id; /* NULL: none */
	const char *address;    /* where it was asked from; NULL: here */
	const char *body;       /* what was asked, NULL where that is a secret */
	size_t body_size;
};

/* Queues the entry, of the work's person and moment, into the open transaction. */
bool audit_note(struct work *w, const struct audit *audit) MUST_CHECK;

/*
 * Somebody could not sign in with that name to the tenant of that code, if there is one; in
 * transactions of its own. The name and the address are hashed with the tenant's salt.
 */
bool audit_note_refused(struct work *w, const char *tenant_code, const char *login,
			const char *address) MUST_CHECK;

/* The person is erased: what was hashed tells nothing any more. */
bool audit_forget(struct work *w, const char *person_id) MUST_CHECK;

#endif
