/*
 * outbox: what happened, told in the transaction in which it happened.
 *
 * An event names what it is about (subject and id), the unit where it happened and who did it;
 * events.def lists the kinds. The timeline of an action and the change feed are read from here.
 */
#ifndef OUTBOX_OUTBOX_H
#define OUTBOX_OUTBOX_H

#include "base/work.h"

struct event {
	const char *kind; /* one of events.def: "action.handed_in" */
	const char *subject;
	const char *subject_id;
	const char *unit_id; /* may be NULL */
	const char *data;    /* a JSON object as text; NULL: {} */
	int64_t tell_at;     /* not before that moment; 0: at once */
	bool is_discreet;    /* it does not tell who did it */
};

/* Whether events.def has the kind. */
bool outbox_knows(const char *kind);

bool outbox_post(struct work *w, const struct event *event) MUST_CHECK;

/* The same of many things of one kind at once. unit_ids: where each happened; NULL: nowhere. */
bool outbox_post_many(struct work *w, const char *kind, const char *subject, const char *const *ids,
		      const char *const *unit_ids, size_t nr) MUST_CHECK;

#endif
