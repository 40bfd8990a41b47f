/*
 * bare: a connection of libpq and prepared statements on it, each a transaction of its own, as the
 * role and within the tenant that the server works in.
 */
#ifndef BENCH_BARE_H
#define BENCH_BARE_H

#include <sys/types.h>

#include "db/db.h"

struct bare;

/* Both walls stand, at the least price: the tenant is a setting of the connection. */
struct bare *bare_open(struct work *w, const char *conninfo, const char *tenant) MUST_CHECK;
/* NULL is fine. */
void bare_close(struct bare *bare);

bool bare_prepare(struct work *w, struct bare *bare, const struct db_stmt *stmt) MUST_CHECK;
/* Runs it and throws away what it gives; no row where there should be is broken. */
bool bare_run(struct work *w, struct bare *bare, const struct db_stmt *stmt,
	      const char *const *params, int nr) MUST_CHECK;
/* The same, and the text of the first row's first column. */
bool bare_text(struct work *w, struct bare *bare, const struct db_stmt *stmt,
	       const char *const *params, int nr, const char **text) MUST_CHECK;

/* The process at the other end; 0: on another machine. */
pid_t bare_backend(const struct bare *bare);

#endif
