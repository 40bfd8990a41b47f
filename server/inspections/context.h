/*
 * context: what a sheet is scored with besides its answers, as it was handed out to the phone.
 *
 * The version of the checklist, the store's tags and how often each question failed in a row
 * before: fixed in the moment of the bundle and stored, so that the score that the inspector saw
 * before leaving is the score in the report, whatever happens in between.
 */
#ifndef INSPECTIONS_CONTEXT_H
#define INSPECTIONS_CONTEXT_H

#include "checklists/checklist.h"
#include "inspections/inspection.h"

struct context {
	const char *id;
	const char *version_id;
	const char *tags;    /* JSON list */
	const char *history; /* JSON object */
	struct checklist_version version;
};

/* The context of now; the same as the last one where nothing changed. */
bool context_make(struct work *w, const struct inspection *i, struct context *c) MUST_CHECK;
/* One that was handed out; context_unknown: never, for this visit. */
bool context_get(struct work *w, const struct inspection *i, const char *id,
		 struct context *c) MUST_CHECK;

/* Everything a phone needs to fill in the visit; its rows come with the commit. */
struct db_rows;
struct bundle {
	struct context context;
	const struct db_rows *rows;
};
bool bundle_ask(struct work *w, const char *inspection_id, struct bundle *bundle) MUST_CHECK;
/* As one JSON text. */
const char *bundle_text(struct work *w, const struct bundle *bundle);

#endif
