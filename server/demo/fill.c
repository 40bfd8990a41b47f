#include "demo/fill.h"

#include "base/text.h"

#include <string.h>

#define THOUSANDTHS 1000LL
#define PUT_RIGHT 200 /* of a thousand failures that anybody can put right */
/* In thousandths: no bound of a gauge is as far as this, and no meter has counted further. */
#define UNLIKELY 1000000LL
#define METER 40000000LL

static const char *const notes[] = {
	"Seen on the walk round, shown to the shift leader.",
	"靠近入口处，已告知当班主管。",
	"Second time this week; the part is said to be on order.",
	"现场拍照，员工表示稍后处理。",
	"Behind the column on the left, easy to miss.",
	"设备标签缺失，无法确认上次保养日期。",
	"Nobody knew who is responsible for it.",
	"高峰时段人手不足，未按流程执行。",
	"The log had been filled in ahead of time.",
	"角落有积水，存在滑倒风险。",
};

static const char *const narratives[] = {
	"We were greeted within half a minute, by name from the second time on. The room was ready "
	"before the time "
	"promised. At breakfast the coffee machine was empty for a while, and nobody said when it "
	"would be back. The "
	"team at the desk found an answer to every question and called back twice to see whether "
	"it had worked.",
	"入住过程顺畅，前台主动介绍了早餐时间与设施位置。房间整洁，但淋浴花洒水压偏低，致电后二十分"
	"钟内有人上门检查。"
	"退房时账单清晰，员工主动询问入住感受并道谢。总体感受良好，细节仍可提升，例如走廊灯光偏暗、"
	"电梯等候时间较长。",
};

#define PICK(list, f) (list)[chance_below((f)->chance, sizeof(list) / sizeof((list)[0]))]

static void add_milli(struct text *t, int64_t n)
{
	text_printf(t, "%s%lld", n < 0 ? "-" : "", (long long)((n < 0 ? -n : n) / THOUSANDTHS));
	if (n % THOUSANDTHS)
		text_printf(t, ".%03lld", (long long)((n < 0 ? -n : n) % THOUSANDTHS));
}

/* A choice that fails or does not, as wanted; of those that do not, the one that earns most. */
static int32_t pick_choice(const struct filling *f, const struct scoring_question *q, bool fails)
{
	const struct scoring_choice *choices = f->checklist->rules.choices + q->first;
	int32_t best = SCORING_NONE;

	for (int32_t i = 0; i < q->nr; i++) {
		if (choices[i].not_applicable || (bool)choices[i].fails != fails)
			continue;
		if (best == SCORING_NONE ||
		    (fails ? chance_is(f->chance, 500) : choices[i].points > choices[best].points))
			best = i;
	}
	return best;
}

static void add_choice(const struct filling *f, struct text *t, const struct scoring_question *q,
		       bool fails)
{
	int32_t choice = pick_choice(f, q, fails);

	if (choice == SCORING_NONE)
		choice = 0;
	text_printf(t, "\"choice\":\"%s\"", f->checklist->choices[q->first + choice].key);
}

/* Whoever finds one thing wrong ticks that one; whoever finds nothing ticks all that is good. */
static void add_choices(const struct filling *f, struct text *t, const struct scoring_question *q,
			bool fails)
{
	const struct scoring_choice *choices = f->checklist->rules.choices + q->first;
	int32_t wrong = fails ? pick_choice(f, q, true) : SCORING_NONE;
	const char *comma = "";

	text_add(t, "\"choices\":[");
	for (int32_t i = 0; i < q->nr; i++) {
		if (i != wrong && (choices[i].fails || choices[i].points <= 0))
			continue;
		text_printf(t, "%s\"%s\"", comma, f->checklist->choices[q->first + i].key);
		comma = ",";
	}
	text_add(t, "]");
}

/* A bound that takes its end along says so by a thousandth more than the end. */
static int64_t end_of(int64_t bound) { return (bound - 1) % 10 == 0 ? bound - 1 : bound; }

static void make_finer(int64_t *step, int64_t bound)
{
	int64_t end;

	if (bound < -UNLIKELY || bound > UNLIKELY)
		return;
	end = end_of(bound);
	while (*step > 1 && end % *step)
		*step /= 10;
}

static bool is_temperature(const struct checklist_question *about)
{
	return about->unit && (!strcmp(about->unit, "°C") || !strcmp(about->unit, "K"));
}

/* How finely people count or read it: as the question's own bounds, a thermometer by tenths. */
static int64_t step_of(const struct filling *f, int32_t question, const struct scoring_question *q)
{
	int64_t step = is_temperature(&f->checklist->questions[question]) ? 100 : THOUSANDTHS;

	for (int32_t i = 0; i < q->nr; i++) {
		const struct scoring_range *range = &f->checklist->rules.ranges[q->first + i];

		make_finer(&step, range->from);
		make_finer(&step, range->to);
	}
	return step;
}

static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* One of the steps from `from` to before `to`. */
static int64_t within(struct chance *c, int64_t from, int64_t to, int64_t step)
{
	int64_t first = from / step + (from > 0 && from % step ? 1 : 0);
	int64_t last = (to - 1) / step - (to < 1 && (to - 1) % step ? 1 : 0);

	if (last <= first)
		return first * step;
	return (first + (int64_t)chance_below(c, (uint32_t)(last - first + 1))) * step;
}

/* Of several that come of the same, the one that earns most; NULL where none says so. */
static const struct scoring_range *pick_range(const struct filling *f,
					      const struct scoring_question *q, bool fails)
{
	const struct scoring_range *best = NULL;

	for (int32_t i = 0; i < q->nr; i++) {
		const struct scoring_range *range = &f->checklist->rules.ranges[q->first + i];

		if ((bool)range->fails == fails && (!best || range->points > best->points))
			best = range;
	}
	return best;
}

/* How far readings are from the line that matters, towards an end that nobody has seen. */
static int64_t reach(const struct checklist_question *about, int64_t line, int64_t step)
{
	return is_temperature(about) ? 6 * THOUSANDTHS : most(line / 3, 4 * step);
}

static int64_t pick_number(const struct filling *f, int32_t question,
			   const struct scoring_question *q, bool fails)
{
	const struct checklist_question *about = &f->checklist->questions[question];
	const struct scoring_range *best = pick_range(f, q, fails);
	int64_t step = step_of(f, question, q);
	bool is_open_below = !best || best->from <= about->min;
	bool is_open_above = !best || best->to > about->max;
	int64_t from = is_open_below ? most(about->min, -UNLIKELY) : best->from;
	int64_t to = is_open_above ? least(about->max, METER) + 1 : best->to;

	if (is_open_below && !is_open_above)
		from = most(from, to - reach(about, to, step));
	if (is_open_above && !is_open_below)
		to = least(to, from + reach(about, from, step));
	return within(f->chance, from, to, step);
}

static void add_photos(const struct filling *f, struct text *t, int32_t nr)
{
	text_add(t, "\"photos\":[");
	for (int32_t i = 0; i < nr; i++)
		text_printf(t, "%s\"%s\"", i ? "," : "", f->photo(f->data, (size_t)i));
	text_add(t, "]");
}

static void add_place(const struct filling *f, struct text *t)
{
	double off = (double)chance_below(f->chance, 200) / 1e6;

	text_printf(t, "\"place\":{\"lat\":%.6f,\"lon\":%.6f,\"accuracy\":%u}", f->lat + off,
		    f->lon - off, 5 + chance_below(f->chance, 20));
}

static void add_value(const struct filling *f, struct text *t, int32_t question, bool fails)
{
	const struct scoring_question *q = &f->checklist->rules.questions[question];
	bool good = q->fails_on != 1;

	switch ((enum checklist_type)f->checklist->questions[question].type) {
	case CHECKLIST_CHOICE:
		add_choice(f, t, q, fails);
		break;
	case CHECKLIST_CHOICES:
		add_choices(f, t, q, fails);
		break;
	case CHECKLIST_CHECK:
		text_printf(t, "\"check\":%s", (fails ? !good : good) ? "true" : "false");
		break;
	case CHECKLIST_NUMBER:
		text_add(t, "\"number\":");
		add_milli(t, pick_number(f, question, q, fails));
		break;
	case CHECKLIST_TEXT:
		text_add(t, "\"text\":");
		text_json(t, PICK(narratives, f));
		break;
	case CHECKLIST_DATE:
		text_printf(t, "\"date\":\"%s\"", f->date);
		break;
	case CHECKLIST_PHOTO:
		add_photos(f, t, q->photos_min ? q->photos_min : 1);
		break;
	case CHECKLIST_SIGNATURE:
		text_printf(t, "\"signature\":\"%s\"", f->signature(f->data));
		break;
	case CHECKLIST_PLACE:
		add_place(f, t);
		break;
	}
}

static bool is_asked(int when, bool fails)
{
	return when == SCORING_ALWAYS || (when == SCORING_FAILED && fails);
}

/* A failure for sure, whatever else is answered, and nothing for which people stop working. */
static bool is_small(const struct filling *f, int32_t question)
{
	const struct scoring_question *q = &f->checklist->rules.questions[question];
	const struct checklist_question *about = &f->checklist->questions[question];

	return !q->critical && q->relevant == SCORING_NONE && !about->any_tag.nr &&
	       !about->not_tag.nr && about->severity == CHECKLIST_MINOR &&
	       (about->type == CHECKLIST_CHECK ||
		(about->type == CHECKLIST_CHOICE && pick_choice(f, q, true) != SCORING_NONE));
}

static void add_fixed(const struct filling *f, struct text *t, int32_t question, int32_t instance)
{
	if (!is_small(f, question) || !chance_is(f->chance, PUT_RIGHT))
		return;
	text_printf(t, "%s\"%s", t->len > 1 ? "," : "", f->checklist->questions[question].key);
	if (instance >= 0)
		text_printf(t, "@%d", instance + 1);
	text_printf(t, "\":[\"%s\"]", f->fixed(f->data));
}

/* What it needs to say, and whether it fails. */
static bool add_answer(const struct filling *f, struct text *t, int32_t question, int32_t instance)
{
	const struct scoring_question *q = &f->checklist->rules.questions[question];
	const struct checklist_question *about = &f->checklist->questions[question];
	bool fails =
		q->can_fail && chance_is(f->chance, f->fails_in_thousand / (q->critical ? 3 : 1));

	if (t->len > 1)
		text_add(t, ",");
	text_printf(t, "\"%s", about->key);
	if (instance >= 0)
		text_printf(t, "@%d", instance + 1);
	text_add(t, "\":{");
	add_value(f, t, question, fails);
	if (about->type != CHECKLIST_PHOTO && q->photos_min && is_asked(q->photos_when, fails)) {
		text_add(t, ",");
		add_photos(f, t, q->photos_min);
	}
	if (fails || is_asked(q->note_when, fails)) {
		text_add(t, ",\"note\":");
		text_json(t, PICK(notes, f));
	}
	text_add(t, "}");
	return fails;
}

static int32_t instances_of(const struct filling *f, int32_t section)
{
	const struct checklist_section *s = &f->checklist->sections[section];
	int64_t more = s->max - s->min;

	return (int32_t)(s->min +
			 (more ? chance_below(f->chance, (uint32_t)(more > 2 ? 2 : more)) : 0));
}

static void add_names(const struct filling *f, struct text *t, int32_t section, int32_t nr)
{
	uint32_t first = 100 + chance_below(f->chance, 800);

	text_printf(t, "%s\"%s\":[", t->len > 1 ? "," : "", f->checklist->sections[section].key);
	for (int32_t i = 0; i < nr; i++)
		text_printf(t, "%s\"%u\"", i ? "," : "", first + (uint32_t)i * 7);
	text_add(t, "]");
}

struct sheet {
	struct text answers;
	struct text instances;
	struct text fixed;
};

static void add_section(const struct filling *f, struct sheet *sheet, int32_t section)
{
	const struct scoring_section *s = &f->checklist->rules.sections[section];
	bool repeats = f->checklist->sections[section].name != NULL;
	int32_t nr = repeats ? instances_of(f, section) : 1;

	if (repeats)
		add_names(f, &sheet->instances, section, nr);
	for (int32_t i = 0; i < nr; i++)
		for (int32_t q = s->first; q < s->first + s->nr; q++)
			if (add_answer(f, &sheet->answers, q, repeats ? i : -1))
				add_fixed(f, &sheet->fixed, q, repeats ? i : -1);
}

const char *fill_sheet(const struct filling *f)
{
	struct sheet sheet;

	text_init(&sheet.answers, f->mem);
	text_init(&sheet.instances, f->mem);
	text_init(&sheet.fixed, f->mem);
	text_add(&sheet.answers, "{");
	text_add(&sheet.instances, "{");
	text_add(&sheet.fixed, "{");
	for (int32_t s = 0; s < f->checklist->rules.sections_nr; s++)
		add_section(f, &sheet, s);
	return arena_printf(f->mem, "\"answers\":%s},\"instances\":%s},\"fixed\":%s}}",
			    text_take(&sheet.answers), text_take(&sheet.instances),
			    text_take(&sheet.fixed));
}
