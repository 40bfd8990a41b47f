/*
 * membership: a person has a role at a unit and everything below it, perhaps for one department
 * only, perhaps from one day to another.
 *
 * Whoever gives or takes one manages people at that unit and has every right of the role there.
 */
#ifndef ORGANIZATION_MEMBERSHIP_H
#define ORGANIZATION_MEMBERSHIP_H

#include "organization/creation.h"

struct membership {
	const char *id; /* NULL: to be chosen */
	const char *person_id;
	const char *role_id;
	const char *unit_id;
	const char *department_id; /* NULL: for all of them */
	const char *starts_on;     /* NULL: has always been */
	const char *ends_on;       /* NULL: nobody knows; the last day otherwise */
};

/*
 * Whether the caller may give it. invalid_body: no such role, unit or department (or person,
 * where one is named), with pointers below `parent`; forbidden: rights that the caller lacks.
 */
bool membership_is_fit(struct work *w, const struct membership *m, const char *parent) MUST_CHECK;
/* Gives what is fit, and tells of it; membership_is_there_already, at the latest at the commit. */
bool membership_insert(struct work *w, struct membership *m) MUST_CHECK;

/* `asked` is the request, to know it again. */
bool membership_give(struct work *w, struct membership *m, const char *asked,
		     struct creation *creation) MUST_CHECK;
/* Of a change, what was not given stays; NULL empties. */
struct membership_change {
	const char *department_id;
	bool department_id_given;
	const char *starts_on;
	bool starts_on_given;
	const char *ends_on;
	bool ends_on_given;
};

/* Whoever may take it and, for another department, give it there. */
bool membership_change(struct work *w, const char *id, const struct membership_change *change,
		       const char **body) MUST_CHECK;
bool membership_take(struct work *w, const char *id) MUST_CHECK;
/* Of somebody who leaves: what holds today held until yesterday, what was to come is gone. */
bool membership_end_all(struct work *w, const char *person_id) MUST_CHECK;

#endif
