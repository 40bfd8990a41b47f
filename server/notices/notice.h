/*
 * notice: what people are told, in their inbox.
 *
 * notices.def says which event concerns whom. The teller reads a tenant's events in their order and
 * makes a notice for each person that one concerns; the reminder adds what no event tells, that
 * something is due soon or late. Who reads an inbox sees of it what he may see by then.
 */
#ifndef NOTICES_NOTICE_H
#define NOTICES_NOTICE_H

#include "base/work.h"

/* Tells people of the events that are stamped. What is older than a week tells nobody. */
bool notice_tell_step(struct work *w, bool *has_more) MUST_CHECK;

/* What is due within a day, and what is overdue: each told once for each date. */
bool notice_remind_step(struct work *w, bool *has_more) MUST_CHECK;

/* Removes what is older than half a year. */
bool notice_forget_step(struct work *w, bool *has_more) MUST_CHECK;

#endif
