/*
 * finding: one thing that is not as it should be: a question that failed at a visit, what somebody
 * saw and wrote down, or a complaint that somebody heard. Every finding belongs to an action, which
 * is what is done about it: it opens one, or joins one that is there. Only what was put right
 * during the visit, with a photograph of that, has none.
 *
 * Whose action it is follows from the finding (view `routing`): the person on duty for the
 * department at the unit or nearest above; else who leads the unit; else the nearest above; else
 * headquarters. Nothing is dropped: where nobody is found the action has no responsible person,
 * and an event says so.
 */
#ifndef FINDINGS_FINDING_H
#define FINDINGS_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/work.h"

/* "minor", "major", "critical", ended by NULL. */
extern const char *const severity_names[];

/* How somebody came to write it down: "hand", "complaint", ended by NULL. */
extern const char *const hand_source_names[];

/* What failed, on its way to becoming a finding. */
struct failure {
	const char *id;            /* NULL: a new one is made */
	const char *question;      /* NULL: found by hand */
	const char *key;           /* of its answer: the question, perhaps with @1 */
	const char *instance;      /* of a repeating section; may be NULL */
	const char *severity;      /* of severity_names */
	const char *department;    /* its code; NULL or unknown: nobody in particular */
	const char *department_id; /* instead of the code */
	const char *indicator;     /* may be NULL */
	const char *title;         /* a text of languages, as JSON */
	const char *note;          /* may be NULL */
	int64_t lost;              /* thousandths of a point */
	int64_t repeat;            /* the how-manieth failure in a row; 1 is the first */
	bool is_fixed;             /* put right during the visit */
};

/* What failed at one unit in one go. */
struct failures {
	const char *unit_id;
	const char *inspection_id; /* NULL: found by hand */
	const char *source;        /* of that: of hand_source_names; NULL: by hand */
	const char *checklist_id;  /* of the questions */
	const char *found_by;      /* may be NULL */
	int64_t at;                /* when it was found */
	/* Nothing that comes of it tells who found it, or when: ids do not, and `at` is the
	 * release. */
	bool is_mystery;
	struct failure *items;
	size_t nr;
};

#endif
