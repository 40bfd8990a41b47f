/*
 * letter: what a letter says, in the language of whoever gets it.
 */
#ifndef MESSENGERS_LETTER_H
#define MESSENGERS_LETTER_H

#include "base/work.h"
#include "db/db.h"

struct letter {
	const char *url; /* of this server, as people reach it; without a slash at its end */
	const char *kind;
	const char *name;
	const char *language;
	/* set: */
	const char *subject;
	const char *plain;
	const char *html;
};

/* "zh-CN" or "en": the languages that letters have. */
const char *letter_language(const char *language);

/* Of notices: rows of mail_lines; nr of them in all, of which the rows are the first. */
void letter_of_notices(struct work *w, struct letter *letter, const struct db_rows *rows);
/* Of an invitation or a reset: link is the path of the page. */
void letter_of_way_in(struct work *w, struct letter *letter, const char *link);

#endif
