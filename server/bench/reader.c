#include "bench/reader.h"

#include <stdio.h>
#include <string.h>

/* Of the bundle's statements only the last, largest one is run here. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-const-variable"
#include "inspections/context.sql.h"
#pragma GCC diagnostic pop

#include "bench/reader.sql.h"

bool reader_open(struct work *w, struct reader *r, const struct ground *ground,
		 const char *database, int nr)
{
	r->ground = ground;
	r->token = &ground->tokens[nr];
	r->bare = bare_open(w, database, ground->tenant_id);
	return r->bare && bare_prepare(w, r->bare, &reader_list_sql) &&
	       bare_prepare(w, r->bare, &reader_rows_sql) &&
	       bare_prepare(w, r->bare, &bundle_show_sql);
}

void reader_close(struct reader *r)
{
	wire_close(&r->wire);
	bare_close(r->bare);
}

static enum turn ask(struct work *w, struct reader *r, const char *path)
{
	const char *request = wire_request(&w->mem, "GET", path, *r->token, NULL);

	return wire_expect(w, &r->wire, 200, request) ? TURN_DONE : TURN_FAILED;
}

enum turn reader_list(struct work *w, void *reader)
{
	return ask(w, reader, "/v1/inspections?limit=50");
}

static enum turn run(struct work *w, struct reader *r, const struct db_stmt *stmt)
{
	const char *params[] = { r->ground->tenant_id };

	return bare_run(w, r->bare, stmt, params, 1) ? TURN_DONE : TURN_FAILED;
}

enum turn reader_bare_list(struct work *w, void *reader)
{
	return run(w, reader, &reader_list_sql);
}

enum turn reader_bare_rows(struct work *w, void *reader)
{
	return run(w, reader, &reader_rows_sql);
}

bool reader_compare(struct work *w, struct reader *r)
{
	static const char head[] = "{\"items\":";
	const char *params[] = { r->ground->tenant_id };
	const char *items;

	if (!bare_text(w, r->bare, &reader_list_sql, params, 1, &items) ||
	    reader_list(w, r) != TURN_DONE)
		return false;
	if (strncmp(r->wire.body, head, sizeof(head) - 1) != 0 ||
	    strncmp(r->wire.body + sizeof(head) - 1, items, strlen(items)) != 0)
		return broken(w, "the server and the bare statement differ:\n%s\n%s", r->wire.body,
			      items);
	printf("The list is %zu bytes, by the server and by the bare statement alike.\n\n",
	       r->wire.body_size);
	return true;
}

/* Round and round: reading uses nothing up. */
static const struct visit *next_visit(struct stock *stock)
{
	if (stock->next == stock->nr)
		stock->next = 0;
	return stock_take(stock);
}

enum turn reader_bundle(struct work *w, void *reader)
{
	struct reader *r = reader;
	const struct visit *visit = next_visit(r->stock);

	return ask(w, r, arena_printf(&w->mem, "/v1/inspections/%s/bundle", visit->id));
}

enum turn reader_bare_bundle(struct work *w, void *reader)
{
	struct reader *r = reader;
	const struct visit *visit = next_visit(r->stock);
	const char *params[] = { r->ground->tenant_id, visit->id, visit->unit_id,
				 r->ground->checklist_id };

	return bare_run(w, r->bare, &bundle_show_sql, params, 4) ? TURN_DONE : TURN_FAILED;
}
