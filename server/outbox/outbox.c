#include "outbox/outbox.h"

#include <string.h>

#include "base/bug.h"
#include "base/uuid.h"
#include "db/db.h"
#include "outbox/outbox.sql.h"

static const struct {
	const char *kind;
	const char *subject;
} known[] = {
#define EVENT(kind, subject, what) { (kind), (subject) },
#include "outbox/events.def"
#undef EVENT
};

/* Whoever reads the feed has a list of what can be in it. */
static bool is_known(const struct event *event)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].kind, event->kind))
			return !strcmp(known[i].subject, event->subject);
	return false;
}

bool outbox_post(struct work *w, const struct event *event)
{
	if (!is_known(event))
		BUG("%s about %s is not in events.def", event->kind, event->subject);
	return db_send(w, &event_insert_sql, w->tenant, uuid_v7(&w->mem, w->now),
		       db_time(w, w->now), event->kind, event->subject, event->subject_id,
		       event->unit_id, event->is_discreet ? NULL : w->person_id,
		       event->data ? event->data : "{}");
}
