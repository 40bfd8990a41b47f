#include "bench/ground.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/uuid.h"
#include "bench/ground.sql.h"
#include "bench/paper.h"
#include "db/db.h"
#include "organization/person_command.h"
#include "json/json.h"

#define TENANT "bench"
#define PASSWORD "measured twice"
#define MANAGERS 1000
#define STORES_AT_ONCE 4000

static const char *keep(struct ground *g, const char *s) { return arena_strdup(&g->mem, s); }

static const char **new_ids(struct ground *g, int nr)
{
	const char **ids = arena_array(&g->mem, (size_t)nr, sizeof(*ids));

	for (int i = 0; i < nr; i++)
		ids[i] = uuid_v7(&g->mem, clock_now());
	return ids;
}

static bool admit_admin(struct work *w, struct ground *g)
{
	struct admission admission = {
		.tenant = { .code = TENANT, .name = "Bench" },
		.person = { .login = "admin", .name = "Admin" },
		.role = "admin",
		.password = PASSWORD,
	};
	struct tenant tenant = admission.tenant;

	if (!tenant_create(w, &tenant) || !db_commit(w))
		return false;
	g->tenant_id = keep(g, tenant.id);
	w->tenant = NULL;
	return person_admit(w, &admission);
}

bool ground_begin(struct work *w, const struct ground *g)
{
	w->tenant = g->tenant_id;
	w->now = clock_now();
	return db_begin(w, DB_APP, DB_WRITE);
}

static bool make_organization(struct work *w, struct ground *g)
{
	const char *hash = password_hash(&w->mem, PASSWORD);
	const char *brand_id = uuid_v7(&w->mem, w->now);
	const char *now = db_time(w, w->now);

	g->region_id = uuid_v7(&g->mem, w->now);
	g->inspectors = new_ids(g, g->clients);
	g->managers = new_ids(g, MANAGERS);
	return ground_begin(w, g) &&
	       db_send(w, &ground_units_sql, w->tenant, brand_id, g->region_id, now) &&
	       db_send(w, &ground_departments_sql, w->tenant, brand_id, now) &&
	       db_send(w, &ground_people_sql, w->tenant,
		       db_array(w, g->inspectors, (size_t)g->clients), "inspector", "inspector",
		       brand_id, hash, now) &&
	       db_send(w, &ground_people_sql, w->tenant, db_array(w, g->managers, MANAGERS),
		       "manager", NULL, NULL, hash, now) &&
	       db_commit(w);
}

static bool sign_in(struct work *w, struct ground *g, struct wire *wire, const char *login,
		    const char **token)
{
	const char *body = arena_printf(&w->mem,
					"{\"tenant\":\"" TENANT
					"\",\"login\":\"%s\",\"password\":\"" PASSWORD "\"}",
					login);
	const struct json_value *answer;

	if (!wire_expect(w, wire, 201, wire_request(&w->mem, "POST", "/v1/sessions", NULL, body)) ||
	    !json_parse(w, wire->body, wire->body_size, &answer))
		return false;
	*token = keep(g, json_text(json_member(answer, "access_token")));
	return true;
}

static bool publish_checklist(struct work *w, struct ground *g, struct wire *wire)
{
	const char *path = arena_printf(&w->mem, "/v1/checklists?id=%s", g->checklist_id);

	if (!sign_in(w, g, wire, "admin", &g->admin_token) ||
	    !wire_expect(
		    w, wire, 201,
		    wire_request(&w->mem, "POST", path, g->admin_token, paper_checklist(&w->mem))))
		return false;
	path = arena_printf(&w->mem, "/v1/checklists/%s/versions/1/publish", g->checklist_id);
	return wire_expect(w, wire, 200, wire_request(&w->mem, "POST", path, g->admin_token, NULL));
}

static bool make_checklist(struct work *w, struct ground *g)
{
	const struct db_rows *rows;
	struct wire wire;
	bool ok;

	g->checklist_id = uuid_v7(&g->mem, w->now);
	if (!wire_open(w, &wire, g->port))
		return false;
	ok = publish_checklist(w, g, &wire);
	wire_close(&wire);
	if (!ok || !ground_begin(w, g))
		return false;
	rows = db_query(w, &ground_version_sql, w->tenant, g->checklist_id);
	if (!rows)
		return false;
	g->version_id = keep(g, db_text(rows, 0, "id"));
	return db_commit(w);
}

bool ground_make(struct work *w, struct ground *g, int port, int clients)
{
	memset(g, 0, sizeof(*g));
	g->port = port;
	g->clients = clients;
	g->tokens = arena_array(&g->mem, (size_t)clients, sizeof(*g->tokens));
	return admit_admin(w, g) && make_organization(w, g) && make_checklist(w, g);
}

void ground_release(struct ground *g) { arena_reset(&g->mem); }

bool ground_sign_in(struct work *w, struct ground *g, int clients)
{
	struct wire wire;
	bool ok;

	if (!wire_open(w, &wire, g->port))
		return false;
	ok = true;
	for (int i = 0; ok && i < clients; i++)
		ok = sign_in(w, g, &wire, arena_printf(&w->mem, "inspector-%d", i + 1),
			     &g->tokens[i]);
	wire_close(&wire);
	return ok;
}

/* ---- visits */

static void keep_id(char kept[40], const char *id) { snprintf(kept, 40, "%s", id); }

static void put(struct stock *stock, const struct db_rows *rows, size_t row)
{
	struct visit *visit;

	if (stock->nr == stock->room) {
		stock->room = stock->room * 2 + 1000;
		stock->visits = realloc(stock->visits, stock->room * sizeof(*stock->visits));
		if (!stock->visits)
			BUG("out of memory: visits");
	}
	visit = &stock->visits[stock->nr++];
	keep_id(visit->id, db_text(rows, row, "id"));
	keep_id(visit->unit_id, db_text(rows, row, "unit_id"));
	keep_id(visit->context_id, db_text(rows, row, "context_id"));
}

static struct stock *stock_of(const struct ground *g, struct stock *stocks, int clients,
			      const char *lead_id)
{
	for (int i = 0; i < clients; i++)
		if (!strcmp(g->inspectors[i], lead_id))
			return &stocks[i];
	BUG("a visit of somebody else");
}

void ground_put(const struct ground *g, struct stock *stocks, int clients,
		const struct db_rows *rows)
{
	for (size_t i = 0; i < db_count(rows); i++)
		put(stock_of(g, stocks, clients, db_text(rows, i, "lead_id")), rows, i);
}

static bool add_visits(struct work *w, struct ground *g, struct stock *stocks, int clients,
		       size_t nr)
{
	const struct db_rows *rows;

	if (!ground_begin(w, g))
		return false;
	rows = db_query(w, &ground_visits_sql, w->tenant, g->region_id, g->checklist_id,
			g->version_id, db_array(w, g->inspectors, (size_t)clients),
			db_array(w, g->managers, MANAGERS), db_number(w, (int64_t)g->stores_nr),
			db_number(w, (int64_t)nr), db_time(w, w->now));
	if (!rows)
		return false;
	ground_put(g, stocks, clients, rows);
	g->stores_nr += nr;
	return db_commit(w);
}

bool ground_stock(struct work *w, struct ground *g, struct stock *stocks, int clients, size_t least)
{
	size_t missing = 0;

	for (int i = 0; i < clients; i++) {
		size_t left = stocks[i].nr - stocks[i].next;

		if (left < least && least - left > missing)
			missing = least - left;
	}
	missing *= (size_t)clients;
	while (missing) {
		size_t nr = missing < STORES_AT_ONCE ? missing : STORES_AT_ONCE;
		struct work batch;
		bool ok;

		work_init(&batch, clock_now());
		ok = add_visits(&batch, g, stocks, clients, nr);
		if (!ok)
			broken(w, "%s",
			       batch.problem.cause ? batch.problem.cause : batch.problem.detail);
		db_rollback(&batch);
		work_release(&batch);
		if (!ok)
			return false;
		missing -= nr;
	}
	return true;
}

const struct visit *stock_take(struct stock *stock)
{
	return stock->next < stock->nr ? &stock->visits[stock->next++] : NULL;
}
