#include "actions/dispute.h"

#include "actions/dispute.sql.h"
#include "db/db.h"

bool dispute_begin(struct work *w, const char *action_id, const char *appeal_id)
{
	return !action_id || db_send(w, &dispute_begin_sql, w->tenant, action_id,
				     db_time(w, w->now), w->person_id, appeal_id);
}

bool dispute_end(struct work *w, const char *inspection_id, bool is_discreet)
{
	return db_send(w, &dispute_end_sql, w->tenant, inspection_id, db_time(w, w->now),
		       is_discreet ? NULL : w->person_id);
}

bool dispute_drop(struct work *w, const char *inspection_id, bool is_discreet)
{
	return db_send(w, &dispute_drop_sql, w->tenant, inspection_id, db_time(w, w->now),
		       is_discreet ? NULL : w->person_id) &&
	       dispute_end(w, inspection_id, is_discreet);
}
