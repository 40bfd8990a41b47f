/*
 * ground: a group to measure on. A brand with a region full of stores; an inspector for each
 * client, managers, somebody on duty for each department; one checklist (paper.h), published.
 *
 * Every visit is at a store of its own: a second one with the same failures would join the actions
 * of the first instead of opening its own. Visits are planned, led by a client's inspector, and
 * have been handed out as a bundle; that is done in bulk, by SQL, outside of what is measured.
 */
#ifndef BENCH_GROUND_H
#define BENCH_GROUND_H

#include "base/work.h"
#include "bench/wire.h"

struct ground {
	struct arena mem;
	int port;
	int clients;
	const char *tenant_id;
	const char *region_id;
	const char *checklist_id;
	const char *version_id;
	const char **inspectors; /* person ids, one a client */
	const char **tokens;
	const char **managers;
	const char *admin_token;
	size_t stores_nr;
};

struct visit {
	char id[40];
	char unit_id[40];
	char context_id[40];
};

/* Visits for each client, taken from the front. */
struct stock {
	struct visit *visits;
	size_t next;
	size_t nr;
	size_t room;
};

/* The server runs on `port`. tenant_code_is_taken: the database is not a fresh one. */
bool ground_make(struct work *w, struct ground *ground, int port, int clients) MUST_CHECK;
void ground_release(struct ground *ground);

/* A writing transaction within the group. */
bool ground_begin(struct work *w, const struct ground *ground) MUST_CHECK;

/* New access tokens for the first inspectors: they last fifteen minutes. */
bool ground_sign_in(struct work *w, struct ground *ground, int clients) MUST_CHECK;

/* So that at least `least` visits are left for each of the first `clients` inspectors. */
bool ground_stock(struct work *w, struct ground *ground, struct stock *stocks, int clients,
		  size_t least) MUST_CHECK;
/* Rows of id, unit_id, context_id and lead_id, each to its lead's stock. */
struct db_rows;
void ground_put(const struct ground *ground, struct stock *stocks, int clients,
		const struct db_rows *rows);
/* NULL: nothing left. */
const struct visit *stock_take(struct stock *stock);

#endif
