/*
 * plan: which checklist, in which stores, how often, by whom and within which window.
 *
 *	active --pause--> paused --resume--> active
 *	   `-------------end------------'--> ended
 *
 * A plan reaches the open stores at and below its unit that have all of its tags, also those that
 * open later. What it says is kept in revisions, each from a day on: what somebody has begun is
 * never touched, what nobody has begun becomes what the newest revision says. While it is paused,
 * and when it has ended, the visits to come are withdrawn.
 *
 * Who goes is a person, whoever has a role at the store (or nearest above it), a pool in turn, or
 * one of a pool by a draw that can be drawn again from what is stored. Tours, specials and mystery
 * visits are never given to whoever has a role at the store itself.
 */
#ifndef PLANS_PLAN_H
#define PLANS_PLAN_H

#include "organization/creation.h"
#include "json/json.h"

#define PLAN_POOL_MOST 200
#define PLAN_TIMES_MOST 24
#define PLAN_DATES_MOST 1000
#define PLAN_PREVIEW_DAYS_MOST 62

struct plan {
	const char *id;
	const char *name;
	const char *unit_id;
	const char *checklist_id;
	int kind; /* of checklist_kinds */
	bool kind_given;
	int state;
	bool state_given;
	const char *effective_from;
	int64_t days; /* of a preview */

	/* what a revision says */
	const char *starts_on;
	const char *rrule;
	struct json_texts rdates;
	struct json_texts exdates;
	struct json_texts times;
	int64_t visible_before;
	int64_t due_after;
	int64_t miss_after;
	int on_closed;
	struct json_texts tags;
	int assign;
	const char *person_id;
	const char *role_id;
	struct json_texts pool;
	int64_t max_in_a_row; /* 0: no matter */
	int64_t draw_stores;
	int64_t min_gap_days;
	int64_t max_gap_days;
	const struct json_value *risk;
	bool is_unannounced;
	bool needs_review;
	const char *note;
};

enum plan_assign { ASSIGN_NOBODY, ASSIGN_PERSON, ASSIGN_ROLE, ASSIGN_ROTATION, ASSIGN_DRAW };

bool plan_create(struct work *w, const char *asked, size_t size,
		 struct creation *creation) MUST_CHECK;
bool plan_change(struct work *w, const char *id, const char *asked, size_t size,
		 const char **body) MUST_CHECK;
/* In a transaction of its own that is never committed. */
bool plan_preview(struct work *w, const char *asked, size_t size, const char **body) MUST_CHECK;

#endif
