#include "plans/plan.h"

#include <stdlib.h>
#include <string.h>

#include "access/access.h"
#include "base/crypt.h"
#include "base/uuid.h"
#include "checklists/checklist_document.h"
#include "plans/dispatch.h"
#include "plans/plan.sql.h"
#include "plans/plan_rules.h"
#include "plans/recurrence.h"

#define DAY_MS (24LL * 60 * 60 * 1000)
#define PREVIEW_STORES 100
#define PREVIEW_OCCURRENCES 1000

static void fault_missing(struct work *w, const char *missing)
{
	char *rest = arena_strdup(&w->mem, missing);

	if (!*rest)
		return;
	for (char *item; (item = strsep(&rest, ","));)
		fault(w, json_pointer_item(&w->mem, "/pool", (size_t)strtoul(item, NULL, 10)),
		      "There is no such person, or the person has left.");
}

static void check_kind(struct work *w, const struct plan *p, const char *kind, bool may_hide)
{
	bool is_mystery = !strcmp(kind, "mystery");

	if ((p->is_unannounced || is_mystery) && !may_hide)
		fault(w, is_mystery ? "/kind" : "/is_unannounced",
		      "What the store is not to know is planned by somebody from above it.");
	if (is_mystery && p->assign != ASSIGN_NOBODY)
		fault(w, "/assign",
		      "Mystery visits are planned for nobody, and offered to shoppers.");
}

/* One question for everything that only the database knows; it faults or refuses. */
static bool check_ground(struct work *w, struct plan *p, const char **kind)
{
	const struct db_rows *rows =
		db_query(w, &plan_ground_sql, w->tenant, w->person_id, p->unit_id, p->checklist_id,
			 p->person_id, p->role_id, db_array(w, p->pool.items, p->pool.nr));

	if (!rows)
		return false;
	if (!*kind)
		*kind = db_text(rows, 0, "checklist_kind");
	if (!db_boolean(rows, 0, "is_seen"))
		fault(w, "/unit_id", "There is no unit %s.", p->unit_id);
	if (db_is_null(rows, 0, "checklist_kind"))
		fault(w, "/checklist_id",
		      "There is no checklist of that id with a version in force.");
	if (!db_boolean(rows, 0, "person_is_there"))
		fault(w, "/person_id", "There is no such person, or the person has left.");
	if (!db_boolean(rows, 0, "role_conducts"))
		fault(w, "/role_id", "There is no such role, or it does not let anybody inspect.");
	fault_missing(w, db_text(rows, 0, "missing"));
	if (*kind && db_boolean(rows, 0, "is_seen") && db_boolean(rows, 0, "may"))
		check_kind(w, p, *kind, db_boolean(rows, 0, "may_hide"));
	if (!work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	return db_boolean(rows, 0, "may") ||
	       refuse(w, PROBLEM_forbidden, "That needs the right \"%s\" at its unit.",
		      right_text(RIGHT_inspection_plan));
}

static const char *number(struct work *w, int64_t n) { return n ? db_number(w, n) : NULL; }

static bool store_revision(struct work *w, const char *id, const struct plan *p,
			   const char *effective_from)
{
	return db_send(w, &plan_revision_insert_sql, w->tenant, id, effective_from, p->starts_on,
		       p->rrule, db_array(w, p->rdates.items, p->rdates.nr),
		       db_array(w, p->exdates.items, p->exdates.nr),
		       db_array(w, p->times.items, p->times.nr), db_number(w, p->visible_before),
		       db_number(w, p->due_after), db_number(w, p->miss_after),
		       plan_on_closed[p->on_closed], db_array(w, p->tags.items, p->tags.nr),
		       plan_assigns[p->assign], p->person_id, p->role_id,
		       db_array(w, p->pool.items, p->pool.nr), number(w, p->max_in_a_row),
		       number(w, p->draw_stores), number(w, p->min_gap_days),
		       number(w, p->max_gap_days), p->risk ? json_write(&w->mem, p->risk) : NULL,
		       db_bool(p->is_unannounced), db_bool(p->needs_review), p->note, w->person_id,
		       db_time(w, w->now));
}

/* A plan for which nobody could ever go is no plan. */
static bool check_staff(struct work *w, const char *id, const struct plan *p)
{
	static const char *const pointers[] = { "/assign", "/person_id", "/role_id", "/pool",
						"/pool" };
	const struct db_rows *rows = db_query(w, &plan_staff_sql, w->tenant, id);

	if (!rows)
		return false;
	if (!db_boolean(rows, 0, "is_staffed"))
		fault(w, pointers[p->assign],
		      "It can never be staffed: in none of its stores may any of these people "
		      "inspect.");
	return work_is_faultless(w, PROBLEM_invalid_body);
}

static const char *today(struct work *w) { return day_text(&w->mem, w->now / DAY_MS); }

/* The plan with its first revision, unless its id is there already. */
static bool store(struct work *w, struct plan *p, const char *sha256)
{
	const char *kind = p->kind_given ? checklist_kinds[p->kind] : NULL;

	plan_check(w, p);
	if (!check_ground(w, p, &kind))
		return false;
	return db_send(w, &plan_insert_sql, w->tenant, p->id, p->name, p->unit_id, p->checklist_id,
		       kind, w->person_id, db_time(w, w->now), sha256);
}

static const char *fingerprint(struct work *w, const char *asked, size_t size)
{
	char *hex = arena_alloc(&w->mem, SHA256_HEX);

	sha256_hex(asked, size, hex);
	return hex;
}

bool plan_create(struct work *w, const char *asked, size_t size, struct creation *creation)
{
	const char *sha256 = fingerprint(w, asked, size);
	const struct db_rows *rows;
	struct plan p;

	if (!plan_read_new(w, asked, size, &p))
		return false;
	if (!p.id)
		p.id = uuid_v7(&w->mem, w->now);
	if (!store(w, &p, sha256))
		return false;
	rows = db_query(w, &plan_created_sql, w->tenant, p.id, sha256, w->person_id);
	if (!rows)
		return false;
	if (db_count(rows))
		return creation_read(w, rows, PROBLEM_id_is_taken, creation);
	return store_revision(w, p.id, &p, p.starts_on) && check_staff(w, p.id, &p) &&
	       creation_tell(w, "plan", "created", p.id, p.unit_id) &&
	       creation_read(w,
			     db_query(w, &plan_created_sql, w->tenant, p.id, sha256, w->person_id),
			     PROBLEM_id_is_taken, creation);
}

struct held {
	const char *kind;
	const char *said;
};

static bool take(struct work *w, const char *id, struct plan *p, struct held *held)
{
	const struct db_rows *rows;

	if (!db_send(w, &plan_lock_sql, w->tenant, id))
		return false;
	rows = db_query(w, &plan_take_sql, w->tenant, id, w->person_id);
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no plan %s.", id);
	if (!strcmp(db_text(rows, 0, "state"), "ended"))
		return refuse(w, PROBLEM_plan_has_ended, "Make a new plan instead.");
	p->unit_id = db_text(rows, 0, "unit_id");
	p->checklist_id = db_text(rows, 0, "checklist_id");
	held->kind = db_text(rows, 0, "kind");
	held->said = db_text(rows, 0, "said");
	return true;
}

static bool change_revision(struct work *w, const char *id, struct plan *p, struct held *held,
			    const char *asked, size_t size)
{
	if (!plan_read_over(w, held->said, asked, size, p))
		return false;
	if (p->effective_from && day_of_text(p->effective_from) < w->now / DAY_MS - 1)
		fault(w, "/effective_from", "What is over does not change any more.");
	plan_check(w, p);
	return check_ground(w, p, &held->kind) &&
	       store_revision(w, id, p, p->effective_from ? p->effective_from : today(w)) &&
	       check_staff(w, id, p);
}

bool plan_change(struct work *w, const char *id, const char *asked, size_t size, const char **body)
{
	const struct db_rows *rows;
	struct held held = { 0 };
	struct plan p;
	bool says_more;

	if (!plan_read_change(w, asked, size, &p, &says_more) || !take(w, id, &p, &held) ||
	    (says_more && !change_revision(w, id, &p, &held, asked, size)) ||
	    !db_send(w, &plan_update_sql, w->tenant, id, p.name,
		     p.state_given ? plan_states[p.state] : NULL, db_time(w, w->now)) ||
	    !creation_tell(w, "plan", "changed", id, p.unit_id))
		return false;
	rows = db_query(w, &plan_show_sql, w->tenant, id);
	if (!rows)
		return false;
	*body = db_text(rows, 0, "body");
	return true;
}

static bool try_out(struct work *w, struct plan *p, const char **body)
{
	const struct db_rows *rows;
	int64_t until = w->now / DAY_MS + p->days + 1;

	p->id = uuid_v4(&w->mem);
	if (!store(w, p, "") || !store_revision(w, p->id, p, p->starts_on) ||
	    !dispatch_try(w, p->id, until, PREVIEW_STORES))
		return false;
	rows = db_query(w, &plan_tried_sql, w->tenant, p->id, db_number(w, PREVIEW_OCCURRENCES));
	if (!rows)
		return false;
	*body = db_text(rows, 0, "body");
	return true;
}

bool plan_preview(struct work *w, const char *asked, size_t size, const char **body)
{
	struct plan p;
	bool is_done;

	if (!plan_read_preview(w, asked, size, &p) || !db_begin(w, DB_APP, DB_WRITE))
		return false;
	is_done = try_out(w, &p, body);
	db_rollback(w);
	return is_done;
}
