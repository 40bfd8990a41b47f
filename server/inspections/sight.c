#include "inspections/sight.h"

#include "db/db.h"
#include "inspections/sight.sql.h"

bool sight_now(struct work *w, const char *inspection_id, const char **people)
{
	const struct db_rows *rows = db_query(w, &sight_now_sql, w->tenant, inspection_id);

	if (!rows)
		return false;
	*people = db_text(rows, 0, "people");
	return true;
}

bool sight_tell(struct work *w, const struct inspection *i, const char *people)
{
	return db_send(w, &sight_tell_sql, w->tenant, i->id, i->unit_id, people,
		       db_time(w, w->now));
}
