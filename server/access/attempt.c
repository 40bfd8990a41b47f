#include "access/attempt.h"

#include <string.h>

#include "access/attempt_system.sql.h"
#include "base/crypt.h"
#include "base/text.h"
#include "db/db.h"

#define SWEEP 1000

/* How many are free, how long until one is forgotten, and the first and the longest wait. */
static const struct limit {
	const char *name;
	const char *free;
	const char *drain_s;
	const char *first_s;
	const char *most_s;
} limits[ATTEMPT_KINDS] = {
	[ATTEMPT_HERE] = { "here", "10", "1800", "30", "900" },
	[ATTEMPT_ACCOUNT] = { "account", "100", "864", "60", "3600" },
	[ATTEMPT_ADDRESS] = { "address", "100", "36", "30", "900" },
	[ATTEMPT_CODE] = { "code", "20", "180", "30", "900" },
	[ATTEMPT_CODES] = { "codes", "1000", "4", "5", "60" },
	[ATTEMPT_ASKED] = { "asked", "3", "1200", "1200", "3600" },
	[ATTEMPT_ASKING] = { "asking", "30", "120", "30", "900" },
};

const char *attempt_account(struct work *w, const char *tenant_code, const char *login)
{
	char *hex = arena_alloc(&w->mem, SHA256_HEX);
	const char *both = arena_printf(&w->mem, "%s\n%s", tenant_code, login);

	sha256_hex(both, strlen(both), hex);
	return hex;
}

static bool refuse_blocked(struct work *w, const struct attempt *a)
{
	const struct db_rows *rows = db_query(w, &attempt_wait_sql, limits[a->kind].name,
					      a->account, a->address, db_time(w, w->now));

	if (!rows)
		return false;
	if (db_count(rows))
		w->problem.retry_after_s = (int)db_integer(rows, 0, "seconds");
	return refuse(w, PROBLEM_too_many_attempts, "Wait for %d seconds.",
		      w->problem.retry_after_s);
}

bool attempt_count(struct work *w, const struct attempt *attempts, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		const struct attempt *a = &attempts[i];
		const struct limit *l = &limits[a->kind];
		const struct db_rows *rows =
			db_query(w, &attempt_insert_sql, l->name, a->account, a->address,
				 db_time(w, w->now), l->free, l->drain_s, l->first_s, l->most_s);

		if (!rows)
			return false;
		if (!db_count(rows))
			return refuse_blocked(w, a);
	}
	return true;
}

bool attempt_forgive(struct work *w, const struct attempt *attempts, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		const struct attempt *a = &attempts[i];
		const struct limit *l = &limits[a->kind];

		if (!(a->kind == ATTEMPT_HERE
			      ? db_send(w, &attempt_forget_sql, l->name, a->account, a->address)
			      : db_send(w, &attempt_take_back_sql, l->name, a->account, a->address,
					l->free)))
			return false;
	}
	return true;
}

bool attempt_lift(struct work *w, const char *account)
{
	return db_begin(w, DB_SYSTEM, DB_WRITE) &&
	       db_send(w, &attempt_forget_account_sql, account) && db_commit(w);
}

bool attempt_show(struct work *w, const char *account, const char **json)
{
	const struct db_rows *rows;
	const char *until;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	rows = db_query(w, &attempt_blocked_sql, account, db_time(w, w->now));
	if (!rows)
		return false;
	db_rollback(w);
	until = db_text(rows, 0, "blocked_until");
	*json = arena_printf(&w->mem, "{\"blocked_until\":%s%s%s,\"is_everywhere\":%s}",
			     until ? "\"" : "", until ? until : "null", until ? "\"" : "",
			     db_boolean(rows, 0, "is_everywhere") ? "true" : "false");
	return true;
}

bool attempt_sweep(struct work *w, bool *has_more)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_WRITE))
		return false;
	rows = db_query(w, &attempt_delete_drained_sql, db_time(w, w->now));
	if (!rows)
		return false;
	*has_more = db_count(rows) == SWEEP;
	return db_commit(w);
}
