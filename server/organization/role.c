#include "organization/role.h"

#include "base/uuid.h"
#include "organization/role.sql.h"
#include "organization/tenant.h"

/* Each right once and in our order, so that two roles with the same rights look the same. */
static const char *right_array(struct work *w, const struct json_texts *rights)
{
	const char *in_order[RIGHTS] = { 0 };
	size_t nr = 0;

	for (size_t i = 0; i < rights->nr; i++) {
		enum right right = right_by_text(rights->items[i]);
		const char *pointer = json_pointer_item(&w->mem, "/rights", i);

		if (right == RIGHTS)
			fault(w, pointer, "There is no right \"%s\".", rights->items[i]);
		else if (in_order[right])
			fault(w, pointer, "\"%s\" is there twice.", rights->items[i]);
		else
			in_order[right] = right_text(right);
	}
	for (int right = 0; right < RIGHTS; right++)
		if (in_order[right])
			in_order[nr++] = in_order[right];
	return db_array(w, in_order, nr);
}

bool role_create(struct work *w, struct role *role, struct creation *creation)
{
	const char *rights = right_array(w, &role->rights);

	if (!work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	if (!role->id)
		role->id = uuid_v7(&w->mem, w->now);
	if (!tenant_expect(w, RIGHT_people_manage) ||
	    !db_send(w, &role_insert_sql, w->tenant, role->id, role->code, role->name, rights,
		     db_time(w, w->now)) ||
	    !creation_read(w,
			   db_query(w, &role_created_sql, w->tenant, role->id, role->code,
				    role->name, rights),
			   PROBLEM_role_code_is_taken, creation))
		return false;
	return !creation->is_new || creation_tell(w, "role", "created", role->id, NULL);
}

static bool may_change(struct work *w, const char *id, const char *rights)
{
	const struct db_rows *rows;
	const char *lacking;

	if (!tenant_expect(w, RIGHT_people_manage))
		return false;
	rows = db_query(w, &role_ground_sql, w->tenant, w->person_id, id, rights);
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no such role.");
	if (db_boolean(rows, 0, "is_built_in"))
		return refuse(w, PROBLEM_built_in_role_never_changes,
			      "Make a role of your own beside it.");
	lacking = db_text(rows, 0, "lacking");
	return !lacking ||
	       refuse(w, PROBLEM_forbidden,
		      "You cannot give or take what you do not have yourself: %s.", lacking);
}

bool role_change(struct work *w, const char *id, const struct role *change, const char **body)
{
	const char *rights = change->rights_given ? right_array(w, &change->rights) : NULL;
	const struct db_rows *rows;

	if (!work_is_faultless(w, PROBLEM_invalid_body) || !may_change(w, id, rights) ||
	    !db_send(w, &role_update_sql, w->tenant, id, change->code, change->name, rights,
		     db_time(w, w->now)))
		return false;
	rows = db_query(w, &role_show_sql, w->tenant, id);
	if (!rows)
		return false;
	*body = db_text(rows, 0, "body");
	return creation_tell(w, "role", "changed", id, NULL);
}
