/*
 * session: one sign-in of one person on one device, from the password to the sign-out.
 *
 *	signed in --refresh--> signed in … --sign out, expiry, theft--> ended
 *
 * The refresh token is replaced at each use. The one before it works for another minute, for the
 * answer that a phone never got, and gives the same answer; any other that was replaced is in
 * somebody else's hands, and the session ends.
 */
#ifndef ACCESS_SESSION_H
#define ACCESS_SESSION_H

#include "base/work.h"

struct credentials {
	const char *tenant; /* the tenant's code */
	const char *login;
	const char *password;
	const char *client; /* what the device calls itself; may be NULL */
};

struct session {
	const char *id;
	const char *person_id;
	const char *access_token;
	const char *refresh_token;
};

/* wrong_credentials, whatever was wrong. Begins transactions of its own; the last is left open. */
bool session_sign_in(struct work *w, const struct credentials *c, struct session *s) MUST_CHECK;
/* session_ended: unknown, expired, ended, or used by two. Leaves its transaction open. */
bool session_refresh(struct work *w, const char *refresh_token, struct session *s) MUST_CHECK;
bool session_sign_out(struct work *w) MUST_CHECK;

/* Ends every session of the person but one; NULL: every one. */
bool session_end_others(struct work *w, const char *person_id, const char *but_id,
			const char *why) MUST_CHECK;

/* The session as the API answers it. */
const char *session_show(struct work *w, const struct session *s);

#endif
