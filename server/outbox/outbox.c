#include "outbox/outbox.h"

#include "base/uuid.h"
#include "db/db.h"
#include "outbox/outbox.sql.h"

bool outbox_post(struct work *w, const struct event *event)
{
	return db_send(w, &event_insert_sql, w->tenant, uuid_v7(&w->mem, w->now),
		       db_time(w, w->now), event->kind, event->subject, event->subject_id,
		       event->unit_id, event->is_discreet ? NULL : w->person_id,
		       event->data ? event->data : "{}");
}
