/*
 * department: who answers for a question, in every store of the tenant. A partner (a supplier, a
 * contractor) answers for one like a department.
 *
 *	active <--> retired	a retired one gets nothing new
 */
#ifndef ORGANIZATION_DEPARTMENT_H
#define ORGANIZATION_DEPARTMENT_H

#include "organization/creation.h"

enum department_kind {
	DEPARTMENT_DEPARTMENT,
	DEPARTMENT_PARTNER,
};

enum department_state {
	DEPARTMENT_ACTIVE,
	DEPARTMENT_RETIRED,
};

extern const char *const department_kinds[];
extern const char *const department_states[];

#define DEPARTMENT_TEXT_MOST 200

/* Of a change, what was not given stays. */
struct department {
	const char *id; /* NULL: to be chosen */
	enum department_kind kind;
	const char *code;
	const char *name;    /* texts by language, as JSON */
	const char *contact; /* may be NULL */
	bool contact_given;
	enum department_state state;
	bool state_given;
};

/* Both need the right to manage the whole organization. `asked`: the request, to know it again. */
bool department_create(struct work *w, struct department *department, const char *asked,
		       struct creation *creation) MUST_CHECK;
/* not_found: none with this id of this kind. */
bool department_change(struct work *w, const char *id, const struct department *change,
		       const char **body) MUST_CHECK;

#endif
