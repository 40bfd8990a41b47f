#include "demo/visits.h"

#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"
#include "demo/fill.h"
#include "demo/shots.h"

#define SHOTS_MAX 24
#define MADE_MS (41 * MINUTE_MS) /* how long a visit takes, with its way to us */

/* The photographs of one visit: taken when the sheet first needs them. */
struct roll {
	struct stage *stage;
	struct actor *actor;
	const struct store *store;
	int64_t at;
	const char *hashes[SHOTS_MAX];
	size_t nr;
	bool failed;
};

static const char nothing[] = "0000000000000000000000000000000000000000000000000000000000000000";

static const char *take(struct roll *r)
{
	const char *hash = shot_take(r->stage, r->actor, r->store, r->at);

	r->failed |= !hash;
	return hash ? hash : nothing;
}

static const char *photo_of(void *data, size_t i)
{
	struct roll *r = data;

	if (i >= SHOTS_MAX)
		BUG("a question wants %zu photographs", i + 1);
	while (r->nr <= i)
		r->hashes[r->nr++] = take(r);
	return r->hashes[i];
}

static const char *signature_of(void *data)
{
	struct roll *r = data;

	if (!r->actor->signature)
		r->actor->signature = take(r);
	return r->actor->signature;
}

static const char *fixed_of(void *data) { return take(data); }

/* Stores get better in two months, some more than others; a few get worse. */
static uint32_t fails_now(const struct stage *s, const struct store *store, int64_t at)
{
	int64_t day = (at - s->begins_at) / DAY_MS;
	int64_t fails = store->fails_in_thousand;

	if (store->place.code[strlen(store->place.code) - 1] % 5 == 0)
		return (uint32_t)(fails + fails * day / STAGE_DAYS);
	return (uint32_t)(fails - fails * day * 2 / 3 / STAGE_DAYS);
}

bool visit_plan(struct stage *s, const struct store *store, const struct form *form,
		const struct actor *lead, int64_t start_at, const char **id)
{
	int64_t made_at = start_at - DAY_MS < s->begins_at ? s->begins_at : start_at - DAY_MS;

	*id = uuid_v4(&s->mem);
	return client_do(&s->client, s->quality, made_at, POST, "/v1/inspections",
			 arena_printf(&s->mem,
				      "{\"id\":\"%s\",\"unit_id\":\"%s\",\"checklist_id\":\"%s\","
				      "\"lead_id\":\"%s\",\"start_at\":\"%s\",\"due_at\":\"%s\"}",
				      *id, store->place.id, form->id, lead->person_id,
				      clock_text(&s->mem, start_at),
				      clock_text(&s->mem, start_at + 10 * HOUR_MS)));
}

static const char *context_of(struct stage *s, struct actor *lead, const char *id, int64_t at)
{
	const char *path = arena_printf(&s->mem, "/v1/inspections/%s/bundle", id);
	const char *context = NULL;
	struct call call;

	if (client_call(&s->client, lead, at, GET, path, NULL, &call))
		context = arena_strdup(&s->mem, call_text(&call, "context", "id"));
	else
		fprintf(stderr, "gemba: demo: %s: %s\n", path, call.work.problem.detail);
	work_release(&call.work);
	return context;
}

static void follow(struct stage *s, struct follow_ups *f, const struct store *store,
		   const struct call *call, int64_t at)
{
	const struct json_value *findings = json_member(call->body, "findings");

	for (size_t i = 0; i < json_length(findings); i++) {
		const struct json_value *finding = json_item(findings, i);

		const char *action_id = json_text(json_member(finding, "action_id"));

		/* what was put right on the spot has none */
		if (action_id)
			follow_up_begin(s, f, store, action_id, at);
	}
}

/* Sends it, and (mystery) has somebody else release it; what comes of it is followed up. */
static bool send(struct stage *s, struct follow_ups *f, const struct store *store,
		 struct actor *actor, const char *path, const char *body, int64_t at)
{
	struct call call;
	bool ok = client_call(&s->client, actor, at, POST, path, body, &call);

	if (ok)
		follow(s, f, store, &call, at);
	else
		fprintf(stderr, "gemba: demo: %s: %s %s %s\n", path,
			problem_name(call.work.problem.kind), call.work.problem.detail,
			call.work.problem.extra ? call.work.problem.extra : "");
	work_release(&call.work);
	return ok;
}

static const char *sheet_of(struct stage *s, struct roll *roll, const struct form *form,
			    const char *context, int64_t at)
{
	struct filling filling = {
		.mem = &s->mem,
		.chance = &s->chance,
		.checklist = form->checklist,
		.fails_in_thousand = fails_now(s, roll->store, at),
		.date = arena_strndup(&s->mem, clock_text(&s->mem, at), 10),
		.lat = roll->store->lat,
		.lon = roll->store->lon,
		.photo = photo_of,
		.signature = signature_of,
		.fixed = fixed_of,
		.data = roll,
	};

	return arena_printf(
		&s->mem, "{\"context_id\":\"%s\",\"started_at\":\"%s\",\"finished_at\":\"%s\",%s",
		context, clock_text(&s->mem, at), clock_text(&s->mem, at + 40 * MINUTE_MS),
		fill_sheet(&filling));
}

/* Planned the day before, filled in and submitted. */
static bool submit(struct stage *s, struct follow_ups *f, struct store *store,
		   const struct form *form, struct actor *lead, int64_t at, const char **id)
{
	struct roll roll = { .stage = s, .actor = lead, .store = store, .at = at + 20 * MINUTE_MS };
	const char *context;
	const char *sheet;

	if (!visit_plan(s, store, form, lead, at, id))
		return false;
	context = context_of(s, lead, *id, at);
	if (!context)
		return false;
	sheet = sheet_of(s, &roll, form, context, at);
	store->visits++;
	return !roll.failed &&
	       send(s, f, store, lead, arena_printf(&s->mem, "/v1/inspections/%s/submit", *id),
		    sheet, at + MADE_MS);
}

bool visit_submit(struct stage *s, struct follow_ups *f, struct store *store,
		  const struct form *form, struct actor *lead, int64_t at)
{
	const char *id;

	return submit(s, f, store, form, lead, at, &id);
}

bool visit_make(struct stage *s, struct follow_ups *f, struct store *store, const struct form *form,
		struct actor *lead, int64_t at)
{
	const char *grade = arena_printf(&s->mem, "{\"grade\":%u}", 6 + store->visits % 5);
	const char *id;

	if (!submit(s, f, store, form, lead, at, &id))
		return false;
	if (form->checklist->kind != CHECKLIST_MYSTERY)
		return true;
	return send(s, f, store, s->quality,
		    arena_printf(&s->mem, "/v1/inspections/%s/release", id), grade,
		    at + MADE_MS + 30 * HOUR_MS);
}
