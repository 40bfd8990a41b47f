/*
 * finding_make: a finding by hand, without a question: somebody saw it and wrote it down, or heard
 * a complaint, which needs the department that answers for it. It goes the way of every finding:
 * it opens an action of its own, or joins the one that the finder says it belongs to.
 */
#ifndef ACTIONS_FINDING_MAKE_H
#define ACTIONS_FINDING_MAKE_H

#include "base/work.h"
#include "json/json.h"

struct new_finding {
	const char *id; /* NULL: a new one */
	const char *unit_id;
	const char *department_id; /* NULL: nobody in particular, or that of the action */
	const char *action_id;     /* it joins; NULL: it opens one of its own */
	int severity;              /* of severity_names */
	int source;                /* of hand_source_names */
	const char *title;         /* a text of languages, as JSON */
	const char *note;
	struct json_texts photos;
};

/*
 * *is_new: it was not there yet. Gives the finding as JSON. The action that it joins is at the same
 * unit, of the same department, neither over nor disputed, and one that the finder may see; it
 * becomes as grave as its gravest finding, corrective as a repeat, and is due by the earlier date.
 */
bool finding_make(struct work *w, struct new_finding *new, bool *is_new,
		  const char **json) MUST_CHECK;

#endif
