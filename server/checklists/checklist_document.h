/*
 * checklist_document: a checklist as it is written, read into a checklist as it is used.
 *
 * A checklist has sections, a section has questions. What the arithmetic needs is in `rules`
 * (scoring/scoring.h), what people read is beside it under the same indices. Texts in several
 * languages are kept as compact JSON, {"en":"Floor","zh-CN":"地面"}.
 *
 * Every fault is found at once, with its pointer and a sentence for the person who wrote the
 * checklist. Everything lives as long as the work that read it.
 */
#ifndef CHECKLISTS_CHECKLIST_DOCUMENT_H
#define CHECKLISTS_CHECKLIST_DOCUMENT_H

#include "base/work.h"
#include "checklists/checklist_document_keys.h"
#include "scoring/scoring.h"
#include "json/json.h"

#define CHECKLIST_MOST_BYTES 4194304 /* 4 MiB */
#define CHECKLIST_MOST_QUESTIONS 2000

enum checklist_kind {
	CHECKLIST_DAILY,
	CHECKLIST_TOUR,
	CHECKLIST_SPECIAL,
	CHECKLIST_MYSTERY,
	CHECKLIST_SELF,
};

enum checklist_type {
	CHECKLIST_CHOICE,
	CHECKLIST_CHOICES,
	CHECKLIST_CHECK,
	CHECKLIST_NUMBER,
	CHECKLIST_TEXT,
	CHECKLIST_DATE,
	CHECKLIST_PHOTO,
	CHECKLIST_SIGNATURE,
	CHECKLIST_PLACE,
};

enum checklist_severity {
	CHECKLIST_MINOR,
	CHECKLIST_MAJOR,
	CHECKLIST_CRITICAL,
};

/* Their texts, by value, ended by NULL. */
extern const char *const checklist_kinds[];
extern const char *const checklist_types[];
extern const char *const checklist_severities[];

struct checklist_choice {
	const char *key;
	const char *label;
};

struct checklist_question {
	const char *key;
	const char *text;
	int type;
	int severity; /* SCORING_NONE where it cannot fail and says nothing */
	const char *department;
	const char *indicator;
	const char *unit;
	const char *reference;
	const char *guidance;
	int64_t min; /* of a number, in thousandths */
	int64_t max;
	int64_t photos_max;
	struct checklist_keys choices; /* counted from the question's first */
	int32_t not_applicable;        /* which of its choices says so, or SCORING_NONE */
	bool may_skip;
	struct json_texts any_tag;
	struct json_texts not_tag;
};

struct checklist_section {
	const char *key;
	const char *title;
	const char *name; /* of an instance; NULL: the section does not repeat */
	int64_t min;      /* instances */
	int64_t max;
};

struct checklist {
	const char *code;
	const char *title;
	int kind;
	const struct checklist_section *sections;   /* rules.sections_nr */
	const struct checklist_question *questions; /* rules.questions_nr, in checklist order */
	const struct checklist_choice *choices;     /* beside rules.choices */
	const char *const *grades;                  /* beside rules.bands */
	struct checklist_keys section_keys;
	struct checklist_keys question_keys;
	int64_t lookback; /* how many visits the history goes back, and how many days */
	int64_t days;
	struct scoring_checklist rules;
};

/* False where faults were added; a text that is no JSON has one, and is refused besides. */
bool checklist_document_read(struct work *w, const char *text, size_t len,
			     const struct checklist **checklist) MUST_CHECK;

/* The same from a value that is parsed already. */
bool checklist_document_bind(struct work *w, const struct json_value *document,
			     const struct checklist **checklist) MUST_CHECK;

#endif
