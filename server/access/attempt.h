/*
 * attempt: what was tried and was wrong, so that nobody tries for ever.
 *
 * Wrong tries are counted by account and address together, by account from anywhere, and by
 * address for any account; each count drains with time. Beyond what is free each further one
 * blocks its count for a while, twice as long each time, up to a limit: whoever guesses gets a
 * few tries an hour, and whoever owns the account is never kept out for ever. From an address
 * where the person has signed in before, the count of the account from anywhere is not asked, so
 * that a stranger cannot lock an owner out.
 *
 * A try is counted before it is known to be wrong, so that many at once are no way around, and
 * taken back when it was right. What is blocked is refused without being looked at, and counts
 * nothing. The counts are in the database and hold for every server.
 */
#ifndef ACCESS_ATTEMPT_H
#define ACCESS_ATTEMPT_H

#include "base/work.h"

enum attempt_kind {
	ATTEMPT_HERE,    /* signing in: account and address */
	ATTEMPT_ACCOUNT, /* signing in: account, from anywhere unknown */
	ATTEMPT_ADDRESS, /* signing in: address, whoever */
	ATTEMPT_CODE,    /* a one-time code: address */
	ATTEMPT_CODES,   /* a one-time code: of one group, from anywhere */
	ATTEMPT_ASKED,   /* asking for a new password: account */
	ATTEMPT_ASKING,  /* asking for a new password: address */
	ATTEMPT_KINDS
};

struct attempt {
	enum attempt_kind kind;
	const char *account; /* attempt_account(), or "" */
	const char *address; /* address_class(), or "" */
};

/* What stands for an account in the counts: of group and name as they were typed. */
const char *attempt_account(struct work *w, const char *tenant_code, const char *login);

/*
 * Counts them, in the system's open transaction, in the order of their kinds. too_many_attempts,
 * with Retry-After, where one is blocked.
 */
bool attempt_count(struct work *w, const struct attempt *attempts, size_t nr) MUST_CHECK;
/* It was right: the account's count here is forgotten, of the others one is taken back. */
bool attempt_forgive(struct work *w, const struct attempt *attempts, size_t nr) MUST_CHECK;

/* Forgets every count of the account. Begins and ends a transaction of its own. */
bool attempt_lift(struct work *w, const char *account) MUST_CHECK;
/* {"blocked_until", "is_everywhere"}: whether sign-ins to the account are refused, and until when.
 */
bool attempt_show(struct work *w, const char *account, const char **json) MUST_CHECK;

/* The loop's step: what has drained is removed, a thousand at a time. */
bool attempt_sweep(struct work *w, bool *has_more) MUST_CHECK;

#endif
