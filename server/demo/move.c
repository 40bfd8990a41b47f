#include "demo/move.h"

#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
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

static const char *const delays[] = {
	"The part comes from abroad; the supplier has confirmed the new date.",
	"维保单位排期已满，下周才能进场。",
};

static const char *const comments[] = {
	"The workshop has the part now; the fitter comes tomorrow morning.",
	"已与夜班主管确认，今晚闭店后施工。",
};

static const char *const lessons[] = {
	"Name the person who is in charge of spare parts on the weekly plan.",
	"建议将该项加入班前检查表，并附标准照片。",
};

#define PICK(s, list) (list)[chance_below(&(s)->chance, sizeof(list) / sizeof((list)[0]))]

/* How long until the next thing: at least so many hours, and up to so many more. */
static const struct {
	uint32_t least;
	uint32_t more;
} pauses[MOVES] = {
	[MOVE_PLAN] = { 3, 40 },    [MOVE_START] = { 4, 90 },  [MOVE_HAND_IN] = { 6, 60 },
	[MOVE_RETURN] = { 5, 40 },  [MOVE_VERIFY] = { 2, 20 }, [MOVE_ASK] = { 2, 6 },
	[MOVE_APPROVE] = { 9, 70 }, [MOVE_DECLINE] = { 2, 8 }, [MOVE_COMMENT] = { 1, 3 },
};

/* The person who is responsible, as far as that person plays here. */
static struct actor *responsible(struct stage *s, const struct task *t, const struct call *call)
{
	const char *id = call_text(call, "responsible_id", NULL);

	for (size_t i = 0; id && i < s->people_nr; i++)
		if (!strcmp(s->people[i].person_id, id))
			return &s->people[i];
	return t->store->manager;
}

bool task_look(struct stage *s, const struct task *t, struct standing *standing)
{
	struct call call;
	bool ok = client_call(&s->client, s->admin, t->at, GET,
			      arena_printf(&s->mem, "/v1/actions/%s", t->action_id), NULL, &call);

	memset(standing, 0, sizeof(*standing));
	if (ok) {
		standing->state = arena_strdup(&s->mem, call_text(&call, "state", NULL));
		standing->is_corrective = !strcmp(call_text(&call, "kind", NULL), "corrective");
		standing->responsible = responsible(s, t, &call);
		ok = clock_parse(call_text(&call, "due_at", NULL), &standing->due_at);
	}
	work_release(&call.work);
	return ok;
}

static struct actor *above(struct stage *s, const struct task *t, const struct standing *standing)
{
	struct actor *manager = s->regions[t->store->region].manager;

	return manager == standing->responsible ? s->quality : manager;
}

static bool act(struct stage *s, struct actor *actor, const struct task *t, const char *verb,
		const char *body)
{
	return client_do(&s->client, actor, t->at, POST,
			 arena_printf(&s->mem, "/v1/actions/%s/%s", t->action_id, verb), body);
}

static bool hand_in(struct stage *s, const struct task *t, struct actor *actor)
{
	const char *photo = shot_take(s, actor, t->store, t->at - 5 * MINUTE_MS);

	return photo && act(s, actor, t, "hand-in",
			    arena_printf(&s->mem, "{\"done\":\"%s\",\"photos\":[\"%s\"]}",
					 PICK(s, fixes), photo));
}

static bool ask(struct stage *s, struct task *t, const struct standing *standing)
{
	int64_t from = standing->due_at > t->at ? standing->due_at : t->at;

	t->extension_id = uuid_v7(&s->mem, t->at);
	return act(s, standing->responsible, t, "extensions",
		   arena_printf(&s->mem, "{\"id\":\"%s\",\"due_at\":\"%s\",\"reason\":\"%s\"}",
				t->extension_id, clock_text(&s->mem, from + 7 * DAY_MS),
				PICK(s, delays)));
}

static bool decide(struct stage *s, const struct task *t, struct actor *actor, const char *verb)
{
	return act(s, actor, t, arena_printf(&s->mem, "extensions/%s/%s", t->extension_id, verb),
		   "{}");
}

/* What whoever is responsible does. */
static bool work_on(struct stage *s, struct task *t, const struct standing *standing,
		    enum move move)
{
	struct actor *actor = standing->responsible;

	switch (move) {
	case MOVE_PLAN:
		return act(s, actor, t, "plan",
			   arena_printf(&s->mem, "{\"cause\":\"%s\",\"plan\":\"%s\"}",
					PICK(s, causes), PICK(s, plans)));
	case MOVE_START:
		return act(s, actor, t, "start", "{}");
	case MOVE_HAND_IN:
		return hand_in(s, t, actor);
	case MOVE_COMMENT:
		return act(s, actor, t, "comments",
			   arena_printf(&s->mem, "{\"text\":\"%s\"}", PICK(s, comments)));
	default:
		return ask(s, t, standing);
	}
}

/* What somebody else decides. */
static bool judge(struct stage *s, struct task *t, struct actor *actor, enum move move)
{
	switch (move) {
	case MOVE_RETURN:
		return act(s, actor, t, "return",
			   "{\"reason\":\"The photograph does not show the place that failed.\"}");
	case MOVE_VERIFY:
		return act(s, actor, t, "verify", "{\"note\":\"Seen on the photograph.\"}");
	case MOVE_APPROVE:
		return decide(s, t, actor, "approve");
	case MOVE_DECLINE:
		return decide(s, t, actor, "decline");
	case MOVE_WAIVE:
		return act(s, actor, t, "waive",
			   "{\"reason\":\"The area is rebuilt next month anyway.\"}");
	case MOVE_CANCEL:
		return act(s, actor, t, "cancel",
			   "{\"reason\":\"The same thing is dealt with in another action.\"}");
	default:
		return act(s, actor, t, "proposals",
			   arena_printf(&s->mem, "{\"kind\":\"procedure\",\"text\":\"%s\"}",
					PICK(s, lessons)));
	}
}

bool task_move(struct stage *s, struct task *t, const struct standing *standing, enum move move)
{
	bool is_work = move == MOVE_PLAN || move == MOVE_START || move == MOVE_HAND_IN ||
		       move == MOVE_ASK || move == MOVE_COMMENT;
	bool ok =
		is_work ? work_on(s, t, standing, move) : judge(s, t, above(s, t, standing), move);

	t->at += (pauses[move].least + chance_below(&s->chance, pauses[move].more + 1)) * HOUR_MS;
	return ok;
}
