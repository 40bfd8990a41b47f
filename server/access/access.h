/*
 * access: who is asking, and what that person may.
 *
 * Somebody signs in and gets two things: an access token (a JWT, 15 minutes) that every request
 * carries, and a refresh token (random, 30 days, replaced at each use) that gets the next one.
 * The access token is believed for who it names; that its session still stands, and which
 * rights go with it, is asked of the database in the first statement of every unit of work.
 */
#ifndef ACCESS_ACCESS_H
#define ACCESS_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/work.h"

enum right {
#define RIGHT(name, text, en, zh) RIGHT_##name,
#include "access/rights.def"
#undef RIGHT
	RIGHTS,
	RIGHT_none = RIGHTS /* signed in is enough */
};

struct principal {
	const char *person_id;
	const char *tenant_id;
	const char *session_id;
	int64_t epoch;
	enum right needs; /* refused in the first statement where the caller has it nowhere */
	uint64_t rights;  /* 1 << enum right; known after the first answer of the database */
};

/* "action.read" */
const char *right_text(enum right right);
/* Every right and what it allows, in English and Chinese, as the API answers it. */
const char *rights_show(struct work *w);
/* RIGHTS where no right has that name. */
enum right right_by_text(const char *text);

/* Whether the caller has it at some unit; the server itself (w->who NULL) may everything. */
bool may_somewhere(const struct work *w, enum right right);

/*
 * Refuses unless the caller has the right at that unit: forbidden where the unit can be seen
 * (some right there), not_found where it does not exist for the caller.
 */
bool access_at(struct work *w, enum right right, const char *unit_id) MUST_CHECK;
/*
 * The same of what belongs to a department (NULL: to none, like the unit itself): a role for one
 * department reaches only what is that department's.
 */
bool access_within(struct work *w, enum right right, const char *unit_id,
		   const char *department_id) MUST_CHECK;

/*
 * Queues the question whether the session stands and has principal->needs; the answer comes
 * before any other statement's, and ends the work where it is no.
 */
bool principal_expect(struct work *w) MUST_CHECK;

/* ---- tokens */

#define ACCESS_TOKEN_S 900

/* Reads the keys, or makes the file (mode 0600) with a first one. */
bool token_keys_load(struct work *w, const char *path) MUST_CHECK;
void token_keys_forget(void);
const char *token_issue(struct work *w, const struct principal *who);
/* not_signed_in: not a token of ours, or its time is over. Fills in all but the rights. */
bool token_read(struct work *w, const char *token, struct principal *who) MUST_CHECK;

/*
 * A secret that is kept in the database, sealed with the first of the keys; any of them opens it.
 * NULL: none of them does.
 */
const char *key_seal(struct arena *mem, const void *data, size_t n);
char *key_open(struct arena *mem, const char *sealed, size_t *n);

#endif
