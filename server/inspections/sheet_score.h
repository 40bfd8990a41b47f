/*
 * sheet_score: a sheet against its context, and everything that follows from it.
 */
#ifndef INSPECTIONS_SHEET_SCORE_H
#define INSPECTIONS_SHEET_SCORE_H

#include "checklists/answers_document.h"
#include "findings/finding.h"
#include "inspections/context.h"

struct scored {
	const char *result; /* the bytes that "gemba score" would print */
	const char *status;
	const char *grade;     /* NULL: none */
	const char *percent;   /* two decimals; NULL: none */
	const char *exact_num; /* the percent exactly, num / den; NULL: none */
	const char *exact_den;
	const char *totals;   /* {"earned","possible","asked","failed","not_applicable"} */
	const char *outcomes; /* smallint[] and bigint[] in the order of the version's questions */
	const char *lost;
	const char *missing; /* JSON list */
	size_t missing_nr;
	const char *photos; /* JSON list of {"sha256","question","instance"} */
	const char *const *photo_hashes;
	size_t photos_nr;
	struct failures failures; /* items only */
	/* what it was made of */
	const struct checklist *checklist;
	const struct answers *answers;
};

/* invalid_sheet, with every fault and its pointer, where the answers cannot be accepted. */
struct answers_body;
bool sheet_score(struct work *w, const struct context *context, const struct answers_body *body,
		 struct scored *scored) MUST_CHECK;

#endif
