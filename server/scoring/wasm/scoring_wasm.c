/*
 * The phone's door to the arithmetic: this file, scoring/ and nothing else become WebAssembly.
 *
 * Numbers come in and go out as a stream of doubles, because that is what JavaScript has: every
 * one of them is an index, a flag or a number of thousandths below 2^53, so none is rounded. What
 * may be larger or is exact leaves as text, written by the same functions as on the server.
 *
 *	in = stream(n)		room for n doubles; the checklist is written there
 *	bind()			reads it; once for each checklist
 *	in = stream(n)		the sheet is written there
 *	out = score()		where the lines of the result are, ended by a NUL
 *
 * Memory is only ever taken; a new checklist begins anew.
 */
#include "scoring/scoring.h"

#define EXPORT(name) __attribute__((export_name(#name)))
#define PAGE 65536U

extern unsigned char __heap_base;

static uint32_t heap_at;
static uint32_t heap_of_sheets; /* what lies above is of the sheet before */

void *memset(void *into, int byte, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((volatile unsigned char *)into)[i] = (unsigned char)byte;
	return into;
}

void *memcpy(void *into, const void *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((volatile unsigned char *)into)[i] = ((const unsigned char *)from)[i];
	return into;
}

/* Zeroed; a phone that has no more memory stops here, and the page says so. */
static void *take(size_t count, size_t size)
{
	uint32_t bytes = (uint32_t)((count * size + 15) & ~(size_t)15);
	uint32_t end = heap_at + bytes;
	uint32_t have = (uint32_t)__builtin_wasm_memory_size(0) * PAGE;
	void *at = (void *)(uintptr_t)heap_at;

	if (end > have &&
	    __builtin_wasm_memory_grow(0, (end - have + PAGE - 1) / PAGE) == (size_t)-1)
		__builtin_trap();
	heap_at = end;
	return memset(at, 0, bytes);
}

/* ---- the stream in */

static const double *in;

static double next(void) { return *in++; }

/* No end of a range is beyond this, so that infinity is the only other number. */
static int64_t whole(void)
{
	double n = next();

	if (n > 9e15)
		return INT64_MAX;
	if (n < -9e15)
		return INT64_MIN;
	return (int64_t)n;
}

static int32_t small(void) { return (int32_t)next(); }

static uint8_t flag(void) { return (uint8_t)next(); }

EXPORT(stream) double *stream(uint32_t n)
{
	double *room;

	heap_at = heap_of_sheets ? heap_of_sheets : (uint32_t)(uintptr_t)&__heap_base;
	heap_at = (heap_at + 15) & ~15U;
	room = take(n, sizeof(*room));
	in = room;
	return room;
}

/* The next stream is a checklist: what was bound before is forgotten. */
EXPORT(forget) void forget(void) { heap_of_sheets = 0; }

/* ---- the checklist */

static struct scoring_checklist checklist;

static void read_scoring(void)
{
	checklist.method = small();
	checklist.blank = small();
	checklist.not_applicable = small();
	checklist.critical_effect = small();
	checklist.cap = whole();
	checklist.pass_line = whole();
	checklist.base = whole();
	checklist.floor_zero = flag();
	checklist.cap_at_full = flag();
}

static void read_bands(void)
{
	struct scoring_band *bands;

	checklist.bands_nr = small();
	bands = take((size_t)checklist.bands_nr, sizeof(*bands));
	for (int32_t i = 0; i < checklist.bands_nr; i++) {
		bands[i].from = whole();
		bands[i].max_total = whole();
		bands[i].max_single = whole();
		bands[i].fails = flag();
	}
	checklist.bands = bands;
}

static void read_factors(void)
{
	int64_t *factors;

	checklist.factors_nr = small();
	factors = take((size_t)checklist.factors_nr, sizeof(*factors));
	for (int32_t i = 0; i < checklist.factors_nr; i++)
		factors[i] = whole();
	checklist.factors = factors;
}

static void read_sections(void)
{
	struct scoring_section *sections;

	checklist.sections_nr = small();
	sections = take((size_t)checklist.sections_nr, sizeof(*sections));
	for (int32_t i = 0; i < checklist.sections_nr; i++) {
		sections[i].weight = whole();
		sections[i].gate = whole();
		sections[i].first = small();
		sections[i].nr = small();
		sections[i].least_instances = small();
	}
	checklist.sections = sections;
}

static void read_question(struct scoring_question *q)
{
	q->type = small();
	q->weight = whole();
	q->points = whole();
	q->deduct = whole();
	q->first = small();
	q->nr = small();
	q->relevant = small();
	q->in_first = small();
	q->in_nr = small();
	q->photos_min = small();
	q->photos_when = flag();
	q->note_when = flag();
	q->fails_on = flag();
	q->critical = flag();
	q->bonus = flag();
	q->required = flag();
}

static void read_questions(void)
{
	checklist.questions_nr = small();
	checklist.questions = take((size_t)checklist.questions_nr, sizeof(*checklist.questions));
	for (int32_t i = 0; i < checklist.questions_nr; i++)
		read_question(&checklist.questions[i]);
}

static void read_choices(void)
{
	int32_t nr = small();
	struct scoring_choice *choices = take((size_t)nr, sizeof(*choices));

	for (int32_t i = 0; i < nr; i++) {
		choices[i].points = whole();
		choices[i].possible = whole();
		choices[i].deduct = whole();
		choices[i].fails = flag();
		choices[i].not_applicable = flag();
	}
	checklist.choices = choices;
}

static void read_ranges(void)
{
	int32_t nr = small();
	struct scoring_range *ranges = take((size_t)nr, sizeof(*ranges));

	for (int32_t i = 0; i < nr; i++) {
		ranges[i].from = whole();
		ranges[i].to = whole();
		ranges[i].points = whole();
		ranges[i].deduct = whole();
		ranges[i].fails = flag();
	}
	checklist.ranges = ranges;
}

static const int32_t *read_indices(void)
{
	int32_t nr = small();
	int32_t *indices = take((size_t)nr, sizeof(*indices));

	for (int32_t i = 0; i < nr; i++)
		indices[i] = small();
	return indices;
}

EXPORT(bind) void bind(void)
{
	read_scoring();
	read_bands();
	read_factors();
	read_sections();
	read_questions();
	read_choices();
	read_ranges();
	checklist.in = read_indices();
	scoring_prepare(&checklist);
	heap_of_sheets = heap_at;
}

/* ---- the sheet */

static const struct scoring_answer *read_answers(int32_t nr)
{
	struct scoring_answer *answers = take((size_t)nr, sizeof(*answers));

	for (int32_t i = 0; i < nr; i++) {
		answers[i].state = flag();
		answers[i].value = whole();
		answers[i].chosen_first = small();
		answers[i].chosen_nr = small();
		answers[i].photos_nr = small();
		answers[i].has_note = flag();
	}
	return answers;
}

static const uint8_t *read_flags(int32_t nr)
{
	uint8_t *flags = take((size_t)nr, 1);

	for (int32_t i = 0; i < nr; i++)
		flags[i] = flag();
	return flags;
}

static int32_t read_sheet(struct scoring_sheet *sheet)
{
	int32_t answers_nr;

	sheet->instances = read_indices();
	sheet->applies = read_flags(checklist.questions_nr);
	sheet->history = read_indices();
	sheet->chosen = read_indices();
	answers_nr = scoring_answers_nr(&checklist, sheet->instances);
	sheet->answers = read_answers(answers_nr);
	return answers_nr;
}

/* ---- the result out: one line a fact, its fields between blanks */

static char *out;

static void put(const char *s)
{
	while (*s)
		*out++ = *s++;
}

static void put_number(scoring_wide n)
{
	char text[SCORING_TEXT];

	*out++ = ' ';
	scoring_print(text, n, 0, false);
	put(text);
}

static void put_points(scoring_wide billionths)
{
	char text[SCORING_TEXT];

	*out++ = ' ';
	scoring_print_points(text, billionths);
	put(text);
}

static void put_percent(const struct scoring_percent *percent)
{
	char text[SCORING_TEXT];

	*out++ = ' ';
	if (!percent->den) {
		*out++ = '-';
		return;
	}
	scoring_print_percent(text, percent);
	put(text);
}

static void put_total(const struct scoring_result *r)
{
	put("T");
	put_points(r->earned);
	put_points(r->possible);
	put_percent(&r->percent);
	put_number(r->grade);
	put_number(r->status);
	put_number(r->is_below_pass_line);
	put_number(r->band_fails);
	put("\n");
}

static void put_sections(const struct scoring_result *r)
{
	for (int32_t i = 0; i < checklist.sections_nr; i++) {
		put("S");
		put_points(r->sections[i].earned);
		put_points(r->sections[i].possible);
		put_percent(&r->sections[i].percent);
		put_number(r->sections[i].is_below_gate);
		put("\n");
	}
}

static void put_findings(const struct scoring_result *r)
{
	for (int32_t i = 0; i < r->findings_nr; i++) {
		const struct scoring_finding *f = &r->findings[i];

		put("F");
		put_number(f->section);
		put_number(f->instance);
		put_number(f->question);
		put_points(f->lost);
		put_number(f->repeat);
		put_number(f->critical);
		put("\n");
	}
}

static void put_missing(const struct scoring_result *r)
{
	for (int32_t i = 0; i < r->missing_nr; i++) {
		const struct scoring_missing *m = &r->missing[i];

		put("M");
		put_number(m->section);
		put_number(m->instance);
		put_number(m->question);
		put_number(m->needs);
		put("\n");
	}
}

/* What became of each answer, one digit each. */
static void put_outcomes(const struct scoring_result *r, int32_t answers_nr)
{
	put("O ");
	for (int32_t i = 0; i < answers_nr; i++)
		*out++ = (char)('0' + r->outcomes[i].kind);
	put("\n");
}

EXPORT(score) const char *score(void)
{
	struct scoring_sheet sheet;
	struct scoring_result result;
	size_t answers_nr = (size_t)read_sheet(&sheet);
	size_t missing_most = answers_nr * 3 + (size_t)checklist.sections_nr;
	char *begin;

	memset(&result, 0, sizeof(result));
	result.sections = take((size_t)checklist.sections_nr, sizeof(*result.sections));
	result.outcomes = take(answers_nr, sizeof(*result.outcomes));
	result.findings = take(answers_nr, sizeof(*result.findings));
	result.missing = take(missing_most, sizeof(*result.missing));
	scoring_score(&checklist, &sheet, &result);

	/* a line of three numbers, each with its text's size, is the longest there is */
	begin = take(((size_t)checklist.sections_nr + (size_t)result.findings_nr +
		      (size_t)result.missing_nr + 2) *
				     8 * SCORING_TEXT +
			     answers_nr,
		     1);
	out = begin;
	put_total(&result);
	put_sections(&result);
	put_findings(&result);
	put_missing(&result);
	put_outcomes(&result, (int32_t)answers_nr);
	*out = '\0';
	return begin;
}
