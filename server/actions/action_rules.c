#include "actions/action.h"

#define STATE(name) (1U << ACTION_##name)
#define EVERY_STATE ((1U << ACTION_STATES) - 1)
#define OVER (STATE(CLOSED) | STATE(CANCELLED) | STATE(WAIVED))

const char *const action_state_names[] = {
	"open",   "planned",   "in_progress", "submitted", "monitoring",
	"closed", "cancelled", "waived",      "disputed",  NULL,
};

const char *const action_kind_names[] = { "correction", "corrective", NULL };

const char *const action_step_names[] = {
	"plan",   "start", "hand_in", "verify",         "return",  "assign",  "raise",
	"cancel", "waive", "extend",  "look_elsewhere", "propose", "comment", NULL,
};

const char *const cause_category_names[] = {
	"people", "method", "material", "machine", "environment", "measurement", NULL,
};

/* In which states of which kind a step can be done: the diagram of action.h. */
static const struct {
	unsigned int correction;
	unsigned int corrective;
} ready[STEPS] = {
	[STEP_PLAN] = { 0, STATE(OPEN) | STATE(PLANNED) },
	[STEP_START] = { STATE(OPEN), STATE(PLANNED) },
	[STEP_HAND_IN] = { STATE(IN_PROGRESS), STATE(IN_PROGRESS) },
	[STEP_VERIFY] = { STATE(SUBMITTED), STATE(SUBMITTED) },
	[STEP_RETURN] = { STATE(SUBMITTED), STATE(SUBMITTED) },
	[STEP_ASSIGN] = { EVERY_STATE & ~OVER, EVERY_STATE & ~OVER },
	[STEP_RAISE] = { STATE(OPEN) | STATE(IN_PROGRESS), 0 },
	[STEP_CANCEL] = { EVERY_STATE & ~OVER, EVERY_STATE & ~OVER },
	[STEP_WAIVE] = { EVERY_STATE & ~OVER, EVERY_STATE & ~OVER },
	[STEP_EXTEND] = { STATE(OPEN) | STATE(IN_PROGRESS),
			  STATE(OPEN) | STATE(PLANNED) | STATE(IN_PROGRESS) },
	[STEP_LOOK_ELSEWHERE] = { EVERY_STATE & ~STATE(CANCELLED),
				  EVERY_STATE & ~STATE(CANCELLED) },
	[STEP_PROPOSE] = { STATE(CLOSED), STATE(MONITORING) | STATE(CLOSED) },
	[STEP_COMMENT] = { EVERY_STATE, EVERY_STATE },
};

bool action_is_ready_for(const struct action *a, enum action_step step)
{
	return (a->is_corrective ? ready[step].corrective : ready[step].correction) >> a->state & 1;
}

bool action_lets(const struct action *a, enum action_step step)
{
	switch (step) {
	case STEP_PLAN:
	case STEP_START:
	case STEP_HAND_IN:
	case STEP_EXTEND:
		return a->may_work;
	case STEP_VERIFY:
	case STEP_RETURN:
		return a->may_verify;
	case STEP_ASSIGN:
		return a->may_assign;
	case STEP_RAISE:
		return a->may_assign || a->may_verify;
	case STEP_CANCEL:
		return a->may_cancel;
	case STEP_WAIVE:
		return a->may_approve;
	case STEP_LOOK_ELSEWHERE:
		return a->may_read && a->may_plan_visits;
	case STEP_PROPOSE:
		return a->may_work || a->may_verify || a->may_assign;
	case STEP_COMMENT:
	case STEPS:
		break;
	}
	return a->may_read;
}

bool action_can(const struct action *a, enum action_step step)
{
	if (!action_is_ready_for(a, step) || !action_lets(a, step))
		return false;
	if (step == STEP_LOOK_ELSEWHERE && !a->has_question)
		return false;
	if (step == STEP_WAIVE)
		return !a->is_responsible;
	return step != STEP_VERIFY || (!a->is_fixer && (!a->is_critical || a->is_from_above));
}

enum action_state action_state_after(const struct action *a, enum action_step step)
{
	switch (step) {
	case STEP_PLAN:
		return ACTION_PLANNED;
	case STEP_START:
	case STEP_RETURN:
		return ACTION_IN_PROGRESS;
	case STEP_HAND_IN:
		return ACTION_SUBMITTED;
	case STEP_VERIFY:
		return a->is_corrective && a->has_criteria ? ACTION_MONITORING : ACTION_CLOSED;
	case STEP_RAISE:
		return ACTION_OPEN;
	case STEP_CANCEL:
		return ACTION_CANCELLED;
	case STEP_WAIVE:
		return ACTION_WAIVED;
	case STEP_ASSIGN:
	case STEP_EXTEND:
	case STEP_LOOK_ELSEWHERE:
	case STEP_PROPOSE:
	case STEP_COMMENT:
	case STEPS:
		break;
	}
	return a->state;
}
