/*
 * person add: how the first administrator comes into being, and how whoever runs the server gets
 * back in. Makes the group where it is missing and named.
 */
#ifndef ORGANIZATION_PERSON_COMMAND_H
#define ORGANIZATION_PERSON_COMMAND_H

#include "base/work.h"
#include "organization/person.h"
#include "organization/tenant.h"

struct admission {
	struct tenant tenant; /* made where it has a name and is not there */
	struct person person;
	const char *role;       /* codes */
	const char *unit;       /* NULL: the group */
	const char *department; /* NULL: all */
	const char *password;
	bool is_there; /* set: the person was, and has a new password now */
};

/* Its own unit of work, committed. Asks nobody's rights: who runs the server may. */
bool person_admit(struct work *w, struct admission *admission) MUST_CHECK;

/* argv[0] is "person"; prints what was done. */
bool person_command(struct work *w, int argc, char **argv) MUST_CHECK;

#endif
