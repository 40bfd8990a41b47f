#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "escalations/escalation.h"
#include "escalations/escalation_policy.sql.h"
#include "findings/finding.h"
#include "organization/tenant.h"
#include "outbox/outbox.h"

const char *const escalation_clock_names[] = { "all_hours", "working_hours", NULL };
const char *const escalation_cause_names[] = { "overdue", "extensions", NULL };

#define HOURS_MOST 17520
#define SEVERITIES 3

struct level {
	int64_t after_hours;
	const char *role_id;
};

static const struct json_field level_fields[] = {
	JSON_FIELD_RANGE(struct level, after_hours, INTEGER, REQUIRED, 1, HOURS_MOST),
	JSON_FIELD(struct level, role_id, UUID, REQUIRED),
};

/* What is read of a ladder on its way into the database. */
struct ladder {
	struct text json;
	const char *roles[SEVERITIES * LEVELS_MOST];
	const char *pointers[SEVERITIES * LEVELS_MOST];
	size_t nr;
};

static bool show(struct work *w, const char **json)
{
	const struct db_rows *rows = db_query(w, &escalation_policy_show_sql, w->tenant);

	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}

bool escalation_policy_show(struct work *w, const char **json)
{
	return tenant_expect(w, RIGHT_organization_manage) && show(w, json);
}

static void add_level(struct ladder *ladder, const char *severity, size_t level,
		      const struct level *l)
{
	text_printf(&ladder->json,
		    "%s{\"severity\":\"%s\",\"level\":%zu,\"after_hours\":%lld,\"role_id\":\"%s\"}",
		    ladder->nr ? "," : "", severity, level, (long long)l->after_hours, l->role_id);
	ladder->roles[ladder->nr++] = l->role_id;
}

/* Each level comes later than the one below it. */
static void read_levels(struct work *w, struct ladder *ladder, const char *severity,
			const char *pointer, const struct json_value *levels)
{
	int64_t before = 0;

	for (size_t i = 0; i < json_length(levels); i++) {
		const char *at = json_pointer_item(&w->mem, pointer, i);
		struct level level = { 0 };

		if (!json_read(w, json_item(levels, i), at, level_fields, &level))
			continue;
		if (level.after_hours <= before)
			fault(w, json_pointer(&w->mem, at, "after_hours"),
			      "It must be later than the level before it (%lld).",
			      (long long)before);
		before = level.after_hours;
		ladder->pointers[ladder->nr] = json_pointer(&w->mem, at, "role_id");
		add_level(ladder, severity, i + 1, &level);
	}
}

static void read_ladder(struct work *w, struct ladder *ladder, const struct json_value *ladders,
			const char *severity)
{
	const char *pointer = json_pointer(&w->mem, "/ladders", severity);
	const struct json_value *levels = json_member(ladders, severity);

	if (!levels)
		fault(w, pointer, "This is required.");
	else if (json_kind(levels) != JSON_IS_LIST || json_length(levels) > LEVELS_MOST)
		fault(w, pointer, "This is a list of at most %d levels.", LEVELS_MOST);
	else
		read_levels(w, ladder, severity, pointer, levels);
}

static bool is_severity(const char *name)
{
	for (size_t i = 0; severity_names[i]; i++)
		if (!strcmp(severity_names[i], name))
			return true;
	return false;
}

static bool read_ladders(struct work *w, const struct json_value *ladders, struct ladder *ladder)
{
	struct json_members m;

	text_init(&ladder->json, &w->mem);
	text_add_char(&ladder->json, '[');
	for (json_walk(&m, ladders); m.name; json_step(&m))
		if (!is_severity(m.name))
			fault(w, json_pointer(&w->mem, "/ladders", m.name),
			      "There is no severity \"%s\".", m.name);
	for (size_t i = 0; severity_names[i]; i++)
		read_ladder(w, ladder, ladders, severity_names[i]);
	text_add_char(&ladder->json, ']');
	return work_is_faultless(w, PROBLEM_invalid_body);
}

static bool check_roles(struct work *w, const struct ladder *ladder)
{
	const struct db_rows *rows = db_query(w, &escalation_roles_missing_sql, w->tenant,
					      db_array(w, ladder->roles, ladder->nr));

	if (!rows)
		return false;
	for (size_t row = 0; row < db_count(rows); row++)
		for (size_t i = 0; i < ladder->nr; i++)
			if (!strcmp(ladder->roles[i], db_text(rows, row, "role_id")))
				fault(w, ladder->pointers[i], "There is no role %s.",
				      ladder->roles[i]);
	return work_is_faultless(w, PROBLEM_invalid_body);
}

static bool store(struct work *w, const struct escalation_policy *p, struct ladder *ladder)
{
	const char *now = db_time(w, w->now);

	return db_send(w, &escalation_policy_put_sql, w->tenant, db_bool(p->is_on),
		       escalation_clock_names[p->clock], db_number(w, p->extensions_most), now) &&
	       db_send(w, &escalation_level_delete_sql, w->tenant) &&
	       db_send(w, &escalation_level_insert_sql, w->tenant, text_take(&ladder->json)) &&
	       db_send(w, &escalation_look_again_sql, w->tenant, now);
}

bool escalation_policy_put(struct work *w, const struct escalation_policy *p, const char **json)
{
	struct ladder ladder = { .nr = 0 };
	struct event event = {
		.kind = "policy.escalation_changed",
		.subject = "policy",
		.subject_id = w->tenant,
	};

	if (!tenant_expect(w, RIGHT_organization_manage) || !read_ladders(w, p->ladders, &ladder) ||
	    !db_send(w, &escalation_policy_lock_sql, w->tenant) || !check_roles(w, &ladder) ||
	    !store(w, p, &ladder) || !show(w, json))
		return false;
	event.data = *json;
	return outbox_post(w, &event);
}
