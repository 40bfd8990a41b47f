/*
 * unit: a node of the tenant's tree, from the group down to the store.
 *
 *	opening --> open --> closed	in any order: a store can open again
 *
 * A right at a unit holds for everything below it. Stores have nothing below them. A unit can be
 * moved with everything below it; what has happened there stays as it was.
 */
#ifndef ORGANIZATION_UNIT_H
#define ORGANIZATION_UNIT_H

#include "organization/creation.h"
#include "json/json.h"

enum unit_kind {
	UNIT_BRAND,
	UNIT_REGION,
	UNIT_STORE,
};

enum unit_state {
	UNIT_OPENING,
	UNIT_OPEN,
	UNIT_CLOSED,
};

extern const char *const unit_states[];

#define UNIT_CODE_MOST 64
#define UNIT_NAME_MOST 200
#define UNIT_TAGS_MOST 50
#define UNIT_TAG_MOST 64

/* Of a change, what was not given stays; what was given empty (NULL, NaN, 0) is emptied. */
struct unit {
	const char *id; /* NULL: to be chosen */
	const char *parent_id;
	const char *code;
	const char *name;
	const char *time_zone;
	const char *address;
	struct json_texts tags;
	double lat; /* NaN: nobody knows */
	double lon;
	int64_t radius_m; /* 0: nobody knows */
	enum unit_kind kind;
	enum unit_state state;
	bool state_given;
	bool time_zone_given;
	bool lat_given;
	bool lon_given;
	bool radius_m_given;
	bool address_given;
	bool tags_given;
};

/*
 * Makes the unit where the caller may manage the unit above; `asked` is the request, to know it
 * again. invalid_body: no such unit above, or no such time zone.
 */
bool unit_create(struct work *w, struct unit *unit, const char *asked,
		 struct creation *creation) MUST_CHECK;
/* The unit as it is now, as JSON. A move needs the right at the unit above before and after. */
bool unit_change(struct work *w, const char *id, const struct unit *change,
		 const char **body) MUST_CHECK;

#endif
