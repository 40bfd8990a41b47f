/* checklist_show: checklists and versions as the API shows them. */
#ifndef CHECKLISTS_CHECKLIST_SHOW_H
#define CHECKLISTS_CHECKLIST_SHOW_H

#include "base/work.h"

struct db_rows;

/* kind, state and part (of the code or the title) may be NULL; a page as in http/http.h. */
const struct db_rows *checklist_list(struct work *w, const char *kind, const char *state,
				     const char *part, const char *limit, const char *key,
				     const char *id) MUST_CHECK;

/* All of them: not_found. */
bool checklist_show(struct work *w, const char *checklist_id, const char **json) MUST_CHECK;

/* What a version's ETag says: the document, and after publication also the state. */
struct checklist_version_json {
	const char *json;
	const char *tag;
};

bool checklist_version_show(struct work *w, const char *checklist_id, const char *number,
			    struct checklist_version_json *version) MUST_CHECK;
/* With its document as a member. */
bool checklist_version_show_all(struct work *w, const char *checklist_id, const char *number,
				struct checklist_version_json *version) MUST_CHECK;
/* The document alone, byte for byte; its tag is its SHA-256. */
bool checklist_document_show(struct work *w, const char *checklist_id, const char *number,
			     struct checklist_version_json *version) MUST_CHECK;

#endif
