/*
 * backup: everything of an installation in one folder, and back.
 *
 *	<folder>/photos/<tenant>/<ab>/<file>	what the store holds; shared by all backups there
 *	<folder>/<moment>/database		pg_dump's archive, of one consistent moment
 *	<folder>/<moment>/manifest		every file with its size and SHA-256
 *
 * The server may run meanwhile. The database comes first and the photographs after it, so that
 * what the one names the others have. A backup is there under its moment when it is whole, and
 * not before; what was interrupted ends in ".partial" and is removed by the next one.
 *
 * The token keys are no part of it: without them everybody signs in again, webhooks need new
 * secrets, and readers of the feed read the lists anew.
 */
#ifndef BACKUP_BACKUP_H
#define BACKUP_BACKUP_H

#include "base/work.h"

struct backup_settings {
	const char *database; /* of the owner */
	const char *photos;
};

/* *where: the folder of the new backup. *damaged: photographs whose bytes are not what their name
 * says any more; they are named on standard error and left out. */
bool backup_make(struct work *w, const struct backup_settings *settings, const char *to,
		 const char **where, size_t *damaged) MUST_CHECK;

/*
 * From a folder that backup_make() made, or the newest of those in it, into a database without
 * tables and a photo folder without photographs. Every file is compared with the manifest before
 * anything is written.
 */
bool backup_restore(struct work *w, const struct backup_settings *settings, const char *from,
		    size_t *photos) MUST_CHECK;

/* "gemba backup --to FOLDER", "gemba restore --from FOLDER"; the exit status. */
int backup_command(const struct backup_settings *settings, int argc, char **argv);
int restore_command(const struct backup_settings *settings, int argc, char **argv);

#endif
