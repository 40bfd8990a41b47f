#include "scoring/scoring.h"

static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

/* Of one choice or of several: the largest, or all that give points. */
static void prepare_choices(const struct scoring_checklist *c, struct scoring_question *q)
{
	for (int32_t i = 0; i < q->nr; i++) {
		const struct scoring_choice *choice = &c->choices[q->first + i];

		if (choice->fails)
			q->can_fail = 1;
		if (q->type == SCORING_CHOICES)
			q->possible += larger(choice->points, 0);
		else if (!choice->not_applicable)
			q->possible = larger(q->possible, choice->points);
	}
}

static void prepare_ranges(const struct scoring_checklist *c, struct scoring_question *q)
{
	for (int32_t i = 0; i < q->nr; i++) {
		const struct scoring_range *range = &c->ranges[q->first + i];

		if (range->fails)
			q->can_fail = 1;
		q->possible = larger(q->possible, range->points);
	}
}

static void prepare_question(const struct scoring_checklist *c, struct scoring_question *q)
{
	q->possible = 0;
	q->can_fail = 0;
	switch (q->type) {
	case SCORING_CHOICE:
	case SCORING_CHOICES:
		prepare_choices(c, q);
		break;
	case SCORING_NUMBER:
		prepare_ranges(c, q);
		break;
	case SCORING_CHECK:
		q->possible = q->points;
		q->can_fail = q->fails_on <= 1;
		break;
	default:
		break;
	}
	if (q->bonus)
		q->possible = 0;
}

void scoring_prepare(struct scoring_checklist *c)
{
	for (int32_t s = 0; s < c->sections_nr; s++) {
		const struct scoring_section *section = &c->sections[s];

		for (int32_t i = 0; i < section->nr; i++) {
			struct scoring_question *q = &c->questions[section->first + i];

			q->section = s;
			prepare_question(c, q);
		}
	}
}

int32_t scoring_answers_nr(const struct scoring_checklist *c, const int32_t *instances)
{
	int32_t nr = 0;

	for (int32_t s = 0; s < c->sections_nr; s++)
		nr += instances[s] * c->sections[s].nr;
	return nr;
}
