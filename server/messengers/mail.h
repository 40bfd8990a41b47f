/*
 * mail: what people are told comes to them by e-mail, too, as often as each wants: at once (then
 * at most every ten minutes, with all that has come by then), once a day at eight in the morning
 * where the person works, or not at all. So do the ways in: invitations and new passwords.
 *
 *	waiting --sent--> sent
 *	        --refused for good, or tried for two days--> failed
 *	        --nothing left to say, or nobody to say it to--> needless
 *
 * A notice is in one letter, and a letter is sent once; only where this server dies between the
 * mail server's yes and its own note of it does the letter go out again, with the same Message-ID.
 */
#ifndef MESSENGERS_MAIL_H
#define MESSENGERS_MAIL_H

#include "base/work.h"
#include "messengers/smtp.h"

struct mail_settings {
	struct smtp_settings smtp; /* url "": no letters are written */
	const char *password_file; /* "": there is none */
	const char *from;          /* "Name <address>" or the address alone */
	const char *url;           /* of this server, as people reach it */
};

/*
 * Once, before anything else here; what it keeps is the work's. broken: letters cannot be sent
 * with these settings.
 */
bool mail_open(struct work *w, const struct mail_settings *settings) MUST_CHECK;

/* Writes letters of what is new, and of who is to get in. */
bool mail_write_step(struct work *w, bool *has_more) MUST_CHECK;
/* Writes the letters of the day. */
bool mail_daily_step(struct work *w, bool *has_more) MUST_CHECK;
/* Sends the letter that has waited longest. */
bool mail_send_step(struct work *w, bool *has_more) MUST_CHECK;
/* Forgets the letters whose notices are forgotten. */
bool mail_forget_step(struct work *w, bool *has_more) MUST_CHECK;

#endif
