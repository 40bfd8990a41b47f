/*
 * result_document: a sheet's score as it is told, the bytes that clients, reports and the
 * command line all get: compact, members in the order of the format, numbers without exponent
 * or trailing zeros.
 */
#ifndef CHECKLISTS_RESULT_DOCUMENT_H
#define CHECKLISTS_RESULT_DOCUMENT_H

#include "base/text.h"
#include "checklists/answers_document.h"

/* Scores the answers into a result whose arrays are the arena's. */
const struct scoring_result *result_of(struct arena *mem, const struct checklist *checklist,
				       const struct answers *answers);

/*
 * From the two documents to the result. False where either has faults, which name their source;
 * a text that is no JSON, or has a member twice, has that fault alone.
 */
bool result_document_score(struct work *w, const struct text *checklist, const struct text *answers,
			   const char **result) MUST_CHECK;

const char *result_document_write(struct arena *mem, const struct checklist *checklist,
				  const struct answers *answers,
				  const struct scoring_result *result);

#endif
