#include "demo/guests.h"

#include "base/clock.h"
#include "base/uuid.h"
#include "demo/visits.h"
#include "organization/person_command.h"

static bool set_policy(struct stage *s, int64_t at, const char *change)
{
	return client_do(&s->client, s->admin, at, PATCH, "/v1/review-policy", change);
}

/* Whoever runs the server gives the right to know who they are: nobody in the group could. */
static bool admit_keeper(struct stage *s, struct work *w)
{
	struct admission admission = {
		.tenant = { .code = STAGE_TENANT },
		.person = { .login = "guests", .name = "白露 Bai Lu" },
		.role = "guest-desk",
		.password = STAGE_PASSWORD,
	};
	int64_t now = w->now;

	w->now = s->begins_at;
	w->tenant = NULL;
	if (!person_admit(w, &admission))
		return false;
	w->now = now;
	w->tenant = NULL;
	s->keeper.login = admission.person.login;
	return client_sign_in(&s->client, &s->keeper, s->begins_at, STAGE_TENANT, STAGE_PASSWORD);
}

static bool enter(struct stage *s, size_t i, const char *known)
{
	return client_do(&s->client, &s->keeper, s->begins_at, POST, "/v1/shoppers",
			 arena_printf(&s->mem, "{\"id\":\"%s\",\"person_id\":\"%s\",%s}",
				      uuid_v4(&s->mem), s->shoppers[i]->person_id, known));
}

bool guests_enter(struct stage *s, struct work *w)
{
	return client_do(&s->client, s->admin, s->begins_at, POST, "/v1/roles",
			 "{\"code\":\"guest-desk\",\"name\":{\"en\":\"Guest desk\",\"zh-CN\":"
			 "\"神秘客管理\"},\"rights\":[\"organization.read\",\"checklist.read\","
			 "\"inspection.read\",\"mystery.identity\"]}") &&
	       admit_keeper(s, w) &&
	       set_policy(s, s->begins_at,
			  "{\"store_rest_days\":0,\"brand_rest_days\":0,\"store_spacing_days\":0,"
			  "\"shopper_visits_per_day\":50,\"store_visits_per_day\":50}") &&
	       enter(s, 0,
		     "\"nickname\":\"Magpie 喜鹊\",\"languages\":[\"zh-CN\",\"en\"],"
		     "\"birth_from\":1985,\"birth_to\":1989") &&
	       enter(s, 1,
		     "\"nickname\":\"Heron 苍鹭\",\"languages\":[\"en\"],\"certifications\":["
		     "\"wine\"],\"note\":\"Weekends only.\"");
}

static bool offer(struct stage *s, const struct store *store, const char *form, int64_t due_at)
{
	return client_do(&s->client, s->quality, s->ends_at - HOUR_MS, POST, "/v1/inspections",
			 arena_printf(&s->mem,
				      "{\"id\":\"%s\",\"unit_id\":\"%s\",\"checklist_id\":\"%s\","
				      "\"due_at\":\"%s\"}",
				      uuid_v4(&s->mem), store->place.id, stage_form(s, form)->id,
				      clock_text(&s->mem, due_at)));
}

bool guests_wait(struct stage *s, struct follow_ups *f)
{
	struct store *reviewed = stage_store(s, "th-sha-hongqiao");

	return visit_submit(s, f, reviewed, stage_form(s, "restaurant-dining-mystery"),
			    s->shoppers[1], s->ends_at - 20 * HOUR_MS) &&
	       stage_delay_releases(s, s->ends_at - HOUR_MS, 24, 72) &&
	       set_policy(s, s->ends_at - HOUR_MS,
			  "{\"store_rest_days\":90,\"brand_rest_days\":7,\"store_spacing_days\":3,"
			  "\"shopper_visits_per_day\":3,\"store_visits_per_day\":1}") &&
	       offer(s, stage_store(s, "lh-nkg-gate"), "mystery-stay", s->ends_at + 12 * DAY_MS) &&
	       offer(s, stage_store(s, "th-hgh-hubin"), "restaurant-dining-mystery",
		     s->ends_at + 10 * DAY_MS);
}
