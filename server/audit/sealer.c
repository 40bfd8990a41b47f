#include "audit/sealer.h"

#include <string.h>

#include "audit/chain.h"
#include "audit/chain_read.h"
#include "audit/sealer_system.sql.h"
#include "base/log.h"
#include "db/db.h"

#define BATCH 5000

struct batch {
	const char **ids;
	const char **seqs;
	const char **links;
	size_t nr;
};

static struct batch make_batch(struct work *w, size_t nr)
{
	struct batch batch = {
		.ids = arena_array(&w->mem, nr, sizeof(*batch.ids)),
		.seqs = arena_array(&w->mem, nr, sizeof(*batch.seqs)),
		.links = arena_array(&w->mem, nr, sizeof(*batch.links)),
		.nr = nr,
	};

	return batch;
}

static void chain(struct work *w, const struct db_rows *rows, int64_t seq, const char *link,
		  struct batch *batch)
{
	for (size_t i = 0; i < batch->nr; i++) {
		char *next = arena_alloc(&w->mem, SHA256_HEX);
		char hash[SHA256_HEX];
		struct chain_entry entry;

		chain_entry_read(rows, i, &entry);
		chain_entry_hash(&entry, hash);
		chain_link(link, ++seq, hash, next);
		batch->ids[i] = db_text(rows, i, "id");
		batch->seqs[i] = db_number(w, seq);
		batch->links[i] = link = next;
	}
}

static bool seal(struct work *w, const char *tenant, const struct db_rows *end, bool *has_more)
{
	const struct db_rows *rows = db_query(w, &audit_unsealed_sql, tenant, db_number(w, BATCH));
	struct batch b;

	if (!rows)
		return false;
	b = make_batch(w, db_count(rows));
	*has_more |= b.nr == BATCH;
	if (!b.nr)
		return true;
	chain(w, rows, db_integer(end, 0, "seq"), db_text(end, 0, "link"), &b);
	return db_send(w, &audit_seal_entries_sql, tenant, db_array(w, b.ids, b.nr),
		       db_array(w, b.seqs, b.nr), db_array(w, b.links, b.nr)) &&
	       db_send(w, &audit_seal_end_sql, tenant, b.seqs[b.nr - 1], b.links[b.nr - 1]);
}

static bool seal_tenant(struct work *w, const char *tenant, bool *has_more)
{
	const struct db_rows *end;

	if (!db_begin(w, DB_SYSTEM, DB_WRITE))
		return false;
	end = db_query(w, &audit_take_sql, tenant);
	if (!end)
		return false;
	/* None: another node is at it. */
	if (db_count(end) && !seal(w, tenant, end, has_more))
		return false;
	return db_commit(w);
}

/* What is wrong with one tenant holds up no other; what a batch took is given back after it. */
static void seal_or_log(const struct work *step, const char *tenant, bool *has_more)
{
	struct work w;

	work_init(&w, step->now);
	if (!seal_tenant(&w, tenant, has_more)) {
		log_error("problem", "the audit log cannot be sealed", "tenant", tenant, "cause",
			  w.problem.cause ? w.problem.cause : w.problem.detail);
		db_rollback(&w);
	}
	work_release(&w);
}

bool audit_seal_step(struct work *w, bool *has_more)
{
	const struct db_rows *waiting;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	waiting = db_query(w, &audit_waiting_sql);
	if (!waiting)
		return false;
	db_rollback(w);
	for (size_t i = 0; i < db_count(waiting) && !work_should_stop(w); i++)
		seal_or_log(w, db_text(waiting, i, "tenant_id"), has_more);
	return true;
}
