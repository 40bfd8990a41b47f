/*
 * checklist: what is asked at a visit, in numbered versions.
 *
 *	draft --publish--> published --the next one is published--> retired
 *
 * There is at most one draft and one published version, the one in force. What was published
 * never changes: a visit keeps the version it started with. Code and kind are the checklist's
 * for ever, the title is that of the version in force, and a question that was once published
 * keeps its type, because trends and repeat failures follow its key. A retired checklist has no
 * version in force and gets no new one.
 */
#ifndef CHECKLISTS_CHECKLIST_H
#define CHECKLISTS_CHECKLIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/work.h"

struct checklist;

/* One version with its document read and bound. All of it lasts as long as the work it came to. */
struct checklist_version {
	const char *id;
	const char *checklist_id;
	int64_t number;
	const char *code;
	const char *kind;
	const char *sha256;
	const char *document; /* as it came, byte for byte */
	size_t document_size;
	const struct checklist *checklist; /* shared: nobody changes it */
};

/*
 * The version of that id, of w->tenant: not_found where there is none. A published or retired one
 * comes out of memory, without a statement and without reading its document again.
 */
bool checklist_version_load(struct work *w, const char *version_id,
			    struct checklist_version *version) MUST_CHECK;

/*
 * The version in force: what a visit that starts now is filled in with. not_found: no such
 * checklist; checklist_not_published: none is in force.
 */
bool checklist_published(struct work *w, const char *checklist_id,
			 struct checklist_version *version) MUST_CHECK;

/* Nothing comes out of memory after this; at the end of the process. */
void checklist_forget(void);

#endif
