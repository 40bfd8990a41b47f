#include "evidence/unused.h"

#include <stdio.h>

#include "base/log.h"
#include "db/db.h"
#include "evidence/photo.h"
#include "evidence/store.h"
#include "evidence/unused.sql.h"
#include "evidence/unused_system.sql.h"

#define KEPT_MS (90LL * 24 * 60 * 60 * 1000)
#define AT_ONCE 50

/* The tenant that was looked at last; the loop has one thread. "": begin at the first. */
static char last[40];

static bool next_tenant(struct work *w)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	rows = db_query(w, &unused_next_tenant_sql, *last ? last : NULL);
	if (!rows)
		return false;
	w->tenant = db_count(rows) ? db_text(rows, 0, "id") : NULL;
	db_rollback(w);
	return true;
}

/*
 * Whoever sends it again at this moment has its row before the lock is free, and then the files
 * stay; or finds them gone and is asked to send it once more (photo.c).
 */
static bool remove_files(struct work *w, const char *sha256)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_APP, DB_WRITE) || !photo_lock(w, sha256))
		return false;
	rows = db_query(w, &unused_is_back_sql, w->tenant, sha256);
	if (!rows)
		return false;
	if (!db_boolean(rows, 0, "is_back"))
		store_remove(w, sha256);
	return db_commit(w);
}

static bool remove_unused(struct work *w, size_t *nr)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_APP, DB_WRITE))
		return false;
	rows = db_query(w, &unused_remove_sql, w->tenant, db_time(w, w->now - KEPT_MS),
			db_number(w, AT_ONCE));
	if (!rows || !db_commit(w))
		return false;
	*nr = db_count(rows);
	for (size_t i = 0; i < *nr; i++)
		if (!remove_files(w, db_text(rows, i, "sha256")))
			return false;
	return true;
}

bool photo_unused_step(struct work *w, bool *has_more)
{
	size_t nr = 0;

	if (!next_tenant(w))
		return false;
	*has_more = w->tenant != NULL;
	if (!w->tenant) {
		*last = '\0';
		return true;
	}
	if (!remove_unused(w, &nr))
		return false;
	if (nr)
		log_info("event", "unused photographs removed", "tenant", w->tenant, "nr",
			 db_number(w, (int64_t)nr));
	/* The same tenant again while there are more of them. */
	if (nr < AT_ONCE)
		snprintf(last, sizeof(last), "%s", w->tenant);
	return true;
}
