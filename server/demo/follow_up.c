#include "demo/follow_up.h"

#include <string.h>

#include "demo/shots.h"

static const char *const causes[] = {
	"The part was worn out and nobody is in charge of ordering it.",
	"排班交接不清，检查无人负责。",
	"The new colleague had not been shown the procedure.",
	"保养计划未按季度执行。",
	"The check list of the shift did not name it.",
};

static const char *const plans[] = {
	"Replace the part, name one person for the stock, look at it every Monday.",
	"更新交接表，班前会培训，主管每日抽查一次。",
	"Train the whole shift this week and sign for it.",
	"与维保单位确认计划，并在系统中登记下次保养日期。",
};

static const char *const fixes[] = {
	"Done and looked at again after two days.",
	"已完成整改，照片见附件。",
	"Replaced; the old part is at the workshop.",
	"已培训并更新标识，请复核。",
};

#define PICK(s, list) (list)[chance_below(&(s)->chance, sizeof(list) / sizeof((list)[0]))]

void follow_up_begin(struct stage *s, struct follow_ups *f, const struct store *store,
		     const char *action_id, int64_t at)
{
	bool is_left_undone = chance_is(&s->chance, 120);
	int64_t wait = (2 + chance_below(&s->chance, 60)) * HOUR_MS;

	if (is_left_undone || f->nr == FOLLOW_UPS_MAX)
		return;
	for (size_t i = 0; i < f->nr; i++)
		if (!strcmp(f->items[i].action_id, action_id))
			return;
	f->items[f->nr++] = (struct follow_up){
		.action_id = arena_strdup(&s->mem, action_id),
		.store = store,
		.at = at + wait,
	};
}

/* The person who is responsible, as far as that person plays here. */
static struct actor *responsible(struct stage *s, const struct follow_up *u,
				 const struct call *call)
{
	const char *id = call_text(call, "responsible_id", NULL);

	for (size_t i = 0; id && i < s->people_nr; i++)
		if (!strcmp(s->people[i].person_id, id))
			return &s->people[i];
	return u->store->manager;
}

static struct actor *verifier(struct stage *s, const struct follow_up *u, const struct actor *fixer)
{
	struct actor *above = s->regions[u->store->region].manager;

	return above == fixer ? s->quality : above;
}

static bool act(struct stage *s, struct actor *actor, const struct follow_up *u, const char *verb,
		const char *body)
{
	return client_do(&s->client, actor, u->at, POST,
			 arena_printf(&s->mem, "/v1/actions/%s/%s", u->action_id, verb), body);
}

static bool plan(struct stage *s, struct follow_up *u, struct actor *actor)
{
	if (!act(s, actor, u, "plan",
		 arena_printf(&s->mem, "{\"cause\":\"%s\",\"plan\":\"%s\"}", PICK(s, causes),
			      PICK(s, plans))))
		return false;
	u->at += (3 + chance_below(&s->chance, 40)) * HOUR_MS;
	return true;
}

static bool start(struct stage *s, struct follow_up *u, struct actor *actor)
{
	if (!act(s, actor, u, "start", "{}"))
		return false;
	u->at += (4 + chance_below(&s->chance, 90)) * HOUR_MS;
	return true;
}

static bool hand_in(struct stage *s, struct follow_up *u, struct actor *actor)
{
	const char *photo = shot_take(s, actor, u->store, u->at - 5 * MINUTE_MS);

	if (!photo || !act(s, actor, u, "hand-in",
			   arena_printf(&s->mem, "{\"done\":\"%s\",\"photos\":[\"%s\"]}",
					PICK(s, fixes), photo)))
		return false;
	u->at += (6 + chance_below(&s->chance, 60)) * HOUR_MS;
	return true;
}

/* Sends back what is not good enough, once; *is_over: nothing more happens here. */
static bool verify(struct stage *s, struct follow_up *u, struct actor *actor, bool *is_over)
{
	if (!u->was_returned && chance_is(&s->chance, 100)) {
		u->was_returned = true;
		if (!act(s, actor, u, "return",
			 "{\"reason\":\"The photograph does not show the place that failed.\"}"))
			return false;
		u->at += (5 + chance_below(&s->chance, 40)) * HOUR_MS;
		return true;
	}
	*is_over = true;
	return act(s, actor, u, "verify", "{\"note\":\"Seen on the photograph.\"}");
}

/* Where an action stands decides what is next: another failure may have changed it meanwhile. */
static bool step(struct stage *s, struct follow_up *u, bool *is_over)
{
	const char *state = "";
	bool is_corrective = false;
	struct actor *actor;
	struct call call;
	bool ok = client_call(&s->client, s->admin, u->at, GET,
			      arena_printf(&s->mem, "/v1/actions/%s", u->action_id), NULL, &call);

	actor = responsible(s, u, &call);
	if (ok) {
		is_corrective = !strcmp(call_text(&call, "kind", NULL), "corrective");
		state = arena_strdup(&s->mem, call_text(&call, "state", NULL));
	}
	work_release(&call.work);
	if (!ok)
		return false;
	if (!strcmp(state, "open"))
		return is_corrective ? plan(s, u, actor) : start(s, u, actor);
	if (!strcmp(state, "planned"))
		return start(s, u, actor);
	if (!strcmp(state, "in_progress"))
		return hand_in(s, u, actor);
	if (!strcmp(state, "submitted"))
		return verify(s, u, verifier(s, u, actor), is_over);
	*is_over = true;
	return true;
}

static struct follow_up *next(struct follow_ups *f, int64_t until)
{
	struct follow_up *first = NULL;

	for (size_t i = 0; i < f->nr; i++)
		if (f->items[i].at < until && (!first || f->items[i].at < first->at))
			first = &f->items[i];
	return first;
}

bool follow_up_until(struct stage *s, struct follow_ups *f, int64_t until)
{
	struct follow_up *u;

	while ((u = next(f, until))) {
		bool is_over = false;

		if (!step(s, u, &is_over))
			return false;
		if (is_over)
			*u = f->items[--f->nr];
	}
	return true;
}
