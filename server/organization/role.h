/*
 * role: a named set of rights. The built-in ones (roles.def) never change; a tenant makes others.
 *
 * Anybody who manages people for the whole group may say what a role holds; nobody gives a role,
 * or changes what its holders may, beyond the rights he has himself.
 */
#ifndef ORGANIZATION_ROLE_H
#define ORGANIZATION_ROLE_H

#include "organization/creation.h"
#include "json/json.h"

#define ROLE_TEXT_MOST 200

/* Of a change, what was not given stays. */
struct role {
	const char *id; /* NULL: to be chosen */
	const char *code;
	const char *name; /* texts by language, as JSON */
	struct json_texts rights;
	bool rights_given;
};

bool role_create(struct work *w, struct role *role, struct creation *creation) MUST_CHECK;
/* built_in_role_never_changes; forbidden: rights come or go that the caller does not have. */
bool role_change(struct work *w, const char *id, const struct role *change,
		 const char **body) MUST_CHECK;

#endif
