#include "actions/hand_over.h"

#include <string.h>

#include "actions/action_own.h"
#include "actions/hand_over.sql.h"
#include "base/text.h"
#include "db/db.h"

static const char *list_of(struct work *w, const struct db_rows *rows, bool is_fitting, size_t *nr)
{
	struct text t;

	text_init(&t, &w->mem);
	*nr = 0;
	for (size_t i = 0; i < db_count(rows); i++)
		if (db_boolean(rows, i, "fits") == is_fitting)
			text_printf(&t, "%s\"%s\"", (*nr)++ ? "," : "", db_text(rows, i, "id"));
	return text_take(&t);
}

static bool is_among(const struct db_rows *rows, const char *id)
{
	for (size_t i = 0; i < db_count(rows); i++)
		if (!strcmp(db_text(rows, i, "id"), id))
			return true;
	return false;
}

/* What is named must be there; what was handed over before is no fault. */
static bool check_named(struct work *w, const struct hand_over *h, const struct db_rows *found)
{
	const struct db_rows *done;

	if (!h->action_ids.nr)
		return true;
	done = db_query(w, &hand_over_done_sql, w->tenant, h->to_person_id, w->person_id,
			db_array(w, h->action_ids.items, h->action_ids.nr));
	if (!done)
		return false;
	for (size_t i = 0; i < h->action_ids.nr; i++)
		if (!is_among(found, h->action_ids.items[i]) &&
		    !is_among(done, h->action_ids.items[i]))
			fault(w, json_pointer_item(&w->mem, "/action_ids", i),
			      "This is no action of that person that you may assign.");
	return work_is_faultless(w, PROBLEM_invalid_body);
}

static bool check(struct work *w, const struct hand_over *h, const struct db_rows *rows)
{
	const char *unfit;
	size_t nr;

	if (db_count(rows) > HAND_OVER_MOST)
		return fault(w, "", "These are more than %d; name a unit.", HAND_OVER_MOST) ||
		       work_is_faultless(w, PROBLEM_invalid_body);
	unfit = list_of(w, rows, false, &nr);
	if (nr) {
		w->problem.extra = arena_printf(&w->mem, "\"actions\":[%s]", unfit);
		return refuse(w, PROBLEM_person_cannot_be_responsible,
			      "The person %s cannot work on %zu of them; \"actions\" names each.",
			      h->to_person_id, nr);
	}
	return check_named(w, h, rows);
}

static bool hide(struct work *w, const struct db_rows *rows, const char *to_person_id)
{
	size_t nr = db_count(rows);
	const char **ids = arena_array(&w->mem, nr, sizeof(*ids));

	for (size_t i = 0; i < nr; i++)
		ids[i] = db_text(rows, i, "id");
	return action_hide(w, ids, nr, to_person_id);
}

bool hand_over(struct work *w, const struct hand_over *h, const char **json)
{
	const struct db_rows *rows;
	const char *ids;
	size_t nr;

	rows = db_query(w, &hand_over_find_sql, w->tenant, w->person_id, h->from_person_id,
			h->to_person_id, h->unit_id,
			h->action_ids.nr ? db_array(w, h->action_ids.items, h->action_ids.nr)
					 : NULL,
			db_number(w, HAND_OVER_MOST + 1));
	if (!rows || !check(w, h, rows))
		return false;
	ids = list_of(w, rows, true, &nr);
	*json = arena_printf(&w->mem, "{\"handed_over\":%zu,\"action_ids\":[%s]}", nr, ids);
	return !nr || (hide(w, rows, h->to_person_id) &&
		       db_send(w, &hand_over_move_sql, w->tenant, w->person_id, h->to_person_id,
			       db_time(w, w->now), h->reason, arena_printf(&w->mem, "[%s]", ids)));
}
