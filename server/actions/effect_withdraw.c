#include "actions/dispute.h"
#include "actions/effect.h"
#include "actions/effect_withdraw.sql.h"
#include "db/db.h"

bool effect_withdraw(struct work *w, const char *inspection_id, const char *questions,
		     const char *reason, bool is_mystery)
{
	const char *now = db_time(w, w->now);

	return db_send(w, &effect_lock_sql, w->tenant, inspection_id, questions) &&
	       dispute_drop(w, inspection_id, is_mystery) &&
	       db_send(w, &effect_unround_sql, w->tenant, inspection_id, now, questions) &&
	       db_send(w, &effect_withdraw_sql, w->tenant, inspection_id, now,
		       db_number(w, CHECK_VISIT_DAYS), questions) &&
	       db_send(w, &effect_cancel_sql, w->tenant, inspection_id, now, w->person_id, reason,
		       db_bool(is_mystery), questions);
}
