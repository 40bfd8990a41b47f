/*
 * session: one sign-in of one person on one device, from the password to the sign-out.
 *
 *	signed in --refresh--> signed in … --sign out, expiry, theft--> ended
 *
 * The refresh token is replaced at each use. The one before it works for another minute, for the
 * answer that a phone never got, and gives the same answer; any other that was replaced is in
 * somebody else's hands, and the session ends. Unused it ends after 30 days, on a device that was
 * enrolled after 180.
 */
#ifndef ACCESS_SESSION_H
#define ACCESS_SESSION_H

#include "base/work.h"

struct credentials {
	const char *tenant; /* the tenant's code */
	const char *login;
	const char *password;
	const char *client;  /* what the device calls itself; may be NULL */
	const char *address; /* where the request comes from */
};

struct session {
	const char *id;
	const char *person_id;
	const char *device_id; /* NULL: begun with a password */
	const char *access_token;
	const char *refresh_token;
};

/*
 * wrong_credentials, whatever was wrong; too_many_attempts (attempt.h). Begins transactions of
 * its own; the last is left open.
 */
bool session_sign_in(struct work *w, const struct credentials *c, struct session *s) MUST_CHECK;
/* session_ended: unknown, expired, ended, or used by two. Leaves its transaction open. */
bool session_refresh(struct work *w, const char *refresh_token, const char *address,
		     struct session *s) MUST_CHECK;
bool session_sign_out(struct work *w) MUST_CHECK;

/*
 * The session of a device (device.h). Its first token follows from `key`, a secret of the
 * device's own: asked again with it before it was ever renewed, the session gives the same one.
 */
bool session_begin_device(struct work *w, const char *key, const char *name, const char *address,
			  struct session *s) MUST_CHECK;
/* code_not_valid: another key, or the session has gone on. */
bool session_again(struct work *w, const char *code_id, const char *key,
		   struct session *s) MUST_CHECK;

/* Ends every session of the person but one; NULL: every one. */
bool session_end_others(struct work *w, const char *person_id, const char *but_id,
			const char *why) MUST_CHECK;
/* One of the caller's own; not_found. */
bool session_end_own(struct work *w, const char *id) MUST_CHECK;
/* The caller's own that have not ended, the last used first, as the API answers them. */
bool session_list(struct work *w, const char **json) MUST_CHECK;

/* The session as the API answers it. */
const char *session_show(struct work *w, const struct session *s);

#endif
