#include "checklists/checklist.h"

#include <string.h>

#include "checklists/checklist.sql.h"
#include "checklists/checklist_cache.h"
#include "checklists/checklist_document.h"
#include "db/db.h"

static void give(void *version) { checklist_cache_give(version); }

static void borrow(struct work *w, const struct checklist_version *known,
		   struct checklist_version *version)
{
	arena_defer(&w->mem, give, (void *)known);
	*version = *known;
}

/* Everything of the version in the reader's own memory. */
static bool bind(struct work *reader, const struct db_rows *rows, struct checklist_version *version)
{
	struct arena *mem = &reader->mem;

	version->id = arena_strdup(mem, db_text(rows, 0, "id"));
	version->checklist_id = arena_strdup(mem, db_text(rows, 0, "checklist_id"));
	version->number = db_integer(rows, 0, "number");
	version->code = arena_strdup(mem, db_text(rows, 0, "code"));
	version->kind = arena_strdup(mem, db_text(rows, 0, "kind"));
	version->sha256 = arena_strdup(mem, db_text(rows, 0, "sha256"));
	version->document = arena_strdup(mem, db_text(rows, 0, "document"));
	version->document_size = strlen(version->document);
	return checklist_document_read(reader, version->document, version->document_size,
				       &version->checklist);
}

/* What the database holds was read once before: a fault in it is ours. */
static bool unreadable(struct work *w, const char *version_id, const struct work *reader)
{
	const struct fault *f = reader->problem.faults;

	return broken(w, "checklist version %s cannot be read: %s %s", version_id,
		      f ? f->pointer : "", f ? f->detail : "");
}

static bool read_settled(struct work *w, const struct db_rows *rows, const char *version_id,
			 struct checklist_version *version)
{
	struct work reader;
	bool ok;

	work_init(&reader, w->now);
	ok = bind(&reader, rows, version);
	if (ok)
		borrow(w, checklist_cache_put(w->tenant, version, &reader.mem), version);
	else
		unreadable(w, version_id, &reader);
	work_release(&reader);
	return ok;
}

bool checklist_version_load(struct work *w, const char *version_id,
			    struct checklist_version *version)
{
	const struct checklist_version *known = checklist_cache_take(w->tenant, version_id);
	const struct db_rows *rows;

	if (known) {
		borrow(w, known, version);
		return true;
	}
	rows = db_query(w, &checklist_version_load_sql, w->tenant, version_id);
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no checklist version %s.",
			      version_id);
	if (db_boolean(rows, 0, "is_settled"))
		return read_settled(w, rows, version_id, version);
	return bind(w, rows, version) || unreadable(w, version_id, w);
}

bool checklist_published(struct work *w, const char *checklist_id,
			 struct checklist_version *version)
{
	const struct db_rows *rows = db_query(w, &checklist_published_sql, w->tenant, checklist_id);

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no checklist %s.", checklist_id);
	if (db_is_null(rows, 0, "id"))
		return refuse(w, PROBLEM_checklist_not_published,
			      "The checklist has no version in force.");
	return checklist_version_load(w, db_text(rows, 0, "id"), version);
}

void checklist_forget(void) { checklist_cache_forget(); }
