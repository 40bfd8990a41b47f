/*
 * pages: the built clients, read into memory at the start and compressed once.
 *
 * The folder has one page that leads everybody to the right client, and a folder for each client.
 * Below a client's path whatever is no file is the client's own business: it gets the client's
 * page. Files whose names carry a hash of their content are kept by browsers for ever, everything
 * else is asked for again with its ETag.
 */
#ifndef PAGES_PAGES_H
#define PAGES_PAGES_H

#include "base/work.h"

/* Nothing where the folder is not there; broken where a file cannot be read. */
bool pages_load(struct work *w, const char *folder) MUST_CHECK;
void pages_forget(void);

#endif
