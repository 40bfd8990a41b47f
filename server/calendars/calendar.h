/*
 * calendar: on which days a unit is open, and at which hours people work there.
 *
 * A calendar holds at its unit and everything below it, as far as no nearer one does; one without
 * a unit holds nowhere by itself and is there to be built upon. A day is looked for among its own
 * days (closed, or a workday that makes up for another), then among those of the calendar that it
 * builds upon, and so on; a day that is nowhere is as the calendar's own week says. Where no
 * calendar holds, every day is open, from nine to six.
 *
 * Other rooms ask in their statements:
 *	unit_calendar			the calendar that holds at a unit (a view)
 *	unit_is_open(tenant, unit, day), calendar_is_open(tenant, calendar, day)
 *	working_time_after(tenant, unit, since, how_long)
 *	unit_zone(tenant, unit)		the unit's clock
 */
#ifndef CALENDARS_CALENDAR_H
#define CALENDARS_CALENDAR_H

#include "organization/creation.h"
#include "json/json.h"

#define CALENDAR_DAYS_MOST 5000

/* Of a change, what was not given stays. */
struct calendar {
	const char *id;
	const char *unit_id;
	const char *name;
	const char *base_id;
	const struct json_value *weekly_closed;
	const char *opens; /* "09:00" */
	const char *closes;
	const struct json_value *days; /* all of them */
	bool base_id_given;
};

bool calendar_create(struct work *w, struct calendar *calendar, const char *asked,
		     struct creation *creation) MUST_CHECK;
bool calendar_change(struct work *w, const char *id, const struct calendar *change,
		     const char **body) MUST_CHECK;
/* calendar_is_built_upon: by others. */
bool calendar_delete(struct work *w, const char *id) MUST_CHECK;

#endif
