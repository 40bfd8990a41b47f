/*
 * answers_document: a filled-in sheet as it came, read against its checklist.
 *
 * Every fault is found at once: the answers of hidden questions are checked like all others.
 * What the arithmetic needs is in `sheet` (scoring/scoring.h); the names of the instances are
 * beside it, because findings are told by them.
 */
#ifndef CHECKLISTS_ANSWERS_DOCUMENT_H
#define CHECKLISTS_ANSWERS_DOCUMENT_H

#include "base/work.h"
#include "checklists/checklist_document.h"
#include "scoring/scoring.h"
#include "json/json.h"

struct answers {
	const struct json_texts *instances; /* by section; none of one that does not repeat */
	const struct json_value **entries;  /* by answer; NULL where nothing is written */
	int32_t answers_nr;
	struct scoring_sheet sheet;
};

/* False where faults were added; a text that is no JSON has one, and is refused besides. */
bool answers_document_read(struct work *w, const struct checklist *checklist, const char *text,
			   size_t len, const struct answers **answers) MUST_CHECK;

/* The same from a value that is parsed already. */
bool answers_document_bind(struct work *w, const struct checklist *checklist,
			   const struct json_value *document,
			   const struct answers **answers) MUST_CHECK;

/*
 * The same from its members, each parsed already; NULL is a member that is not there. Faults point
 * as if they were the members of one document.
 */
struct answers_parts {
	const struct json_value *answers;
	const struct json_value *instances;
	const struct json_value *tags; /* of the store */
	const struct json_value *history;
};
bool answers_document_bind_parts(struct work *w, const struct checklist *checklist,
				 const struct answers_parts *parts,
				 const struct answers **answers) MUST_CHECK;

/* Whether an answer's key ("floor.clean", "room.minibar@2") names a question of the sheet. */
bool answers_has(const struct checklist *checklist, const struct answers *answers, const char *key);

/* The name of an instance; NULL of a section that does not repeat. */
const char *answers_instance(const struct answers *answers, int32_t section, int32_t instance);

#endif
