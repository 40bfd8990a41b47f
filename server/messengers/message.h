/*
 * message: a letter as it goes over the wire (RFC 5322, MIME): its text plain and as HTML.
 *
 * Nothing that a person typed can become a header: addresses are taken in one plain form only,
 * and every other word of a header is encoded.
 */
#ifndef MESSENGERS_MESSAGE_H
#define MESSENGERS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct message {
	const char *id; /* the same at each try, so that a mailbox can tell */
	const char *from;
	const char *from_name; /* "": none */
	const char *to;
	const char *subject;
	const char *language;
	const char *unsubscribe; /* a URL; NULL: this letter was asked for */
	int64_t at;
	const char *plain;
	const char *html;
};

/* "name@host" of what every mail server takes: letters, digits and a few signs of ASCII. */
bool message_address_is_plain(const char *address);
/* "Name <address>" or the address alone; false where it is neither. */
bool message_read_sender(struct arena *mem, const char *text, const char **name,
			 const char **address);

char *message_write(struct arena *mem, const struct message *message, size_t *size);

/* In HTML, with every sign of it as itself. */
struct text;
void html_add(struct text *t, const char *s);

#endif
