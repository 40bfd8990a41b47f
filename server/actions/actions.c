#include "actions/actions.h"

#include <stdlib.h>
#include <string.h>

#include "actions/actions.sql.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"

/* For each failure its own, its action's and two for what is told of it. */
enum id { ID_FINDING, ID_ACTION, ID_EVENT, ID_ALERT, IDS };

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Ascending, so that what came first also sorts first by its id. */
static const char **make_ids(struct work *w, const struct failures *failures)
{
	size_t nr = failures->nr * IDS;
	const char **ids = arena_array(&w->mem, nr, sizeof(*ids));

	for (size_t i = 0; i < nr; i++)
		ids[i] = failures->is_mystery ? uuid_v4(&w->mem) : uuid_v7(&w->mem, w->now);
	qsort(ids, nr, sizeof(*ids), compare_ids);
	return ids;
}

static void add_text(struct text *t, const char *name, const char *value)
{
	if (!value)
		return;
	text_add_char(t, ',');
	text_json(t, name);
	text_add_char(t, ':');
	text_json(t, value);
}

static void add_failure(struct text *t, size_t nr, const struct failure *f, const char **ids)
{
	text_printf(t, "{\"nr\":%zu", nr);
	add_text(t, "id", f->id);
	add_text(t, "action_id", ids[ID_ACTION]);
	add_text(t, "event_id", ids[ID_EVENT]);
	add_text(t, "alert_id", ids[ID_ALERT]);
	add_text(t, "question", f->question);
	add_text(t, "instance", f->instance);
	add_text(t, "severity", f->severity);
	add_text(t, "department", f->department);
	add_text(t, "department_id", f->department_id);
	add_text(t, "indicator", f->indicator);
	add_text(t, "note", f->note);
	text_printf(t, ",\"title\":%s,\"lost\":%lld,\"repeat\":%lld,\"is_fixed\":%s}", f->title,
		    (long long)f->lost, (long long)(f->repeat ? f->repeat : 1),
		    db_bool(f->is_fixed));
}

static const char *failures_text(struct work *w, const struct failures *failures)
{
	const char **ids = make_ids(w, failures);
	struct text t;

	text_init(&t, &w->mem);
	text_add_char(&t, '[');
	for (size_t i = 0; i < failures->nr; i++, ids += IDS) {
		struct failure *f = &failures->items[i];

		if (!f->id)
			f->id = ids[ID_FINDING];
		if (i)
			text_add_char(&t, ',');
		add_failure(&t, i, f, ids);
	}
	text_add_char(&t, ']');
	return text_take(&t);
}

bool actions_open(struct work *w, const struct failures *failures)
{
	bool is_mystery = failures->is_mystery;

	if (!failures->nr)
		return true;
	return db_send(w, &actions_open_sql, w->tenant, failures->unit_id, failures->inspection_id,
		       failures->checklist_id, is_mystery ? NULL : failures->found_by,
		       db_time(w, is_mystery ? w->now : failures->at), db_time(w, w->now),
		       failures_text(w, failures), failures->source);
}
