#include "organization/department.h"

#include "base/uuid.h"
#include "organization/department.sql.h"
#include "organization/tenant.h"

const char *const department_kinds[] = { "department", "partner", NULL };
const char *const department_states[] = { "active", "retired", NULL };

bool department_create(struct work *w, struct department *d, const char *asked,
		       struct creation *creation)
{
	const char *kind = department_kinds[d->kind];

	if (!d->id)
		d->id = uuid_v7(&w->mem, w->now);
	if (!tenant_expect(w, RIGHT_organization_manage) ||
	    !db_send(w, &department_insert_sql, w->tenant, d->id, kind, d->code, d->name,
		     d->contact, department_states[d->state], db_time(w, w->now)) ||
	    !creation_read(w, db_query(w, &department_created_sql, w->tenant, d->id, kind, asked),
			   PROBLEM_department_code_is_taken, creation))
		return false;
	return !creation->is_new || creation_tell(w, kind, "created", d->id, NULL);
}

bool department_change(struct work *w, const char *id, const struct department *change,
		       const char **body)
{
	const char *kind = department_kinds[change->kind];
	const struct db_rows *rows;

	if (!tenant_expect(w, RIGHT_organization_manage) ||
	    !db_send(w, &department_update_sql, w->tenant, id, kind, change->code, change->name,
		     change->contact, db_bool(change->contact_given),
		     change->state_given ? department_states[change->state] : NULL,
		     db_time(w, w->now)))
		return false;
	rows = db_query(w, &department_show_sql, w->tenant, id, kind);
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no such %s.", kind);
	*body = db_text(rows, 0, "body");
	return creation_tell(w, kind, "changed", id, NULL);
}
