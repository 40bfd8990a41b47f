#include "checklists/checklist_draft.h"

#include <string.h>

#include "access/access.h"
#include "base/uuid.h"
#include "checklists/checklist_draft.sql.h"
#include "db/db.h"
#include "outbox/outbox.h"

/* A checklist that is about to change, locked, with one of its versions. */
struct taken {
	const char *code;
	const char *kind;
	const char *next_number;
	bool is_retired;
	bool is_allowed;           /* the caller may publish for the whole group */
	const char *version_state; /* NULL: there is no such version */
	const char *sha256;
};

/* What take() has not found out yet. */
static const struct taken nothing = { .code = "", .kind = "", .sha256 = "" };

/* ---- documents */

static const char *const methods[] = {
	[SCORING_POINTS] = "points",
	[SCORING_WEIGHTED_SECTIONS] = "weighted_sections",
	[SCORING_DEDUCTION] = "deduction",
	[SCORING_DEMERIT] = "demerit",
};

static void add_facts(struct work *w, struct checklist_draft *draft)
{
	size_t nr = (size_t)draft->checklist->rules.questions_nr;
	const char **keys = arena_array(&w->mem, nr, sizeof(*keys));
	const char **types = arena_array(&w->mem, nr, sizeof(*types));
	const char **departments = arena_array(&w->mem, nr, sizeof(*departments));

	for (size_t i = 0; i < nr; i++) {
		const struct checklist_question *q = &draft->checklist->questions[i];

		keys[i] = q->key;
		types[i] = checklist_types[q->type];
		departments[i] = q->department ? q->department : "";
	}
	draft->questions = db_array(w, keys, nr);
	draft->types = db_array(w, types, nr);
	draft->departments = db_array(w, departments, nr);
	draft->method = methods[draft->checklist->rules.method];
}

bool checklist_draft_read(struct work *w, const char *document, size_t size,
			  struct checklist_draft *draft)
{
	if (size > CHECKLIST_MOST_BYTES)
		return refuse(w, PROBLEM_too_large, "A checklist has at most 4 MiB.");
	if (!checklist_document_read(w, document, size, &draft->checklist))
		return w->problem.kind == PROBLEM_none &&
		       work_is_faultless(w, PROBLEM_invalid_checklist);
	draft->document = document;
	sha256_hex(document, size, draft->sha256);
	add_facts(w, draft);
	return true;
}

/* Where the type of a question stands in its document. */
static const char *type_pointer(struct work *w, const struct scoring_checklist *rules, size_t place)
{
	int32_t section = rules->questions[place].section;
	size_t at = place - (size_t)rules->sections[section].first;

	return arena_printf(&w->mem, "/sections/%d/questions/%zu/type", section, at);
}

static bool fault_types(struct work *w, const char *checklist_id,
			const struct checklist_draft *draft)
{
	const struct db_rows *rows = db_query(w, &checklist_conflicts_sql, w->tenant, checklist_id,
					      draft->questions, draft->types);

	if (!rows)
		return false;
	for (size_t i = 0; i < db_count(rows); i++) {
		size_t place = (size_t)db_integer(rows, i, "place");

		fault(w, type_pointer(w, &draft->checklist->rules, place),
		      "\"%s\" was published as a question of the type \"%s\" and keeps it; "
		      "give another question another key.",
		      draft->checklist->questions[place].key, db_text(rows, i, "type"));
	}
	return true;
}

/* Whether the document can be a version of this checklist. */
static bool suits(struct work *w, const char *checklist_id, const struct taken *taken,
		  const struct checklist_draft *draft)
{
	const struct checklist *c = draft->checklist;

	if (strcmp(c->code, taken->code) != 0)
		fault(w, "/code", "The code of this checklist is \"%s\".", taken->code);
	if (strcmp(checklist_kinds[c->kind], taken->kind) != 0)
		fault(w, "/kind", "This checklist is of the kind \"%s\".", taken->kind);
	return fault_types(w, checklist_id, draft) &&
	       work_is_faultless(w, PROBLEM_invalid_checklist);
}

/* ---- refusals */

static bool refuse_id(struct work *w, const char *id)
{
	return refuse(w, PROBLEM_id_is_taken, "Something else has the id %s.", id);
}

static bool refuse_version(struct work *w, const char *number)
{
	return refuse(w, PROBLEM_not_found, "The checklist has no version %s.", number);
}

static bool refuse_final(struct work *w, const char *number)
{
	return refuse(w, PROBLEM_published_version_is_final,
		      "Version %s was published; make a new draft.", number);
}

static bool refuse_conflict(struct work *w, const char *number)
{
	return refuse(w, PROBLEM_revision_conflict,
		      "Somebody has changed version %s meanwhile; read it again.", number);
}

static bool refuse_retired(struct work *w)
{
	return refuse(w, PROBLEM_checklist_retired,
		      "The checklist is retired; make a new one with another code.");
}

static bool refuse_right(struct work *w)
{
	return refuse(w, PROBLEM_forbidden,
		      "This concerns the whole group: it needs the right "
		      "\"checklist.publish\" at the group.");
}

/* ---- changes */

static bool take(struct work *w, const char *checklist_id, const char *number, struct taken *taken)
{
	const struct db_rows *rows;

	/* Two statements: the second sees what whoever held the lock has left. */
	if (!db_send(w, &checklist_lock_sql, w->tenant, checklist_id))
		return false;
	rows = db_query(w, &checklist_take_sql, w->tenant, checklist_id, number, w->person_id,
			right_text(RIGHT_checklist_publish));
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no checklist %s.", checklist_id);
	taken->code = db_text(rows, 0, "code");
	taken->kind = db_text(rows, 0, "kind");
	taken->next_number = db_text(rows, 0, "next_number");
	taken->is_retired = !strcmp(db_text(rows, 0, "state"), "retired");
	taken->is_allowed = db_boolean(rows, 0, "is_allowed");
	taken->version_state = db_text(rows, 0, "version_state");
	taken->sha256 = db_text(rows, 0, "sha256");
	return true;
}

/* number may be NULL: the checklist as a whole. */
static bool tell(struct work *w, const char *kind, const char *checklist_id, const char *number)
{
	struct event event = { .kind = kind, .subject = "checklist", .subject_id = checklist_id };

	if (number)
		event.data = arena_printf(&w->mem, "{\"number\":%s}", number);
	return outbox_post(w, &event);
}

static bool insert(struct work *w, const char *checklist_id, const char *version_id,
		   const struct checklist_draft *draft, const char *number, bool *is_new)
{
	const struct db_rows *rows =
		db_query(w, &checklist_draft_insert_sql, w->tenant, version_id, checklist_id,
			 number, draft->document, draft->sha256, draft->questions, draft->types,
			 draft->departments, draft->method, w->person_id, db_time(w, w->now));

	if (!rows)
		return false;
	*is_new = db_count(rows);
	return !*is_new || tell(w, "checklist.drafted", checklist_id, number);
}

bool checklist_create(struct work *w, const char *checklist_id, const struct checklist_draft *draft,
		      bool *is_new)
{
	const struct db_rows *rows;

	rows = db_query(w, &checklist_insert_sql, w->tenant, checklist_id, draft->checklist->code,
			checklist_kinds[draft->checklist->kind], draft->checklist->title,
			db_time(w, w->now));
	if (!rows)
		return false;
	*is_new = db_count(rows);
	if (*is_new)
		return insert(w, checklist_id, uuid_v7(&w->mem, w->now), draft, "1", is_new);

	rows = db_query(w, &checklist_began_with_sql, w->tenant, checklist_id, draft->sha256);
	if (!rows)
		return false;
	return db_count(rows) || refuse_id(w, checklist_id);
}

/* What was sent twice is known by its id; a NULL number: it was not. */
static bool find_same(struct work *w, const char *checklist_id, const char *version_id,
		      const struct checklist_draft *draft, const char **number)
{
	const struct db_rows *rows = db_query(w, &checklist_draft_same_sql, w->tenant, version_id,
					      checklist_id, draft->sha256);

	if (!rows)
		return false;
	*number = db_count(rows) ? db_text(rows, 0, "number") : NULL;
	return true;
}

bool checklist_draft_add(struct work *w, const char *checklist_id, const char *version_id,
			 const struct checklist_draft *draft, const char **number, bool *is_new)
{
	struct taken taken = nothing;

	*is_new = false;
	if (!take(w, checklist_id, NULL, &taken) ||
	    !find_same(w, checklist_id, version_id, draft, number))
		return false;
	if (*number)
		return true;
	if (taken.is_retired)
		return refuse_retired(w);
	*number = taken.next_number;
	if (!suits(w, checklist_id, &taken, draft) ||
	    !insert(w, checklist_id, version_id, draft, *number, is_new))
		return false;
	if (!*is_new)
		return refuse_id(w, version_id);
	return db_send(w, &checklist_title_sql, w->tenant, checklist_id, draft->checklist->title,
		       db_time(w, w->now));
}

static bool take_draft(struct work *w, const char *checklist_id, const char *number,
		       struct taken *taken)
{
	if (!take(w, checklist_id, number, taken))
		return false;
	if (!taken->version_state)
		return refuse_version(w, number);
	return !strcmp(taken->version_state, "draft") || refuse_final(w, number);
}

bool checklist_draft_replace(struct work *w, const char *checklist_id, const char *number,
			     const char *sha256, const struct checklist_draft *draft)
{
	struct taken taken = nothing;

	if (!take_draft(w, checklist_id, number, &taken))
		return false;
	/* The same again, after an answer that was lost: it is there. */
	if (!strcmp(draft->sha256, taken.sha256))
		return true;
	if (strcmp(sha256, taken.sha256) != 0)
		return refuse_conflict(w, number);
	if (taken.is_retired)
		return refuse_retired(w);
	return suits(w, checklist_id, &taken, draft) &&
	       db_send(w, &checklist_draft_replace_sql, w->tenant, checklist_id, number,
		       draft->document, draft->sha256, draft->questions, draft->types,
		       draft->departments, draft->method, db_time(w, w->now)) &&
	       db_send(w, &checklist_title_sql, w->tenant, checklist_id, draft->checklist->title,
		       db_time(w, w->now)) &&
	       tell(w, "checklist.draft_changed", checklist_id, number);
}

bool checklist_draft_delete(struct work *w, const char *checklist_id, const char *number)
{
	struct taken taken = nothing;

	return take_draft(w, checklist_id, number, &taken) &&
	       db_send(w, &checklist_draft_delete_sql, w->tenant, checklist_id, number) &&
	       tell(w, "checklist.draft_deleted", checklist_id, number);
}

bool checklist_publish(struct work *w, const char *checklist_id, const char *number,
		       const char *sha256)
{
	struct taken taken = nothing;

	if (!take(w, checklist_id, number, &taken))
		return false;
	if (!taken.is_allowed)
		return refuse_right(w);
	if (!taken.version_state)
		return refuse_version(w, number);
	if (sha256 && strcmp(sha256, taken.sha256) != 0)
		return refuse_conflict(w, number);
	if (!strcmp(taken.version_state, "published"))
		return true;
	if (taken.is_retired)
		return refuse_retired(w);
	if (!strcmp(taken.version_state, "retired"))
		return refuse_final(w, number);
	return db_send(w, &checklist_former_sql, w->tenant, checklist_id, db_time(w, w->now)) &&
	       db_send(w, &checklist_publish_sql, w->tenant, checklist_id, number, w->person_id,
		       db_time(w, w->now)) &&
	       tell(w, "checklist.published", checklist_id, number);
}

bool checklist_retire(struct work *w, const char *checklist_id)
{
	struct taken taken = nothing;

	if (!take(w, checklist_id, NULL, &taken))
		return false;
	if (!taken.is_allowed)
		return refuse_right(w);
	if (taken.is_retired)
		return true;
	return db_send(w, &checklist_former_sql, w->tenant, checklist_id, db_time(w, w->now)) &&
	       db_send(w, &checklist_end_sql, w->tenant, checklist_id, db_time(w, w->now)) &&
	       tell(w, "checklist.retired", checklist_id, NULL);
}
