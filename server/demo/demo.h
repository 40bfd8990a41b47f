/*
 * demo: a believable group of three brands and forty stores, with two months behind it.
 *
 * Nothing here writes to the database: people sign in and send requests, through the same
 * handlers as over HTTP, each at the moment it would have happened. The same seed makes the same
 * group on any day.
 */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H

#include <stddef.h>

#include "base/work.h"
#include "http/http.h"

struct demo_settings {
	const struct route *routes;
	size_t routes_nr;
	const char *database;  /* as db_migrate() takes it */
	const char *photos;    /* the folder of the photographs */
	const char *templates; /* the folder of the checklists */
};

/* tenant_code_is_taken where it has been made before. Prints how far it is. */
bool demo_make(struct work *w, const struct demo_settings *settings) MUST_CHECK;

/* Who can sign in, and lines of curl to paste; `listen` is the server's address. */
void demo_show(const char *listen);

#endif
