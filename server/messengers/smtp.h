/*
 * smtp: a finished letter, handed to the mail server of whoever runs this one.
 *
 * The way there is encrypted: smtps:// from the first byte, smtp:// by STARTTLS, and without it
 * only within this machine. A letter is over within a minute.
 */
#ifndef MESSENGERS_SMTP_H
#define MESSENGERS_SMTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/work.h"

struct smtp_settings {
	const char *url;  /* smtp://host:port or smtps://host:port */
	const char *user; /* "": nobody signs in */
	const char *password;
	const char *ca_file; /* "": what the system trusts */
};

struct smtp_letter {
	const char *from; /* addresses alone */
	const char *to;
	const char *bytes; /* lines end with CR LF */
	size_t size;
};

enum smtp_outcome {
	SMTP_SENT,
	SMTP_LATER,   /* it may go through another time */
	SMTP_NEVER,   /* this letter will not */
	SMTP_BOUNCED, /* nothing will to this address */
};

struct smtp_answer {
	enum smtp_outcome outcome;
	int status;      /* 0: there was none */
	const char *why; /* what the server said, or what went wrong; NULL where it was sent */
};

/* NULL where it can be used; else why not. */
const char *smtp_url_fault(const char *url);

/* Copies nothing: the texts stay the caller's for as long as letters are sent. */
void smtp_init(const struct smtp_settings *settings);
bool smtp_is_there(void);

/* work_should_stop() ends it early. */
void smtp_send(struct work *w, const struct smtp_letter *letter, struct smtp_answer *answer);

#endif
