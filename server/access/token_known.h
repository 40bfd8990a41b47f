/*
 * token_known: tokens whose signature was checked before. A phone sends the same one for a quarter
 * of an hour, and checking it takes longer than everything else that is done with a head. Only its
 * hash is kept; whether its time has come or is over is looked at each time.
 */
#ifndef ACCESS_TOKEN_KNOWN_H
#define ACCESS_TOKEN_KNOWN_H

#include "access/access.h"

/* What a token says, in seconds. */
struct claims {
	int64_t from;
	int64_t until;
	struct principal who;
};

/* The texts are the work's. */
bool token_known_find(struct work *w, const char *token, struct claims *claims);
void token_known_add(const char *token, const struct claims *claims);
/* Whenever the keys become others. */
void token_known_forget(void);

#endif
