/*
 * checklist_draft: what changes a checklist: a draft is written, published, retired.
 *
 * A draft binds nobody: whoever edits checklists may replace it, naming the document that is
 * replaced, and delete it. Publishing puts it in force for the whole group, retires the version
 * that was, and is for ever; so publishing and retiring need their right at the group itself.
 */
#ifndef CHECKLISTS_CHECKLIST_DRAFT_H
#define CHECKLISTS_CHECKLIST_DRAFT_H

#include "base/crypt.h"
#include "base/work.h"
#include "checklists/checklist_document.h"

/* A document that came in, and what is stored beside it. */
struct checklist_draft {
	const char *document;
	char sha256[SHA256_HEX];
	const struct checklist *checklist;
	const char *questions; /* text[] each, in checklist order */
	const char *types;
	const char *departments;
	const char *method;
};

/* too_large, malformed_json, or invalid_checklist with every fault. */
bool checklist_draft_read(struct work *w, const char *document, size_t size,
			  struct checklist_draft *draft) MUST_CHECK;

/*
 * A checklist whose version 1 is the draft. The same again is not new; id_is_taken: something
 * else has the id; checklist_code_is_taken.
 */
bool checklist_create(struct work *w, const char *checklist_id, const struct checklist_draft *draft,
		      bool *is_new) MUST_CHECK;

/* The next version; one_draft_per_checklist. The same again is not new, as above. */
bool checklist_draft_add(struct work *w, const char *checklist_id, const char *version_id,
			 const struct checklist_draft *draft, const char **number,
			 bool *is_new) MUST_CHECK;

/* sha256: of the document that is replaced; revision_conflict where it is another by now. */
bool checklist_draft_replace(struct work *w, const char *checklist_id, const char *number,
			     const char *sha256, const struct checklist_draft *draft) MUST_CHECK;
bool checklist_draft_delete(struct work *w, const char *checklist_id,
			    const char *number) MUST_CHECK;

/* sha256: of the document that was looked at, or NULL. What is in force already stays so. */
bool checklist_publish(struct work *w, const char *checklist_id, const char *number,
		       const char *sha256) MUST_CHECK;

/* No version is in force any more and there will be none; a retired one stays as it is. */
bool checklist_retire(struct work *w, const char *checklist_id) MUST_CHECK;

#endif
