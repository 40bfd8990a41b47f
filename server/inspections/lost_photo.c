#include "inspections/lost_photo.h"

#include "access/access.h"
#include "base/text.h"
#include "db/db.h"
#include "inspections/inspection_own.h"
#include "inspections/lost_photo.sql.h"

static bool tell(struct work *w, const struct inspection *i, const struct lost_photo *lost)
{
	struct text t;

	text_init(&t, &w->mem);
	text_printf(&t, "{\"sha256\":\"%s\",\"question\":", lost->sha256);
	text_json(&t, lost->question);
	text_add(&t, ",\"reason\":");
	text_json(&t, lost->reason);
	text_add(&t, "}");
	return inspection_tell(w, i, "inspection.photo_lost", text_take(&t));
}

static bool check(struct work *w, const struct inspection *i, const struct db_rows *rows)
{
	if (!inspection_is_fillable(i))
		return inspection_refuse(w, i, "changed");
	if (db_boolean(rows, 0, "has_arrived"))
		return refuse(w, PROBLEM_photo_has_arrived, "The photograph has arrived.");
	if (!db_boolean(rows, 0, "has_question"))
		fault(w, "/question", "The checklist has no such question.");
	return work_is_faultless(w, PROBLEM_invalid_body);
}

bool lost_photo_add(struct work *w, const char *inspection_id, const struct lost_photo *lost,
		    bool *is_new, const char **json)
{
	const struct db_rows *rows;
	struct inspection i = { 0 };

	if (!inspection_take(w, inspection_id, &i) ||
	    !access_at(w, RIGHT_photo_write_off, i.unit_id))
		return false;
	rows = db_query(w, &lost_photo_facts_sql, w->tenant, inspection_id, lost->sha256,
			lost->question);
	if (!rows)
		return false;
	*is_new = !db_boolean(rows, 0, "is_there");
	if (*is_new && (!check(w, &i, rows) ||
			!db_send(w, &lost_photo_insert_sql, w->tenant, inspection_id, lost->sha256,
				 lost->question, lost->reason, w->person_id, db_time(w, w->now)) ||
			!tell(w, &i, lost)))
		return false;
	rows = db_query(w, &lost_photo_show_sql, w->tenant, inspection_id, lost->sha256);
	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}
