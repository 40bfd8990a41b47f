/*
 * creation: what came of making a thing under an id that its maker chose. Sent again with the
 * same content it is the same thing; with other content the id is taken.
 */
#ifndef ORGANIZATION_CREATION_H
#define ORGANIZATION_CREATION_H

#include "base/work.h"
#include "db/db.h"

struct response;

struct creation {
	const char *id;
	const char *body; /* as the API shows it */
	bool is_new;
};

/*
 * Of one row with id, body, is_new and is_same, or none: then what was to be made is in the way
 * of something else, and `taken` says of what. id_is_taken: other content.
 */
bool creation_read(struct work *w, const struct db_rows *rows, enum problem_kind taken,
		   struct creation *creation) MUST_CHECK;

/* "unit.created": one event of the organization about the thing with that id. */
bool creation_tell(struct work *w, const char *subject, const char *what, const char *id,
		   const char *unit_id) MUST_CHECK;

/* 201 with its Location below the path, or 200 where it was there already. */
bool respond_created(struct work *w, struct response *res, const struct creation *creation,
		     const char *path);

#endif
