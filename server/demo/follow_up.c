#include "demo/follow_up.h"

#include <string.h>

void follow_up_begin(struct stage *s, struct follow_ups *f, const struct store *store,
		     const char *action_id, int64_t at)
{
	bool is_left_undone = chance_is(&s->chance, 120);
	int64_t wait = (2 + chance_below(&s->chance, 60)) * HOUR_MS;

	if (is_left_undone || f->nr == FOLLOW_UPS_MAX)
		return;
	for (size_t i = 0; i < f->nr; i++)
		if (!strcmp(f->items[i].task.action_id, action_id))
			return;
	f->items[f->nr++] = (struct follow_up){
		.task = { .action_id = arena_strdup(&s->mem, action_id),
			  .store = store,
			  .at = at + wait },
	};
}

static bool begin(struct stage *s, struct follow_up *u, const struct standing *standing,
		  bool *is_over)
{
	*is_over = chance_is(&s->chance, 20);
	if (*is_over)
		return task_move(s, &u->task, standing, MOVE_WAIVE);
	return task_move(s, &u->task, standing, standing->is_corrective ? MOVE_PLAN : MOVE_START);
}

/* Asks for a later date now and then; two of three get it. */
static bool go_on(struct stage *s, struct follow_up *u, const struct standing *standing)
{
	enum move decision = MOVE_APPROVE;

	if (u->was_late || u->was_returned || !chance_is(&s->chance, 80))
		return task_move(s, &u->task, standing, MOVE_HAND_IN);
	u->was_late = true;
	if (chance_is(&s->chance, 333))
		decision = MOVE_DECLINE;
	return task_move(s, &u->task, standing, MOVE_ASK) &&
	       task_move(s, &u->task, standing, decision);
}

/* Sends back what is not good enough, once; *is_over: nothing more happens here. */
static bool verify(struct stage *s, struct follow_up *u, const struct standing *standing,
		   bool *is_over)
{
	if (!u->was_returned && chance_is(&s->chance, 100)) {
		u->was_returned = true;
		return task_move(s, &u->task, standing, MOVE_RETURN);
	}
	*is_over = true;
	return task_move(s, &u->task, standing, MOVE_VERIFY) &&
	       (!chance_is(&s->chance, 40) || task_move(s, &u->task, standing, MOVE_PROPOSE));
}

/* Where an action stands decides what is next. */
static bool step(struct stage *s, struct follow_up *u, bool *is_over)
{
	struct standing standing;

	if (!task_look(s, &u->task, &standing))
		return false;
	if (!strcmp(standing.state, "open"))
		return begin(s, u, &standing, is_over);
	if (!strcmp(standing.state, "planned"))
		return task_move(s, &u->task, &standing, MOVE_START);
	if (!strcmp(standing.state, "in_progress"))
		return go_on(s, u, &standing);
	if (!strcmp(standing.state, "submitted"))
		return verify(s, u, &standing, is_over);
	*is_over = true;
	return true;
}

static struct follow_up *next(struct follow_ups *f, int64_t until)
{
	struct follow_up *first = NULL;

	for (size_t i = 0; i < f->nr; i++)
		if (f->items[i].task.at < until && (!first || f->items[i].task.at < first->task.at))
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
