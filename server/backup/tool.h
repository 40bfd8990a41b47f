/* tool: PostgreSQL's own programs, pg_dump and pg_restore. */
#ifndef BACKUP_TOOL_H
#define BACKUP_TOOL_H

#include "base/work.h"

/*
 * Runs argv[0] with the database in its environment, where no other user sees its password; what
 * it complains of goes to standard error. broken: it is not there, or ended with a failure.
 */
bool tool_run(struct work *w, const char *conninfo, const char *const *argv) MUST_CHECK;

#endif
