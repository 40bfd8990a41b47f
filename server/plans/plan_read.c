#include <string.h>

#include "checklists/checklist_document.h"
#include "plans/plan_rules.h"
#include "plans/recurrence.h"

const char *const plan_states[] = { "active", "paused", "ended", NULL };
const char *const plan_on_closed[] = { "keep", "skip", "move_before", "move_after", NULL };
const char *const plan_assigns[] = { "nobody", "person", "role", "rotation", "draw", NULL };

#define NAME_MOST 200
#define NOTE_MOST 2000
#define TAGS_MOST 50
#define WINDOW_MOST (366LL * 24 * 60)
#define DAYS_MOST 3660

/* clang-format off: rows stay rows */
#define REVISION_FIELDS                                                                    \
 JSON_FIELD(struct plan, rrule, TEXT, NOT_EMPTY | OR_NULL | MAX(RECURRENCE_TEXT_MOST)),    \
	 JSON_FIELD(struct plan, rdates, TEXT_LIST, OPTIONAL | MAX(PLAN_DATES_MOST)),      \
	 JSON_FIELD(struct plan, exdates, TEXT_LIST, OPTIONAL | MAX(PLAN_DATES_MOST)),     \
	 JSON_FIELD(struct plan, times, TEXT_LIST, NOT_EMPTY | MAX(PLAN_TIMES_MOST)),      \
	 JSON_FIELD_RANGE(struct plan, visible_before, INTEGER, OPTIONAL, 0, WINDOW_MOST), \
	 JSON_FIELD_RANGE(struct plan, due_after, INTEGER, OPTIONAL, 0, WINDOW_MOST),      \
	 JSON_FIELD_RANGE(struct plan, miss_after, INTEGER, OPTIONAL, 0, WINDOW_MOST),     \
	 JSON_FIELD_NAMES(struct plan, on_closed, ENUM, OPTIONAL, plan_on_closed),         \
	 JSON_FIELD(struct plan, tags, TEXT_LIST, OPTIONAL | MAX(TAGS_MOST)),              \
	 JSON_FIELD_NAMES(struct plan, assign, ENUM, OPTIONAL, plan_assigns),              \
	 JSON_FIELD(struct plan, person_id, UUID, OR_NULL),                                \
	 JSON_FIELD(struct plan, role_id, UUID, OR_NULL),                                  \
	 JSON_FIELD(struct plan, pool, UUID_LIST, OPTIONAL | MAX(PLAN_POOL_MOST)),         \
	 JSON_FIELD_RANGE(struct plan, max_in_a_row, INTEGER, OR_NULL, 1, 100),            \
	 JSON_FIELD_RANGE(struct plan, draw_stores, INTEGER, OR_NULL, 1, 10000),           \
	 JSON_FIELD_RANGE(struct plan, min_gap_days, INTEGER, OR_NULL, 1, DAYS_MOST),      \
	 JSON_FIELD_RANGE(struct plan, max_gap_days, INTEGER, OR_NULL, 1, DAYS_MOST),      \
	 JSON_FIELD(struct plan, risk, LIST, OR_NULL | NOT_EMPTY | MAX(50)),               \
	 JSON_FIELD(struct plan, is_unannounced, BOOLEAN, OPTIONAL),                       \
	 JSON_FIELD(struct plan, needs_review, BOOLEAN, OPTIONAL),                         \
	 JSON_FIELD(struct plan, note, TEXT, NOT_BLANK | OR_NULL | MAX(NOTE_MOST))

#define NEW_FIELDS                                                                   \
 JSON_FIELD(struct plan, id, UUID, OPTIONAL),                                        \
	 JSON_FIELD(struct plan, name, TEXT, REQUIRED | NOT_BLANK | MAX(NAME_MOST)), \
	 JSON_FIELD(struct plan, unit_id, UUID, REQUIRED),                           \
	 JSON_FIELD(struct plan, checklist_id, UUID, REQUIRED),                      \
	 JSON_FIELD_NAMES_GIVEN(struct plan, kind, ENUM, OPTIONAL, checklist_kinds), \
	 JSON_FIELD(struct plan, starts_on, DATE, REQUIRED)
/* clang-format on */

static const struct json_field new_plan[] = { NEW_FIELDS, REVISION_FIELDS };

static const struct json_field preview[] = {
	NEW_FIELDS,
	REVISION_FIELDS,
	JSON_FIELD_RANGE(struct plan, days, INTEGER, OPTIONAL, 1, PLAN_PREVIEW_DAYS_MOST),
};

static const struct json_field said_fields[] = {
	JSON_FIELD(struct plan, starts_on, DATE, OPTIONAL),
	REVISION_FIELDS,
};

static const struct json_field change[] = {
	JSON_FIELD(struct plan, name, TEXT, NOT_BLANK | MAX(NAME_MOST)),
	JSON_FIELD_NAMES_GIVEN(struct plan, state, ENUM, OPTIONAL, plan_states),
	JSON_FIELD(struct plan, effective_from, DATE, OPTIONAL),
	JSON_FIELD(struct plan, starts_on, DATE, OPTIONAL),
	REVISION_FIELDS,
};

static const char *const nine[] = { "09:00" };

static void set_defaults(struct plan *p)
{
	memset(p, 0, sizeof(*p));
	p->times = (struct json_texts){ nine, 1 };
	p->visible_before = 24LL * 60;
	p->due_after = 8LL * 60;
	p->miss_after = 24LL * 60;
	p->on_closed = 1;
}

bool plan_read_new(struct work *w, const char *asked, size_t size, struct plan *p)
{
	set_defaults(p);
	return json_read_body(w, asked, size, new_plan, p);
}

bool plan_read_preview(struct work *w, const char *asked, size_t size, struct plan *p)
{
	set_defaults(p);
	p->days = 14;
	return json_read_body(w, asked, size, preview, p);
}

bool plan_read_change(struct work *w, const char *asked, size_t size, struct plan *p,
		      bool *says_more)
{
	const struct json_value *body;
	struct json_members m;

	memset(p, 0, sizeof(*p));
	if (!json_read_body(w, asked, size, change, p) || !json_parse(w, asked, size, &body))
		return false;
	*says_more = false;
	for (json_walk(&m, body); m.name; json_step(&m))
		if (strcmp(m.name, "name") != 0 && strcmp(m.name, "state") != 0)
			*says_more = true;
	return true;
}

bool plan_read_over(struct work *w, const char *said, const char *asked, size_t size,
		    struct plan *p)
{
	const struct json_value *before;

	if (!json_parse(w, said, strlen(said), &before))
		return false;
	if (!json_read(w, before, "", said_fields, p))
		return broken(w, "a plan says what is no plan");
	return json_read_body(w, asked, size, change, p);
}
