#include "demo/demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "db/db.h"
#include "demo/guests.h"
#include "demo/plea.h"
#include "demo/routine.h"
#include "demo/scene.h"
#include "demo/visits.h"

#define VISITS_PER_DAY 8
#define SEED 20260921

/* What a store of each trade is visited with, over and over; a form of the store's own people
 * first. */
static const char *const programmes[TRADES][10] = {
	[HOTEL] = { "front-desk-service", "hotel-lobby-daily", "group-tour-hotel",
		    "housekeeping-self-check", "guest-room-inspection", "front-desk-service",
		    "mystery-stay", "housekeeping-self-check", "fire-safety-special",
		    "engineering-plant-room" },
	[RESTAURANT] = { "kitchen-self-check", "restaurant-kitchen-hygiene", "kitchen-self-check",
			 "restaurant-dining-mystery", "kitchen-self-check",
			 "restaurant-kitchen-hygiene", "kitchen-self-check",
			 "restaurant-dining-mystery", "kitchen-self-check", "kitchen-self-check" },
	[RETAIL] = { "retail-store-daily", "retail-store-tour", "retail-store-daily",
		     "retail-store-daily", "retail-store-tour", "retail-store-daily",
		     "retail-store-daily", "retail-store-tour", "retail-store-daily",
		     "retail-store-daily" },
};

/* Whose form it is decides who goes. */
static struct actor *lead_of(struct stage *s, const struct store *store, const struct form *form)
{
	size_t brands = s->brands_nr;

	switch ((enum checklist_kind)form->checklist->kind) {
	case CHECKLIST_DAILY:
	case CHECKLIST_SELF:
		return store->manager;
	case CHECKLIST_MYSTERY:
		return s->shoppers[store->visits % s->shoppers_nr];
	case CHECKLIST_TOUR:
	case CHECKLIST_SPECIAL:
		break;
	}
	/* inspectors belong to brands in turn; two of three of the brand's go */
	return s->inspectors[(size_t)store->place.trade + brands * (store->visits % 3)];
}

/* Nine in the morning where the store is, more or less: the sun is enough for a demo. */
static int64_t morning(struct stage *s, const struct store *store, int64_t midnight)
{
	int64_t local = (int64_t)(store->lon / 15.0 * (double)HOUR_MS);

	return midnight + 9 * HOUR_MS - local +
	       (int64_t)chance_below(&s->chance, 7 * 60) * MINUTE_MS;
}

static const struct form *next_form(const struct stage *s, const struct store *store)
{
	const char *code = programmes[store->place.trade][store->visits % 10];
	const struct form *form = stage_form(s, code);

	if (!form)
		BUG("the demo has no checklist %s", code);
	return form;
}

static int by_time(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

struct appointment {
	int64_t at; /* first: sorted by it */
	struct store *store;
};

static bool run_day(struct stage *s, struct follow_ups *f, int64_t day)
{
	int64_t midnight = s->begins_at + day * DAY_MS;
	struct appointment list[VISITS_PER_DAY];

	for (size_t i = 0; i < VISITS_PER_DAY; i++) {
		size_t number = (size_t)day * VISITS_PER_DAY + i;

		/* a step that shares no factor with the number of stores visits them all */
		list[i].store = &s->stores[number * 7 % s->stores_nr];
		list[i].at = morning(s, list[i].store, midnight);
	}
	qsort(list, VISITS_PER_DAY, sizeof(list[0]), by_time);
	for (size_t i = 0; i < VISITS_PER_DAY; i++) {
		const struct form *form = next_form(s, list[i].store);

		if (list[i].at + DAY_MS * 2 > s->ends_at)
			continue;
		if (!follow_up_until(s, f, list[i].at) ||
		    !visit_make(s, f, list[i].store, form, lead_of(s, list[i].store, form),
				list[i].at))
			return false;
	}
	return true;
}

/* Something for everybody to do now: an open visit for each inspector and for some managers. */
static bool plan_today(struct stage *s)
{
	const char *id;

	for (size_t i = 0; i < s->stores_nr; i += 3) {
		struct store *store = &s->stores[i];
		const struct form *form = next_form(s, store);

		if (!visit_plan(s, store, form, lead_of(s, store, form), s->ends_at - HOUR_MS, &id))
			return false;
	}
	/* the store of the sign-ins that are shown has one of each */
	return visit_plan(s, &s->stores[0], stage_form(s, "hotel-lobby-daily"), s->inspectors[0],
			  s->ends_at - HOUR_MS, &id) &&
	       visit_plan(s, &s->stores[0], stage_form(s, "group-tour-hotel"), s->inspectors[0],
			  s->ends_at - HOUR_MS, &id);
}

/*
 * Two months come within a minute, before autovacuum looks: without what the tables hold by now,
 * every plan stays the one for empty tables.
 */
static bool run_days(struct stage *s, struct work *w, struct follow_ups *f)
{
	for (int64_t day = 0; day < STAGE_DAYS; day++) {
		if (day % 10 == 1 && !db_analyze(w, s->client.settings->database))
			return false;
		if (!run_day(s, f, day))
			return false;
		if (day % 10 == 9)
			printf("%lld of %lld days\n", (long long)day + 1, STAGE_DAYS);
		fflush(stdout);
	}
	return true;
}

static bool play(struct stage *s, struct work *w, struct follow_ups *f)
{
	if (!run_days(s, w, f))
		return false;
	return follow_up_until(s, f, s->ends_at - HOUR_MS) &&
	       scene_play(s, &s->stores[0], "group-tour-hotel") &&
	       scene_play(s, stage_store(s, "th-sha-xintiandi"), "restaurant-kitchen-hygiene") &&
	       plan_today(s) && plea_make(s, &s->stores[0]) && guests_wait(s, f);
}

bool demo_make(struct work *w, const struct demo_settings *settings)
{
	struct stage *s = arena_alloc(&w->mem, sizeof(*s));
	struct follow_ups *f = arena_alloc(&w->mem, sizeof(*f));
	bool ok;

	s->client.settings = settings;
	s->client.mem = &s->mem;
	s->templates = settings->templates;
	s->chance.state = SEED;
	s->ends_at = w->now;
	s->begins_at = (w->now / DAY_MS - STAGE_DAYS) * DAY_MS;
	ok = stage_set_up(s, w) && guests_enter(s, w);
	if (ok)
		printf("%zu stores, %zu people, %zu checklists\n", s->stores_nr, s->people_nr,
		       s->forms_nr);
	ok = ok && play(s, w, f) && routine_make(s);
	arena_reset(&s->mem);
	if (!ok && !w->problem.kind)
		return broken(w, "the demo could not be made");
	return ok;
}

void demo_show(const char *listen)
{
	static const struct {
		const char *login;
		const char *who;
	} rows[] = {
		{ "admin", "administrator of the group" },
		{ "quality", "quality department, headquarters" },
		{ "director", "looks at everything, changes nothing" },
		{ "region-lantern-east", "regional manager, verifies actions" },
		{ "manager-lh-sha-bund", "store manager, Lantern Shanghai Bund" },
		{ "housekeeping", "department head at that store" },
		{ "inspector", "group inspector, has visits to do today" },
		{ "shopper", "mystery shopper, has a visit to take" },
		{ "guests", "keeps the register of mystery shoppers" },
	};

	printf("\nSign in to the group \"" STAGE_TENANT "\", everybody with the password "
	       "\"" STAGE_PASSWORD "\":\n\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		printf("  %-22s %s\n", rows[i].login, rows[i].who);
	printf("\nIn a browser: http://%s/\n", listen);
	printf("\nPaste:\n\n"
	       "  token=$(curl -s http://%s/v1/sessions -H 'Content-Type: application/json' \\\n"
	       "    -d '{\"tenant\":\"" STAGE_TENANT
	       "\",\"login\":\"inspector\",\"password\":\"" STAGE_PASSWORD
	       "\"}' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n"
	       "  curl -s 'http://%s/v1/inspections?mine=true&state=open' -H \"Authorization: "
	       "Bearer $token\"\n"
	       "  curl -s 'http://%s/v1/actions?overdue=true' -H \"Authorization: Bearer "
	       "$token\"\n\n",
	       listen, listen, listen);
}
