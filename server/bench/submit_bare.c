#include "bench/submit_bare.h"

#include <stdio.h>
#include <string.h>

#include "base/uuid.h"
#include "bench/paper.h"
#include "bench/submit.sql.h"
#include "db/db.h"

/* The columns of the sample, by the statement's parameters; what is not named is made each time. */
static const char *const columns[SUBMIT_BARE_PARAMS + 1] = {
	[8] = "status",
	[9] = "grade",
	[10] = "percent",
	[11] = "exact_percent",
	[12] = "earned",
	[13] = "possible",
	[14] = "asked",
	[15] = "failed",
	[16] = "not_applicable",
	[17] = "units_above",
	[19] = "document",
	[20] = "result",
	[21] = "submission_sha256",
	[22] = "outcomes",
	[23] = "lost",
	[26] = "questions",
	[27] = "severities",
	[28] = "departments",
	[29] = "titles",
	[30] = "notes",
	[31] = "losses",
	[32] = "responsible",
	[33] = "routed_by",
	[34] = "due_at",
	[35] = "kinds",
	[36] = "needs_cause",
	[37] = "indicators",
	[39] = "event_1",
	[40] = "event_2",
	[41] = "event_3",
	[42] = "edit",
	[44] = "session_id",
	[45] = "request_id",
	[46] = "address_hash",
	[47] = "body_hash",
};

static bool begin(struct work *w, const struct ground *ground)
{
	w->tenant = ground->tenant_id;
	return db_begin(w, DB_APP, DB_READ);
}

bool sample_read(struct work *w, const struct ground *ground, const char *inspection_id,
		 struct sample *sample)
{
	const struct db_rows *rows;

	if (!begin(w, ground))
		return false;
	rows = db_query(w, &submit_sample_sql, w->tenant, inspection_id);
	if (!rows)
		return false;
	for (size_t i = 1; i <= SUBMIT_BARE_PARAMS; i++)
		if (columns[i])
			sample->params[i - 1] = db_text(rows, 0, columns[i]);
	sample->params[0] = ground->tenant_id;
	sample->params[3] = ground->version_id;
	sample->params[4] = ground->checklist_id;
	return db_commit(w);
}

bool sample_compare(struct work *w, const struct ground *ground, const char *by_server,
		    const char *by_bare)
{
	const struct db_rows *rows;

	if (!begin(w, ground))
		return false;
	rows = db_query(w, &submit_compare_sql, w->tenant, by_server, by_bare);
	if (!rows)
		return false;
	printf("A submission writes, by the server and by the bare statement alike:");
	for (size_t i = 0; i < db_count(rows); i++) {
		const char *name = db_text(rows, i, "name");

		if (!db_boolean(rows, i, "is_same"))
			return broken(w, "the server and the bare statement differ: %s\n%s\n%s",
				      name, db_text(rows, i, "first"), db_text(rows, i, "second"));
		printf("%s %s %s", i ? "," : "", db_text(rows, i, "nr"), name);
	}
	printf(".\n\n");
	return db_commit(w);
}

bool bare_submit_prepare(struct work *w, struct bare *bare)
{
	return bare_prepare(w, bare, &submit_bare_sql);
}

static const char *new_ids(struct work *w, int nr)
{
	const char *ids[8];

	for (int i = 0; i < nr; i++)
		ids[i] = uuid_v7(&w->mem, w->now);
	return db_array(w, ids, (size_t)nr);
}

enum turn bare_submit(struct work *w, void *submitter)
{
	struct bare_submitter *s = submitter;
	const struct visit *visit = stock_take(s->stock);
	const char *params[SUBMIT_BARE_PARAMS];

	if (!visit)
		return TURN_NOTHING_LEFT;
	memcpy(params, s->sample->params, sizeof(params));
	params[1] = visit->id;
	params[2] = s->person_id;
	params[5] = visit->unit_id;
	params[6] = db_time(w, w->now);
	params[17] = visit->context_id;
	params[23] = new_ids(w, PAPER_FAILURES);
	params[24] = new_ids(w, PAPER_FAILURES);
	params[37] = new_ids(w, PAPER_FAILURES + 2);
	params[42] = uuid_v7(&w->mem, w->now);
	return bare_run(w, s->bare, &submit_bare_sql, params, SUBMIT_BARE_PARAMS) ? TURN_DONE
										  : TURN_FAILED;
}
