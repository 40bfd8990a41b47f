#include "checklists/checklist_show.h"

#include <string.h>

#include "checklists/checklist_show.sql.h"
#include "db/db.h"

const struct db_rows *checklist_list(struct work *w, const char *kind, const char *state,
				     const char *part, const char *limit, const char *key,
				     const char *id)
{
	return db_query(w, &checklist_list_sql, w->tenant, kind, state, limit, key, id, part);
}

bool checklist_show(struct work *w, const char *checklist_id, const char **json)
{
	const struct db_rows *rows = db_query(w, &checklist_show_sql, w->tenant, checklist_id);

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no checklist %s.", checklist_id);
	*json = db_text(rows, 0, "body");
	return true;
}

static bool show(struct work *w, const struct db_stmt *stmt, const char *checklist_id,
		 const char *number, struct checklist_version_json *version)
{
	const struct db_rows *rows = db_query(w, stmt, w->tenant, checklist_id, number);

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no version %s of checklist %s.",
			      number, checklist_id);
	version->json = db_text(rows, 0, "body");
	version->tag = db_text(rows, 0, "tag");
	return true;
}

bool checklist_version_show(struct work *w, const char *checklist_id, const char *number,
			    struct checklist_version_json *version)
{
	return show(w, &checklist_version_show_sql, checklist_id, number, version);
}

bool checklist_version_show_all(struct work *w, const char *checklist_id, const char *number,
				struct checklist_version_json *version)
{
	return show(w, &checklist_version_show_all_sql, checklist_id, number, version);
}

bool checklist_document_show(struct work *w, const char *checklist_id, const char *number,
			     struct checklist_version_json *version)
{
	return show(w, &checklist_document_show_sql, checklist_id, number, version);
}
