/* checklist_document_parts: what the readers of the parts of a checklist share. */
#ifndef CHECKLISTS_CHECKLIST_DOCUMENT_PARTS_H
#define CHECKLISTS_CHECKLIST_DOCUMENT_PARTS_H

#include "checklists/checklist_document.h"

/* Limits of the format, in thousandths. */
#define MOST_POINTS 10000000
#define MOST_WEIGHT 1000000
#define MOST_PERCENT 1000000
#define MOST_ANSWER 1000000000000

/* What is known of a question only while its checklist is read. */
struct question_note {
	const char *pointer;
	const struct json_value *relevant;
	bool choices_are_whole; /* every choice has a good key */
};

struct checklist_binding {
	struct work *w;
	struct checklist *c;
	struct checklist_section *sections;
	struct checklist_question *questions;
	struct checklist_choice *choices;
	struct question_note *notes;
	struct scoring_section *section_rules;
	struct scoring_question *question_rules;
	struct scoring_choice *choice_rules;
	struct scoring_range *ranges;
	int32_t *in;
	int32_t sections_nr;
	int32_t questions_nr;
	int32_t choices_nr;
	int32_t ranges_nr;
	int32_t in_nr;
};

/* Whether a member is absent or was read without a fault. */
static inline bool is_sound(const struct json_value *object, const char *name, bool is_given)
{
	return is_given || !json_member(object, name);
}

/* Faults a member below the pointer. */
bool checklist_fault(const struct checklist_binding *b, const char *pointer, const char *member,
		     const char *sentence);

void checklist_bind_scoring(struct checklist_binding *b, const struct json_value *scoring);
void checklist_bind_question(struct checklist_binding *b, const struct json_value *question,
			     const char *pointer);
void checklist_bind_choices(struct checklist_binding *b, const struct json_value *choices);
void checklist_bind_ranges(struct checklist_binding *b, const struct json_value *ranges);

/* After every question is read: what holds between them. */
void checklist_check_keys(struct checklist_binding *b);
void checklist_bind_relevances(struct checklist_binding *b);

#endif
