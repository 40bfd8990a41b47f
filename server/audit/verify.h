/*
 * verify: whether a group's audit log is what was written, entry by entry from its beginning.
 *
 * What is wrong first is named with its place:
 *
 *	altered			an entry, or its link, is not what it was
 *	missing			there is none in this place, and there are later ones
 *	reordered		another entry stands in its place
 *	truncated		there are none from this place on, and there were
 *	checkpoint mismatch	the log was another one when it was signed
 *	bad signature		the checkpoint was not signed with this key
 *	unsealed		entries wait for their place for longer than a minute
 *
 * It reads in batches: its memory does not grow with the log.
 */
#ifndef AUDIT_VERIFY_H
#define AUDIT_VERIFY_H

#include "audit/checkpoint.h"

struct log_end {
	const char *tenant;
	const char *code;
	int64_t seq;
	const char *link;
	int64_t waiting; /* entries that should have had a place a minute ago */
};

/* The logs of all groups, or of the one with the code; not_found where there is none. */
bool audit_ends(struct work *w, const char *code, struct log_end **ends, size_t *nr) MUST_CHECK;

/* *fault stays NULL where everything holds; else the sentence about what is wrong first. */
bool audit_verify(struct work *w, const struct log_end *end, const struct checkpoint *checkpoints,
		  size_t checkpoints_nr, const char **fault) MUST_CHECK;

#endif
