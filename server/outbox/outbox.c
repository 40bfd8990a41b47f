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
static bool is_known(const char *kind, const char *subject)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].kind, kind))
			return !strcmp(known[i].subject, subject);
	return false;
}

bool outbox_knows(const char *kind)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].kind, kind))
			return true;
	return false;
}

bool outbox_post(struct work *w, const struct event *event)
{
	if (!is_known(event->kind, event->subject))
		BUG("%s about %s is not in events.def", event->kind, event->subject);
	return db_send(w, &event_insert_sql, w->tenant, uuid_v7(&w->mem, w->now),
		       db_time(w, event->tell_at ? event->tell_at : w->now), event->kind,
		       event->subject, event->subject_id, event->unit_id,
		       event->is_discreet ? NULL : w->person_id, event->data ? event->data : "{}",
		       db_time(w, event->tell_at));
}

bool outbox_post_many(struct work *w, const char *kind, const char *subject, const char *const *ids,
		      const char *const *unit_ids, size_t nr)
{
	const char **own = arena_array(&w->mem, nr, sizeof(*own));

	if (!is_known(kind, subject))
		BUG("%s about %s is not in events.def", kind, subject);
	for (size_t i = 0; i < nr; i++)
		own[i] = uuid_v7(&w->mem, w->now);
	return db_send(w, &event_insert_many_sql, w->tenant, db_time(w, w->now), kind, subject,
		       w->person_id, db_array(w, own, nr), db_array(w, ids, nr),
		       unit_ids ? db_array(w, unit_ids, nr) : NULL);
}
