/* answers_document_parts: what the readers of the parts of a sheet share. */
#ifndef CHECKLISTS_ANSWERS_DOCUMENT_PARTS_H
#define CHECKLISTS_ANSWERS_DOCUMENT_PARTS_H

#include "checklists/answers_document.h"

struct answers_binding {
	struct work *w;
	const struct checklist *c;
	struct answers *into;
	struct scoring_answer *answers;
	int32_t *chosen;
	int32_t chosen_nr;
	uint8_t *is_unclear; /* by section: how many instances there are cannot be said */
	struct scoring_answer spare;
	uint8_t *is_chosen; /* by choice of the question at hand; all 0 between questions */
};

/* Reads the entry of a question; its pointer is /answers/<name>. */
void answers_bind_entry(struct answers_binding *b, const struct json_value *entry, const char *name,
			int32_t question, struct scoring_answer *answer);

#endif
