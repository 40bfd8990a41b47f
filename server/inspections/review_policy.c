#include "inspections/review_policy.h"

#include "db/db.h"
#include "inspections/review_policy.sql.h"
#include "organization/tenant.h"
#include "outbox/outbox.h"

static bool show(struct work *w, const char **json)
{
	const struct db_rows *rows = db_query(w, &review_policy_show_sql, w->tenant);

	if (!rows)
		return false;
	if (!db_count(rows))
		return broken(w, "the tenant %s has no policy of reviews", w->tenant);
	*json = db_text(rows, 0, "body");
	return true;
}

bool review_policy_show(struct work *w, const char **json)
{
	return tenant_expect(w, RIGHT_organization_manage) && show(w, json);
}

bool review_policy_change(struct work *w, const char *change, const char **json)
{
	struct event event = {
		.kind = "policy.changed",
		.subject = "policy",
		.subject_id = w->tenant,
	};

	if (!tenant_expect(w, RIGHT_organization_manage) ||
	    !db_send(w, &review_policy_update_sql, w->tenant, change) || !show(w, json))
		return false;
	event.data = *json;
	return outbox_post(w, &event);
}
