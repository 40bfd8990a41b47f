#include "scoring/scoring.h"

/* One question in one instance. */
struct asked {
	const struct scoring_question *q;
	const struct scoring_answer *answer;
	int32_t section;
	int32_t instance;
	int32_t question;
	int32_t at; /* which of the sheet's answers */
};

/* What an answer says by itself, before weight and repeat. */
struct verdict {
	int64_t earned;
	int64_t possible;
	int64_t deduct;
	bool fails;
};

struct scoring {
	const struct scoring_checklist *c;
	const struct scoring_sheet *sheet;
	struct scoring_result *r;
	bool counts_losses; /* deduction and demerit: nothing is earned, findings cost */
};

/* ---- hidden or shown */

static bool holds(const int32_t *ascending, int32_t nr, int64_t value)
{
	int32_t low = 0;

	while (low < nr) {
		int32_t middle = low + (nr - low) / 2;

		if (ascending[middle] == value)
			return true;
		if (ascending[middle] < value)
			low = middle + 1;
		else
			nr = middle;
	}
	return false;
}

/* Looks up the fewer among the more, so that long lists against long lists stay cheap. */
static bool share_one(const int32_t *a, int32_t a_nr, const int32_t *b, int32_t b_nr)
{
	const int32_t *fewer = a_nr < b_nr ? a : b, *more = a_nr < b_nr ? b : a;
	int32_t fewer_nr = a_nr < b_nr ? a_nr : b_nr, more_nr = a_nr < b_nr ? b_nr : a_nr;

	for (int32_t i = 0; i < fewer_nr; i++)
		if (holds(more, more_nr, fewer[i]))
			return true;
	return false;
}

static bool is_relevant(const struct scoring *s, const struct asked *a)
{
	const struct scoring_question *other = &s->c->questions[a->q->relevant];
	const struct scoring_section *section = &s->c->sections[other->section];
	const int32_t *in = s->c->in + a->q->in_first;
	const struct scoring_answer *answer;
	int32_t at = s->r->sections[other->section].first_answer;

	at += a->q->relevant - section->first;
	if (other->section == a->section)
		at += a->instance * section->nr;
	if (s->r->outcomes[at].kind <= SCORING_WAS_NOT_APPLICABLE)
		return false;

	answer = &s->sheet->answers[at];
	if (other->type == SCORING_CHOICES)
		return share_one(s->sheet->chosen + answer->chosen_first, answer->chosen_nr, in,
				 a->q->in_nr);
	return holds(in, a->q->in_nr, answer->value);
}

static bool is_hidden(const struct scoring *s, const struct asked *a)
{
	if (!s->sheet->applies[a->question])
		return true;
	return a->q->relevant != SCORING_NONE && !is_relevant(s, a);
}

/* ---- what an answer is worth */

static int64_t own_or(int64_t own, int64_t other) { return own == SCORING_NONE ? other : own; }

static struct verdict judge_choice(const struct scoring *s, const struct asked *a)
{
	const struct scoring_choice *choice = &s->c->choices[a->q->first + a->answer->value];

	return (struct verdict){
		.earned = choice->points,
		.possible = a->q->bonus ? 0 : own_or(choice->possible, a->q->possible),
		.deduct = own_or(choice->deduct, a->q->deduct),
		.fails = choice->fails,
	};
}

static struct verdict judge_choices(const struct scoring *s, const struct asked *a)
{
	struct verdict v = { .possible = a->q->possible };
	bool has_own = false;

	for (int32_t i = 0; i < a->answer->chosen_nr; i++) {
		int32_t at = s->sheet->chosen[a->answer->chosen_first + i];
		const struct scoring_choice *choice = &s->c->choices[a->q->first + at];

		v.earned += choice->points;
		if (!choice->fails)
			continue;
		v.fails = true;
		if (choice->deduct == SCORING_NONE)
			continue;
		v.deduct += choice->deduct;
		has_own = true;
	}
	if (!has_own)
		v.deduct = a->q->deduct;
	return v;
}

static struct verdict judge_number(const struct scoring *s, const struct asked *a)
{
	struct verdict v = { .possible = a->q->possible, .deduct = a->q->deduct };

	for (int32_t i = 0; i < a->q->nr; i++) {
		const struct scoring_range *range = &s->c->ranges[a->q->first + i];

		if (a->answer->value < range->from || a->answer->value >= range->to)
			continue;
		v.earned = range->points;
		v.deduct = own_or(range->deduct, a->q->deduct);
		v.fails = range->fails;
		break;
	}
	return v;
}

static struct verdict judge(const struct scoring *s, const struct asked *a)
{
	switch (a->q->type) {
	case SCORING_CHOICE:
		return judge_choice(s, a);
	case SCORING_CHOICES:
		return judge_choices(s, a);
	case SCORING_NUMBER:
		return judge_number(s, a);
	case SCORING_CHECK:
		return (struct verdict){
			.earned = a->answer->value ? a->q->points : 0,
			.possible = a->q->possible,
			.deduct = a->q->deduct,
			.fails = a->q->fails_on == a->answer->value,
		};
	default:
		return (struct verdict){ 0 };
	}
}

/* ---- one answer */

static void add_missing(const struct scoring *s, const struct asked *a, enum scoring_need needs)
{
	s->r->missing[s->r->missing_nr++] = (struct scoring_missing){
		.section = a->section,
		.instance = a->instance,
		.question = a->question,
		.needs = (uint8_t)needs,
	};
}

static void look_for_evidence(const struct scoring *s, const struct asked *a, bool has_failed)
{
	uint8_t asks = has_failed ? SCORING_FAILED : SCORING_ALWAYS;

	if (a->q->photos_when >= asks && a->answer->photos_nr < a->q->photos_min)
		add_missing(s, a, SCORING_NEEDS_PHOTOS);
	if (a->q->note_when >= asks && !a->answer->has_note)
		add_missing(s, a, SCORING_NEEDS_NOTE);
}

/* In billionths. */
static scoring_wide loss(const struct scoring *s, const struct asked *a, const struct verdict *v,
			 int32_t repeat)
{
	int64_t lost = v->deduct, factor = 1000;

	if (!s->counts_losses)
		lost = v->possible > v->earned ? v->possible - v->earned : 0;
	if (s->c->factors_nr)
		factor = s->c->factors[(repeat < s->c->factors_nr ? repeat : s->c->factors_nr) - 1];
	return (scoring_wide)(lost * a->q->weight) * factor;
}

static scoring_wide add_finding(const struct scoring *s, const struct asked *a,
				const struct verdict *v)
{
	int32_t repeat = s->sheet->history[a->question] + 1;
	scoring_wide lost = loss(s, a, v, repeat);

	s->r->findings[s->r->findings_nr++] = (struct scoring_finding){
		.lost = lost,
		.section = a->section,
		.instance = a->instance,
		.question = a->question,
		.answer = a->at,
		.repeat = repeat,
		.critical = a->q->critical,
	};
	s->r->criticals_nr += a->q->critical;
	s->r->outcomes[a->at].lost = (int64_t)scoring_divide(lost, 1000000);
	return lost;
}

static enum scoring_outcome_kind score_answered(const struct scoring *s, const struct asked *a,
						struct scoring_sum *sum)
{
	struct verdict v = judge(s, a);
	scoring_wide lost = 0;

	s->r->answered_nr++;
	if (v.fails)
		lost = add_finding(s, a, &v);
	look_for_evidence(s, a, v.fails);

	if (s->counts_losses) {
		sum->earned += lost;
	} else {
		int64_t earned = v.fails ? v.possible : v.earned;

		sum->earned += (scoring_wide)(earned * a->q->weight) * 1000 - lost;
		sum->possible += (scoring_wide)(v.possible * a->q->weight) * 1000;
	}
	if (v.fails)
		return SCORING_WAS_FAILED;
	return a->q->can_fail ? SCORING_WAS_PASSED : SCORING_WAS_ANSWERED;
}

static void score_gap(const struct scoring *s, const struct asked *a, int32_t gap,
		      struct scoring_sum *sum)
{
	if (gap == SCORING_ZERO && !s->counts_losses)
		sum->possible += (scoring_wide)(a->q->possible * a->q->weight) * 1000;
}

static enum scoring_outcome_kind score_answer(const struct scoring *s, const struct asked *a,
					      struct scoring_sum *sum)
{
	if (is_hidden(s, a))
		return SCORING_WAS_HIDDEN;

	switch (a->answer->state) {
	case SCORING_IS_BLANK:
		if (a->q->required)
			add_missing(s, a, SCORING_NEEDS_ANSWER);
		score_gap(s, a, s->c->blank, sum);
		return SCORING_WAS_BLANK;
	case SCORING_IS_NOT_APPLICABLE:
		score_gap(s, a, s->c->not_applicable, sum);
		return SCORING_WAS_NOT_APPLICABLE;
	default:
		return score_answered(s, a, sum);
	}
}

/* ---- sections and totals */

static void score_answers(const struct scoring *s, int32_t section, struct scoring_sum *sum)
{
	const struct scoring_section *of = &s->c->sections[section];
	struct asked a = { .section = section, .at = sum->first_answer };

	for (a.instance = 0; a.instance < s->sheet->instances[section]; a.instance++)
		for (int32_t i = 0; i < of->nr; i++, a.at++) {
			a.question = of->first + i;
			a.q = &s->c->questions[a.question];
			a.answer = &s->sheet->answers[a.at];
			s->r->outcomes[a.at].lost = 0;
			s->r->outcomes[a.at].kind = (uint8_t)score_answer(s, &a, sum);
		}
}

static bool is_below(const struct scoring_percent *percent, int64_t limit)
{
	return percent->den && limit != SCORING_NONE && percent->num < limit * percent->den;
}

/* possible is a whole number of millionths, so that this division leaves nothing. */
static struct scoring_percent ratio(scoring_wide earned, scoring_wide possible)
{
	return (struct scoring_percent){ .num = earned * 100, .den = possible / 1000 };
}

static void score_section(const struct scoring *s, int32_t section, int32_t first_answer)
{
	const struct scoring_section *of = &s->c->sections[section];
	struct scoring_sum *sum = &s->r->sections[section];

	*sum = (struct scoring_sum){ .first_answer = first_answer };
	if (s->sheet->instances[section] < of->least_instances) {
		struct asked none = { .section = section, .question = SCORING_NONE };

		add_missing(s, &none, SCORING_NEEDS_INSTANCES);
	}
	score_answers(s, section, sum);

	if (s->c->floor_zero && sum->earned < 0)
		sum->earned = 0;
	sum->percent = ratio(sum->earned, sum->possible);
	sum->is_below_gate = is_below(&sum->percent, of->gate);
	s->r->earned += sum->earned;
	s->r->possible += sum->possible;
}

/* The mean of the sections' percents, each rounded to six decimals. */
static struct scoring_percent mean_of_sections(const struct scoring *s)
{
	scoring_wide sum = 0, weights = 0;

	for (int32_t i = 0; i < s->c->sections_nr; i++) {
		const struct scoring_percent *percent = &s->r->sections[i].percent;
		int64_t weight = s->c->sections[i].weight;

		if (!percent->den)
			continue;
		sum += scoring_divide(percent->num * 1000, percent->den) * weight;
		weights += weight;
	}
	return (struct scoring_percent){ .num = sum, .den = weights * 1000 };
}

static void limit_percent(struct scoring_percent *percent, int64_t most)
{
	if (percent->den && percent->num > most * percent->den)
		*percent = (struct scoring_percent){ .num = most, .den = 1 };
}

static void find_totals(const struct scoring *s)
{
	const struct scoring_checklist *c = s->c;
	struct scoring_result *r = s->r;

	if (c->method == SCORING_DEMERIT)
		return;
	if (c->method == SCORING_DEDUCTION) {
		r->possible = (scoring_wide)c->base * 1000000;
		r->earned = r->possible - r->earned;
		if (c->floor_zero && r->earned < 0)
			r->earned = 0;
	}
	if (c->cap_at_full && r->possible && r->earned > r->possible)
		r->earned = r->possible;

	if (c->method == SCORING_WEIGHTED_SECTIONS)
		r->percent = mean_of_sections(s);
	else if (c->method == SCORING_POINTS || r->answered_nr)
		r->percent = ratio(r->earned, r->possible);
	if (c->cap_at_full)
		limit_percent(&r->percent, 100000);
}

static void apply_criticals(const struct scoring *s)
{
	struct scoring_percent *percent = &s->r->percent;

	if (!s->r->criticals_nr || !percent->den)
		return;
	if (s->c->critical_effect == SCORING_TO_ZERO)
		*percent = (struct scoring_percent){ .num = 0, .den = 1 };
	else if (s->c->critical_effect == SCORING_CAPPED)
		limit_percent(percent, s->c->cap);
}

/* ---- grade and status */

/* The band with the largest `from` that is reached, else the lowest. */
static int32_t grade_by_percent(const struct scoring *s)
{
	const struct scoring_band *bands = s->c->bands;
	int32_t best = SCORING_NONE, lowest = 0;

	for (int32_t i = 0; i < s->c->bands_nr; i++) {
		if (bands[i].from < bands[lowest].from)
			lowest = i;
		if (!is_below(&s->r->percent, bands[i].from) &&
		    (best == SCORING_NONE || bands[i].from > bands[best].from))
			best = i;
	}
	return best == SCORING_NONE ? lowest : best;
}

static bool is_within(scoring_wide lost, int64_t limit)
{
	return limit == SCORING_NONE || lost <= (scoring_wide)limit * 1000000;
}

static int32_t grade_by_losses(const struct scoring *s)
{
	scoring_wide largest = 0;
	int32_t i = 0;

	for (int32_t f = 0; f < s->r->findings_nr; f++)
		if (s->r->findings[f].lost > largest)
			largest = s->r->findings[f].lost;
	/* The last band has no limits. */
	while (!is_within(s->r->earned, s->c->bands[i].max_total) ||
	       !is_within(largest, s->c->bands[i].max_single))
		i++;
	return i;
}

static void find_grade(const struct scoring *s)
{
	bool is_demerit = s->c->method == SCORING_DEMERIT;

	s->r->grade = SCORING_NONE;
	if (!s->c->bands_nr)
		return;
	if (is_demerit && s->r->answered_nr)
		s->r->grade = grade_by_losses(s);
	else if (!is_demerit && s->r->percent.den)
		s->r->grade = grade_by_percent(s);
	s->r->band_fails = s->r->grade != SCORING_NONE && s->c->bands[s->r->grade].fails;
}

static void find_status(const struct scoring *s)
{
	struct scoring_result *r = s->r;
	bool is_scored =
		s->c->method == SCORING_DEMERIT ? r->answered_nr != 0 : r->percent.den != 0;
	bool fails = r->criticals_nr || r->is_below_pass_line || r->band_fails;

	for (int32_t i = 0; i < s->c->sections_nr; i++)
		fails |= r->sections[i].is_below_gate;
	r->status = fails ? SCORING_FAIL : is_scored ? SCORING_PASS : SCORING_NOT_SCORED;
}

void scoring_score(const struct scoring_checklist *c, const struct scoring_sheet *sheet,
		   struct scoring_result *r)
{
	const struct scoring s = {
		.c = c,
		.sheet = sheet,
		.r = r,
		.counts_losses = c->method == SCORING_DEDUCTION || c->method == SCORING_DEMERIT,
	};
	int32_t first_answer = 0;

	*r = (struct scoring_result){
		.sections = r->sections,
		.outcomes = r->outcomes,
		.findings = r->findings,
		.missing = r->missing,
	};
	for (int32_t i = 0; i < c->sections_nr; i++) {
		score_section(&s, i, first_answer);
		first_answer += sheet->instances[i] * c->sections[i].nr;
	}
	find_totals(&s);
	apply_criticals(&s);
	r->is_below_pass_line = is_below(&r->percent, c->pass_line);
	find_grade(&s);
	find_status(&s);
}
