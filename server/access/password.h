/*
 * password: what a person knows and nobody else. Kept as its argon2id hash.
 *
 * Hashing takes 20 ms of a core and 19 MiB, so only a few are hashed at a time; never do it while
 * holding a transaction.
 */
#ifndef ACCESS_PASSWORD_H
#define ACCESS_PASSWORD_H

#include "base/work.h"

#define PASSWORD_LEAST 10 /* characters, not bytes */
#define PASSWORD_MOST 1024

/* A hash of NULL matches nothing, and takes as long to find out. */
bool password_check(const char *hash, const char *password);
const char *password_make(struct work *w, const char *password);

/*
 * Faults a password that is too short or too long, one of the thousand that everybody guesses
 * first, or little more than the person's own sign-in name or name.
 */
bool password_is_fit(struct work *w, const char *pointer, const char *password, const char *login,
		     const char *name);

#endif
