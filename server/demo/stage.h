/*
 * stage: the group as the demo knows it, once it is set up: its stores, its people, its
 * checklists, and the numbers that decide what happens.
 */
#ifndef DEMO_STAGE_H
#define DEMO_STAGE_H

#include "checklists/checklist_document.h"
#include "demo/chance.h"
#include "demo/client.h"

#define STAGE_TENANT "demo"
#define STAGE_PASSWORD "gemba-demo-2026"
#define STAGE_DAYS 60LL
#define DAY_MS 86400000LL
#define HOUR_MS 3600000LL
#define MINUTE_MS 60000LL

#define STORES_MAX 64
#define REGIONS_MAX 16
#define BRANDS_MAX 8
#define PEOPLE_MAX 96
#define FORMS_MAX 32

enum trade { HOTEL, RESTAURANT, RETAIL, TRADES };

struct place {
	const char *code;
	const char *id;
	const char *above; /* code of the unit above */
	enum trade trade;
};

struct store {
	struct place place;
	const char *name;
	const char *time_zone;
	double lat;
	double lon;
	const char *tags;
	size_t region;
	struct actor *manager;
	uint32_t fails_in_thousand; /* at the beginning; stores differ, and most get better */
	uint32_t visits;
};

struct region {
	struct place place;
	const char *name;
	struct actor *manager;
};

/* A checklist in force. */
struct form {
	const char *id;
	const struct checklist *checklist;
};

struct stage {
	struct client client;
	struct arena mem;
	struct chance chance;
	int64_t begins_at; /* the first midnight, UTC */
	int64_t ends_at;   /* now */
	const char *group_id;
	struct place brands[BRANDS_MAX];
	size_t brands_nr;
	struct region regions[REGIONS_MAX];
	size_t regions_nr;
	struct store stores[STORES_MAX];
	size_t stores_nr;
	struct actor people[PEOPLE_MAX];
	size_t people_nr;
	struct actor *admin;
	struct actor *quality;
	struct actor keeper; /* of the register of mystery shoppers */
	struct actor *inspectors[16];
	size_t inspectors_nr;
	struct actor *shoppers[4];
	size_t shoppers_nr;
	struct form forms[FORMS_MAX];
	size_t forms_nr;
	const char *templates;
};

/* Makes the group, its people and its checklists. */
bool stage_set_up(struct stage *s, struct work *w) MUST_CHECK;
/* How long after its approval a mystery visit is released. */
bool stage_delay_releases(struct stage *s, int64_t at, int from_hours, int to_hours) MUST_CHECK;

struct store *stage_store(struct stage *s, const char *code);

/* NULL: no such checklist. */
const struct form *stage_form(const struct stage *s, const char *code);

#endif
