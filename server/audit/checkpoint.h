/*
 * checkpoint: one line that says where a group's audit log ended at a moment, signed with Ed25519.
 *
 * Kept outside of the database, it shows what the database alone cannot: that the log was cut off
 * at its end, or written anew as a whole. Whoever verifies needs the public key and nothing else.
 *
 *	gemba-audit 1 CODE TENANT SEQ LINK MOMENT SIGNATURE
 */
#ifndef AUDIT_CHECKPOINT_H
#define AUDIT_CHECKPOINT_H

#include "base/crypt.h"
#include "base/work.h"

struct checkpoint {
	const char *code;
	const char *tenant;
	int64_t seq;
	const char *link;
	const char *moment;
	const char *where; /* "FILE, line 3" */
	bool is_signed;    /* by the key that was asked for */
};

/* Reads the key for signing, or makes the file (mode 0600) with a new one. */
bool checkpoint_key_load(struct work *w, const char *path, struct sign_key *key) MUST_CHECK;
/* The line, without its end. */
const char *checkpoint_line(struct work *w, const struct checkpoint *c, const struct sign_key *key);
/* Every line of a file; whether each is signed is said in it. public_key: as text. */
bool checkpoints_read(struct work *w, const char *path, const char *public_key,
		      struct checkpoint **list, size_t *nr) MUST_CHECK;

#endif
