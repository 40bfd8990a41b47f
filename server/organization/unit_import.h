/*
 * unit_import: stores, brands and regions from a table, by their codes.
 *
 * A unit that is not there is made, one that is there is changed where a filled cell says
 * something else. Parents may be in the same table, in any order. Needs the right to manage the
 * organization at each unit that changes, and at the unit above where one is made or moved.
 */
#ifndef ORGANIZATION_UNIT_IMPORT_H
#define ORGANIZATION_UNIT_IMPORT_H

#include "organization/import.h"
#include "organization/unit.h"

enum unit_column {
	UNIT_CODE,
	UNIT_NAME,
	UNIT_KIND,
	UNIT_PARENT,
	UNIT_BRAND_CODE,
	UNIT_REGION_CODE,
	UNIT_TIME_ZONE,
	UNIT_LAT,
	UNIT_LON,
	UNIT_RADIUS,
	UNIT_ADDRESS,
	UNIT_TAGS,
	UNIT_STATE,
	UNIT_COLUMNS
};

extern const struct import_kind unit_import_kind;

/* What a row says; NULL: nothing. */
struct unit_row {
	const char *code;
	const char *name;
	const char *kind;
	const char *parent; /* a code or a name */
	int parent_column;
	const char *time_zone;
	const char *lat; /* as numbers of JSON */
	const char *lon;
	const char *radius_m;
	const char *address;
	const char *tags; /* as a list of JSON */
	const char *state;
	/* what is there */
	const char *id; /* of the unit, or the one that it gets */
	bool is_there;
	bool may;
	bool is_seen;
	bool may_move; /* manages the unit above */
	const char *kind_there;
	const char *parent_id_there;
	const char *parent_id;
	size_t parent_row; /* SIZE_MAX: not in the table */
	int depth;         /* below the units that are there; -1: being found out */
};

/* What can be said of a row by itself; it faults the rest. */
void unit_row_read(struct import *import, size_t row, struct unit_row *unit);

bool unit_import(struct work *w, const struct request *req, struct response *res) MUST_CHECK;

#endif
