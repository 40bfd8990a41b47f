/*
 * report: figures over what was found, scored and done, as far as the caller may be told.
 *
 * Tables: how visits scored, what fails, how actions go, what is appealed against, what climbs, how
 * punctual visits are. Each is cut into groups (by), and every row tells what it was made of, so
 * that a reader can look at the visits behind it. Only released visits count, but for whether they
 * came in time; a voided one does not, nor what was found at it.
 *
 * Which units count is decided by the right report.read there. A unit above those is not shown:
 * what stands below it is summed up in a row without a name.
 */
#ifndef REPORTS_REPORT_H
#define REPORTS_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/work.h"

/* What may be asked of a report; NULL and 0: everything. */
struct report_filter {
	int64_t from; /* of a period, half open */
	int64_t to;
	const char *unit_id; /* and everything below it */
	const char *checklist_id;
	const char *kind;
	const char *department_id;
	const char *severity;
};

struct report_scores {
	struct report_filter filter;
	const char *by;     /* "brand" */
	const char *placed; /* "now", or "then": where a store that moved stood at the visit */
	const char *time_zone;
	const char *sort;   /* "key", "worst", "best", "visits", "improved", "worsened" */
	bool compare;       /* with as long a time directly before the period */
	int64_t min_visits; /* that were scored, of the departments: at which they were asked */
	int64_t limit;
};

/* Each gives JSON. invalid_query: there is no such time zone. */
bool report_scores(struct work *w, const struct report_scores *query, const char **json) MUST_CHECK;
bool report_findings(struct work *w, const struct report_filter *filter, const char *by,
		     int64_t limit, const char **json) MUST_CHECK;
bool report_actions(struct work *w, const struct report_filter *filter, const char *by,
		    int64_t limit, const char **json) MUST_CHECK;
/* Of visits that were due in the period, also those that nobody has made. */
bool report_punctuality(struct work *w, const struct report_filter *filter, const char *by,
			int64_t limit, const char **json) MUST_CHECK;
bool report_escalations(struct work *w, const struct report_filter *filter, const char *by,
			int64_t limit, const char **json) MUST_CHECK;
bool report_appeals(struct work *w, const struct report_filter *filter, const char *by,
		    int64_t limit, const char **json) MUST_CHECK;

#endif
