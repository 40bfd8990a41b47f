#include "organization/policy.h"

#include "db/db.h"
#include "organization/policy.sql.h"
#include "organization/tenant.h"
#include "outbox/outbox.h"

const char *const corrective_from_names[] = { "minor", "major", "critical", NULL };

static bool show(struct work *w, const char **json)
{
	const struct db_rows *rows = db_query(w, &policy_show_sql, w->tenant);

	if (!rows)
		return false;
	if (!db_count(rows))
		return broken(w, "the tenant %s has no policy", w->tenant);
	*json = db_text(rows, 0, "body");
	return true;
}

bool policy_show(struct work *w, const char **json)
{
	return tenant_expect(w, RIGHT_organization_manage) && show(w, json);
}

static const char *number(struct work *w, bool is_given, int64_t n)
{
	return is_given ? db_number(w, n) : NULL;
}

static bool update(struct work *w, const struct policy *p)
{
	return db_send(w, &policy_update_sql, w->tenant,
		       number(w, p->due_critical_hours_given, p->due_critical_hours),
		       number(w, p->due_major_hours_given, p->due_major_hours),
		       number(w, p->due_minor_hours_given, p->due_minor_hours),
		       p->corrective_from_given ? corrective_from_names[p->corrective_from] : NULL,
		       number(w, p->hand_in_photos_given, p->hand_in_photos),
		       p->has_effectiveness_given ? db_bool(p->has_effectiveness) : NULL,
		       number(w, p->effect_passes_given, p->effect_passes),
		       number(w, p->effect_days_given, p->effect_days),
		       number(w, p->recurrence_days_given, p->recurrence_days),
		       number(w, p->appeal_days_given, p->appeal_days),
		       number(w, p->appeal_decide_days_given, p->appeal_decide_days),
		       number(w, p->plan_days_given, p->plan_days));
}

bool policy_change(struct work *w, const struct policy *change, const char **json)
{
	struct event event = {
		.kind = "policy.changed",
		.subject = "policy",
		.subject_id = w->tenant,
	};

	if (!tenant_expect(w, RIGHT_organization_manage) || !update(w, change) || !show(w, json))
		return false;
	event.data = *json;
	return outbox_post(w, &event);
}
