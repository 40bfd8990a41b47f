#include "reports/report.h"

#include <string.h>

#include "db/db.h"
#include "reports/punctuality.sql.h"
#include "reports/report.sql.h"

static bool give(const struct db_rows *rows, const char **json)
{
	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}

/* UTC needs no look at the list of time zones, which takes long to make. */
static bool check_zone(struct work *w, const char *zone)
{
	const struct db_rows *rows;

	if (!strcmp(zone, "UTC"))
		return true;
	rows = db_query(w, &report_zone_is_known_sql, zone);
	if (!rows)
		return false;
	if (!db_boolean(rows, 0, "is_known"))
		fault(w, "/time_zone", "There is no time zone \"%s\".", zone);
	return work_is_faultless(w, PROBLEM_invalid_query);
}

bool report_scores(struct work *w, const struct report_scores *query, const char **json)
{
	const struct report_filter *f = &query->filter;
	bool counts_questions = f->department_id || !strcmp(query->by, "department");

	return check_zone(w, query->time_zone) &&
	       give(db_query(w, &report_scores_sql, w->tenant, w->person_id, db_time(w, f->from),
			     db_time(w, f->to), f->unit_id, f->checklist_id, f->kind, query->placed,
			     query->by, db_bool(counts_questions), f->department_id,
			     query->time_zone, query->sort, db_number(w, query->min_visits),
			     db_number(w, query->limit), db_bool(query->compare)),
		    json);
}

bool report_findings(struct work *w, const struct report_filter *f, const char *by, int64_t limit,
		     const char **json)
{
	return give(db_query(w, &report_findings_sql, w->tenant, w->person_id, db_time(w, f->from),
			     db_time(w, f->to), f->unit_id, f->checklist_id, f->kind,
			     f->department_id, by, f->severity, db_number(w, limit)),
		    json);
}

bool report_actions(struct work *w, const struct report_filter *f, const char *by, int64_t limit,
		    const char **json)
{
	return give(db_query(w, &report_actions_sql, w->tenant, w->person_id, db_time(w, f->from),
			     db_time(w, f->to), f->unit_id, f->checklist_id, f->kind,
			     f->department_id, by, f->severity, db_time(w, w->now),
			     db_number(w, limit)),
		    json);
}

bool report_appeals(struct work *w, const struct report_filter *f, const char *by, int64_t limit,
		    const char **json)
{
	return give(db_query(w, &report_appeals_sql, w->tenant, w->person_id, db_time(w, f->from),
			     db_time(w, f->to), f->unit_id, f->checklist_id, f->kind,
			     f->department_id, by, f->severity, db_time(w, w->now),
			     db_number(w, limit)),
		    json);
}

bool report_punctuality(struct work *w, const struct report_filter *f, const char *by,
			int64_t limit, const char **json)
{
	return give(db_query(w, &report_punctuality_sql, w->tenant, w->person_id,
			     db_time(w, f->from), db_time(w, f->to), f->unit_id, f->checklist_id,
			     f->kind, by, db_time(w, w->now), db_number(w, limit)),
		    json);
}

bool report_escalations(struct work *w, const struct report_filter *f, const char *by,
			int64_t limit, const char **json)
{
	return give(db_query(w, &report_escalations_sql, w->tenant, w->person_id,
			     db_time(w, f->from), db_time(w, f->to), f->unit_id, f->checklist_id,
			     f->department_id, by, f->severity, db_number(w, limit)),
		    json);
}
