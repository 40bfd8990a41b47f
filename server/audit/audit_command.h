/*
 * audit_command: "gemba audit verify|checkpoint|key".
 */
#ifndef AUDIT_AUDIT_COMMAND_H
#define AUDIT_AUDIT_COMMAND_H

#include "base/work.h"

/*
 * Runs the command; *holds says whether everything that was verified holds. key_file: where the
 * key for signing lies, or is made.
 */
bool audit_command(struct work *w, const char *key_file, int argc, char **argv,
		   bool *holds) MUST_CHECK;

#endif
