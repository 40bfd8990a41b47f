#include "organization/tenant.h"

#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"
#include "organization/tenant.sql.h"
#include "organization/tenant_system.sql.h"
#include "json/json.h"

#define NAME_MAX_CHARACTERS 200

#define EVERYTHING (((uint64_t)1 << RIGHTS) - 1)
#define R(right) ((uint64_t)1 << RIGHT_##right)

static const struct built_in {
	const char *code;
	const char *en;
	const char *zh;
	uint64_t rights;
} built_in[] = {
#define ROLE(code, en, zh, rights) { #code, en, zh, rights },
#include "organization/roles.def"
#undef ROLE
};

#define BUILT_IN (sizeof(built_in) / sizeof(built_in[0]))

static const char *array_of_rights(struct work *w, uint64_t rights)
{
	const char *texts[RIGHTS];
	size_t nr = 0;

	for (int right = 0; right < RIGHTS; right++)
		if (rights >> right & 1)
			texts[nr++] = right_text((enum right)right);
	return db_array(w, texts, nr);
}

static bool install_role(struct work *w, const struct built_in *role)
{
	const char *name =
		arena_printf(&w->mem, "{\"en\":\"%s\",\"zh-CN\":\"%s\"}", role->en, role->zh);

	return db_send(w, &role_install_sql, w->tenant, uuid_v7(&w->mem, w->now), role->code, name,
		       array_of_rights(w, role->rights), db_time(w, w->now));
}

/* Whatever is there stays: a start that was cut short is completed by the next. */
static bool furnish(struct work *w, const struct tenant *tenant)
{
	if (!db_begin(w, DB_APP, DB_WRITE) ||
	    !db_send(w, &tenant_top_insert_sql, tenant->id, uuid_v7(&w->mem, w->now), tenant->code,
		     tenant->name, db_time(w, w->now)))
		return false;
	for (size_t i = 0; i < BUILT_IN; i++)
		if (!install_role(w, &built_in[i]))
			return false;
	return true;
}

static bool check(struct work *w, const struct tenant *tenant)
{
	if (!json_is_key(tenant->code))
		fault(w, "/tenant",
		      "\"%s\" is not a code: a-z, 0-9, dot, underscore and hyphen, at most 64.",
		      tenant->code);
	if (!*tenant->name || utf8_length(tenant->name) > NAME_MAX_CHARACTERS)
		fault(w, "/tenant_name", "A group's name has 1 to %d characters.",
		      NAME_MAX_CHARACTERS);
	return work_is_faultless(w, PROBLEM_invalid_body);
}

/* The tenant and its policy cross the wall between tenants, so another role makes them. */
static bool make(struct work *w, struct tenant *tenant)
{
	if (!check(w, tenant))
		return false;
	tenant->id = uuid_v7(&w->mem, w->now);
	return db_begin(w, DB_SYSTEM, DB_WRITE) &&
	       db_send(w, &tenant_insert_sql, tenant->id, tenant->code, tenant->name,
		       db_time(w, w->now)) &&
	       db_send(w, &policy_insert_sql, tenant->id) && db_commit(w);
}

bool tenant_create(struct work *w, struct tenant *tenant)
{
	if (!make(w, tenant))
		return false;
	w->tenant = tenant->id;
	return furnish(w, tenant);
}

bool tenant_open(struct work *w, struct tenant *tenant)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	rows = db_query(w, &tenant_by_code_sql, tenant->code);
	if (!rows)
		return false;
	db_rollback(w);
	if (!db_count(rows) && !tenant->name)
		return refuse(w, PROBLEM_not_found, "There is no group \"%s\".", tenant->code);
	if (!db_count(rows))
		return tenant_create(w, tenant);
	tenant->id = db_text(rows, 0, "id");
	tenant->name = db_text(rows, 0, "name");
	w->tenant = tenant->id;
	return furnish(w, tenant);
}

static bool check_right(struct work *w, const struct db_rows *rows)
{
	if (db_boolean(rows, 0, "has_right"))
		return true;
	return refuse(w, PROBLEM_forbidden, "That needs the right \"%s\" for the whole group.",
		      db_text(rows, 0, "right"));
}

bool tenant_expect(struct work *w, enum right right)
{
	return !w->who || db_expect(w, check_right, &tenant_right_sql, w->tenant, w->person_id,
				    right_text(right));
}
