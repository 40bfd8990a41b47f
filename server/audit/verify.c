#include "audit/verify.h"

#include <string.h>

#include "audit/chain.h"
#include "audit/chain_read.h"
#include "audit/verify_system.sql.h"
#include "db/db.h"

#define BATCH 5000
#define SEALED_WITHIN_MS 60000

/* Walks along the entries from a place on; each batch has memory of its own. */
struct walk {
	const struct log_end *end;
	struct work batch;
	const struct db_rows *rows;
	size_t at;
	int64_t seq; /* of the last one */
};

static bool read_batch(struct work *w, struct walk *walk)
{
	int64_t now = w->now;

	work_release(&walk->batch);
	work_init(&walk->batch, now);
	walk->at = 0;
	walk->rows = NULL;
	if (db_begin(&walk->batch, DB_SYSTEM, DB_READ))
		walk->rows = db_query(&walk->batch, &audit_chain_sql, walk->end->tenant,
				      db_number(&walk->batch, walk->seq),
				      db_number(&walk->batch, walk->end->seq),
				      db_number(&walk->batch, BATCH));
	db_rollback(&walk->batch);
	if (walk->rows)
		return true;
	return broken(w, "the audit log cannot be read: %s",
		      walk->batch.problem.cause ? walk->batch.problem.cause
						: walk->batch.problem.detail);
}

static bool begin_walk(struct work *w, struct walk *walk, const struct log_end *end, int64_t seq)
{
	walk->end = end;
	walk->seq = seq;
	work_init(&walk->batch, w->now);
	return read_batch(w, walk);
}

/* *has is false behind the last one. */
static bool step(struct work *w, struct walk *walk, bool *has)
{
	if (walk->at == db_count(walk->rows) && walk->at == BATCH && !read_batch(w, walk))
		return false;
	*has = walk->at < db_count(walk->rows);
	if (*has)
		walk->seq = db_integer(walk->rows, walk->at++, "seq");
	return true;
}

/* What link the entry has here, and what it would have behind that one in that place. */
static const char *link_here(const struct walk *walk)
{
	const char *link = db_text(walk->rows, walk->at - 1, "link");

	return link ? link : "";
}

static void link_of(const struct walk *walk, const char *before, int64_t seq,
		    char link[static SHA256_HEX])
{
	struct chain_entry entry;
	char hash[SHA256_HEX];

	chain_entry_read(walk->rows, walk->at - 1, &entry);
	chain_entry_hash(&entry, hash);
	chain_link(before, seq, hash, link);
}

/* Whether an entry further on is the one that belongs behind that link. */
static bool is_elsewhere(struct work *w, const struct walk *wrong, const char *before,
			 int64_t *found)
{
	const char *expected = arena_strdup(&w->mem, link_here(wrong));
	struct walk walk = { 0 };
	bool has = true;
	bool ok = begin_walk(w, &walk, wrong->end, wrong->seq);

	*found = 0;
	while (ok && has && !*found) {
		char link[SHA256_HEX];

		ok = step(w, &walk, &has);
		if (!ok || !has)
			break;
		link_of(&walk, before, wrong->seq, link);
		if (!strcmp(link, expected) || !strcmp(link, link_here(&walk)))
			*found = walk.seq;
	}
	work_release(&walk.batch);
	return ok;
}

static bool name_wrong(struct work *w, const struct walk *walk, const char *before,
		       const char **fault)
{
	int64_t found;

	if (!is_elsewhere(w, walk, before, &found))
		return false;
	*fault =
		found ? arena_printf(&w->mem,
				     "place %lld is reordered: the entry that belongs there stands "
				     "in place %lld",
				     (long long)walk->seq, (long long)found)
		      : arena_printf(&w->mem, "place %lld is altered (entry %s)",
				     (long long)walk->seq, db_text(walk->rows, walk->at - 1, "id"));
	return true;
}

static void check_checkpoints(struct work *w, const struct log_end *end,
			      const struct checkpoint *list, size_t nr, int64_t seq,
			      const char *link, const char **fault)
{
	for (size_t i = 0; i < nr && !*fault; i++)
		if (list[i].seq == seq && !strcmp(list[i].tenant, end->tenant) &&
		    strcmp(list[i].link, link) != 0)
			*fault =
				arena_printf(&w->mem,
					     "place %lld: checkpoint mismatch (%s, signed %s): the "
					     "log has been written anew since",
					     (long long)seq, list[i].where, list[i].moment);
}

/* What the checkpoints say before a single entry is looked at. */
static void check_signatures(struct work *w, const struct log_end *end,
			     const struct checkpoint *list, size_t nr, const char **fault)
{
	for (size_t i = 0; i < nr && !*fault; i++)
		if (!strcmp(list[i].tenant, end->tenant) && !list[i].is_signed)
			*fault = arena_printf(&w->mem, "bad signature: %s", list[i].where);
}

static void check_end(struct work *w, const struct log_end *end, const struct checkpoint *list,
		      size_t nr, int64_t seq, const char *link, const char **fault)
{
	if (seq < end->seq)
		*fault = arena_printf(&w->mem,
				      "place %lld is truncated: the log went on to place %lld",
				      (long long)seq + 1, (long long)end->seq);
	for (size_t i = 0; i < nr && !*fault; i++)
		if (!strcmp(list[i].tenant, end->tenant) && list[i].seq > end->seq)
			*fault = arena_printf(&w->mem,
					      "place %lld is truncated: the log went on to place "
					      "%lld (%s, signed %s)",
					      (long long)end->seq + 1, (long long)list[i].seq,
					      list[i].where, list[i].moment);
	if (!*fault && strcmp(link, end->link) != 0)
		*fault = arena_printf(&w->mem, "place %lld is altered: the log ended otherwise",
				      (long long)end->seq);
	if (!*fault && end->waiting)
		*fault = arena_printf(&w->mem,
				      "unsealed: %lld entries have waited for longer than a minute "
				      "for their place; is no server running?",
				      (long long)end->waiting);
}

static bool check_entries(struct work *w, struct walk *walk, const struct checkpoint *list,
			  size_t nr, const char **fault)
{
	char link[SHA256_HEX] = CHAIN_START;
	int64_t seq = 0;
	bool has = true;

	check_checkpoints(w, walk->end, list, nr, 0, link, fault);
	while (!*fault) {
		char next[SHA256_HEX];

		if (!step(w, walk, &has))
			return false;
		if (!has)
			break;
		if (walk->seq != ++seq) {
			*fault = arena_printf(&w->mem, "place %lld is missing", (long long)seq);
			break;
		}
		link_of(walk, link, seq, next);
		if (strcmp(next, link_here(walk)) != 0)
			return name_wrong(w, walk, link, fault);
		memcpy(link, next, sizeof(link));
		check_checkpoints(w, walk->end, list, nr, seq, link, fault);
	}
	if (!*fault)
		check_end(w, walk->end, list, nr, seq, link, fault);
	return true;
}

bool audit_verify(struct work *w, const struct log_end *end, const struct checkpoint *checkpoints,
		  size_t checkpoints_nr, const char **fault)
{
	struct walk walk = { 0 };
	bool ok;

	*fault = NULL;
	check_signatures(w, end, checkpoints, checkpoints_nr, fault);
	if (*fault)
		return true;
	ok = begin_walk(w, &walk, end, 0) &&
	     check_entries(w, &walk, checkpoints, checkpoints_nr, fault);
	work_release(&walk.batch);
	return ok;
}

bool audit_ends(struct work *w, const char *code, struct log_end **ends, size_t *nr)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	rows = db_query(w, &audit_tenants_sql, code, db_time(w, w->now - SEALED_WITHIN_MS));
	if (!rows)
		return false;
	db_rollback(w);
	*nr = db_count(rows);
	if (code && !*nr)
		return refuse(w, PROBLEM_not_found, "There is no group \"%s\".", code);
	*ends = arena_array(&w->mem, *nr, sizeof(**ends));
	for (size_t i = 0; i < *nr; i++)
		(*ends)[i] = (struct log_end){
			.tenant = db_text(rows, i, "id"),
			.code = db_text(rows, i, "code"),
			.seq = db_integer(rows, i, "seq"),
			.link = db_text(rows, i, "link"),
			.waiting = db_integer(rows, i, "waiting"),
		};
	return true;
}
