/*
 * person_import: people and their roles from a table, by their sign-in names.
 *
 * Somebody who is not there is made, somebody who is there is changed where a filled cell says
 * something else, and the role of the row is given unless the person has it there. Several rows
 * of one sign-in name give several roles. No role is ever taken. What a caller may do to a person
 * by hand is what he may do here: see person.h and membership.h.
 */
#ifndef ORGANIZATION_PERSON_IMPORT_H
#define ORGANIZATION_PERSON_IMPORT_H

#include "organization/import.h"
#include "organization/person.h"

enum person_column {
	PERSON_LOGIN,
	PERSON_NAME,
	PERSON_EMAIL,
	PERSON_PHONE,
	PERSON_LANGUAGE,
	PERSON_ROLE,
	PERSON_UNIT,
	PERSON_DEPARTMENT,
	PERSON_STATE,
	PERSON_COLUMNS
};

extern const struct import_kind person_import_kind;

/* What a row says, NULL where it says nothing, and what is there. */
struct person_row {
	const char *login;
	const char *name;
	const char *email;
	const char *phone;
	const char *language;
	const char *state;
	const char *id; /* of the person, or the one that it gets */
	size_t first;   /* the row that makes or changes the person */
	bool is_there;
	bool gives; /* the row's role */
	const char *role_id;
	const char *unit_id;
	const char *department_id;
	const char *membership_id;
};

void person_row_read(struct import *import, size_t row, struct person_row *person);

bool person_import(struct work *w, const struct request *req, struct response *res) MUST_CHECK;

#endif
