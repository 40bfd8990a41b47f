#include "demo/scene.h"

#include <string.h>

#define MOVES_MAX 7
#define BAD_DAY 320 /* of a thousand questions fail */

/* The turns that an action takes, each once. */
static const struct turn {
	size_t nr;
	enum move moves[MOVES_MAX];
	bool is_corrective; /* for such alone; others pass over the plan */
} turns[] = {
	{ 1, { MOVE_PLAN }, true },
	{ 4, { MOVE_PLAN, MOVE_START, MOVE_HAND_IN, MOVE_VERIFY }, true },
	{ 5, { MOVE_PLAN, MOVE_START, MOVE_HAND_IN, MOVE_VERIFY, MOVE_PROPOSE }, true },
	{ 0, { MOVES }, false },
	{ 3, { MOVE_PLAN, MOVE_START, MOVE_COMMENT }, false },
	{ 3, { MOVE_PLAN, MOVE_START, MOVE_HAND_IN }, false },
	{ 4, { MOVE_PLAN, MOVE_START, MOVE_HAND_IN, MOVE_RETURN }, false },
	{ 3, { MOVE_PLAN, MOVE_START, MOVE_ASK }, false },
	{ 4, { MOVE_PLAN, MOVE_START, MOVE_ASK, MOVE_APPROVE }, false },
	{ 4, { MOVE_PLAN, MOVE_START, MOVE_ASK, MOVE_DECLINE }, false },
	{ 1, { MOVE_WAIVE }, false },
	{ 1, { MOVE_CANCEL }, false },
};

#define TURNS (sizeof(turns) / sizeof(turns[0]))

/* What all others come to. */
static const struct turn usual = { 4, { MOVE_PLAN, MOVE_START, MOVE_HAND_IN, MOVE_VERIFY }, false };

/* The next turn that nobody has taken and this one can. */
static const struct turn *turn_for(bool is_corrective, bool taken[TURNS])
{
	for (size_t i = 0; i < TURNS; i++) {
		if (taken[i] || (turns[i].is_corrective && !is_corrective))
			continue;
		taken[i] = true;
		return &turns[i];
	}
	return &usual;
}

static bool take(struct stage *s, struct task *task, const struct turn *turn)
{
	for (size_t i = 0; i < turn->nr; i++) {
		struct standing standing;
		int64_t at = task->at;

		if (!task_look(s, task, &standing))
			return false;
		if (turn->moves[i] == MOVE_PLAN && !standing.is_corrective)
			continue;
		if (!task_move(s, task, &standing, turn->moves[i]))
			return false;
		task->at = at + 11 * HOUR_MS;
	}
	return true;
}

/* What an earlier visit had opened goes its way elsewhere. */
static bool is_new(struct stage *s, const struct task *task, struct standing *standing)
{
	return task_look(s, task, standing) && !strcmp(standing->state, "open");
}

bool scene_play(struct stage *s, struct store *store, const char *form)
{
	struct follow_ups *found = arena_alloc(&s->mem, sizeof(*found));
	int64_t at = s->ends_at - SCENE_DAYS * DAY_MS;
	uint32_t fails = store->fails_in_thousand;
	bool taken[TURNS] = { false };

	store->fails_in_thousand = BAD_DAY;
	if (!visit_make(s, found, store, stage_form(s, form), s->inspectors[store->place.trade],
			at))
		return false;
	store->fails_in_thousand = fails;
	for (size_t i = 0; i < found->nr; i++) {
		struct task *task = &found->items[i].task;
		struct standing standing;

		task->at = at + 6 * HOUR_MS;
		if (is_new(s, task, &standing) &&
		    !take(s, task, turn_for(standing.is_corrective, taken)))
			return false;
	}
	return true;
}
