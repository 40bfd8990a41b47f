/*
 * fill: a checklist filled in as people do: mostly right, with notes and photographs where asked,
 * and now and then with a failure that was put right on the spot.
 */
#ifndef DEMO_FILL_H
#define DEMO_FILL_H

#include "checklists/checklist_document.h"
#include "demo/chance.h"

struct filling {
	struct arena *mem;
	struct chance *chance;
	const struct checklist *checklist;
	uint32_t fails_in_thousand;
	const char *date; /* YYYY-MM-DD */
	double lat;
	double lon;
	/* The hash of photograph i of this visit, or of the signature; makes it where it is new. */
	const char *(*photo)(void *data, size_t i);
	const char *(*signature)(void *data);
	/* A photograph that nothing else shows, of what was put right. */
	const char *(*fixed)(void *data);
	void *data;
};

/* The end of an object: "answers":{…},"instances":{…},"fixed":{…}} */
const char *fill_sheet(const struct filling *f);

#endif
