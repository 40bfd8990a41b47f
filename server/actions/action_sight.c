#include "actions/action_own.h"
#include "actions/action_sight.sql.h"
#include "db/db.h"

bool action_hide(struct work *w, const char *const *ids, size_t nr, const char *to_person_id)
{
	return !to_person_id || db_send(w, &action_hide_sql, w->tenant, db_array(w, ids, nr),
					to_person_id, db_time(w, w->now));
}
