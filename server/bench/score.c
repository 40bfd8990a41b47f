#include "bench/score.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench/paper.h"
#include "checklists/result_document.h"
#include "json/json.h"

#define AT_ONCE 64 /* between two looks at the clock */

struct scoring {
	const struct checklist *checklist;
	const struct answers *bound;
	struct scoring_result *result; /* with room for that sheet */
	const char *text;
};

/* What this thread has had of the processor: others on the machine do not count. */
static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

typedef bool one_sheet(struct work *w, struct scoring *s);

static bool by_arithmetic(struct work *w, struct scoring *s)
{
	(void)w;
	scoring_score(&s->checklist->rules, &s->bound->sheet, s->result);
	return true;
}

static bool by_json(struct work *w, struct scoring *s)
{
	const struct answers *answers;
	struct work sheet;
	bool ok;

	work_init(&sheet, w->now);
	ok = answers_document_read(&sheet, s->checklist, s->text, strlen(s->text), &answers) &&
	     result_document_write(&sheet.mem, s->checklist, answers,
				   result_of(&sheet.mem, s->checklist, answers));
	work_release(&sheet);
	return ok || broken(w, "the answers have faults");
}

static bool measure(struct work *w, struct scoring *s, int seconds, const char *name,
		    one_sheet *take)
{
	double began = now_s();
	double took = 0;
	long nr = 0;

	while (took < seconds) {
		for (int i = 0; i < AT_ONCE; i++)
			if (!take(w, s))
				return false;
		nr += AT_ONCE;
		took = now_s() - began;
	}
	printf("%-24s %12.0f %10.3f\n", name, (double)nr / took, took * 1e6 / (double)nr);
	return true;
}

static bool prepare(struct work *w, struct scoring *s)
{
	const char *checklist = paper_checklist(&w->mem);

	s->text = arena_printf(&w->mem, "{\"answers\":%s}", paper_answers(&w->mem));
	if (!checklist_document_read(w, checklist, strlen(checklist), &s->checklist) ||
	    !answers_document_read(w, s->checklist, s->text, strlen(s->text), &s->bound))
		return broken(w, "the paper of the bench has faults");
	s->result =
		arena_copy(&w->mem, result_of(&w->mem, s->checklist, s->bound), sizeof(*s->result));
	return true;
}

bool score_bench(struct work *w, int seconds)
{
	struct scoring s = { .text = NULL };

	if (!prepare(w, &s))
		return false;
	printf("%-24s %12s %10s\n", "50 questions, one core", "a second", "µs each");
	return measure(w, &s, seconds, "bound answers", by_arithmetic) &&
	       measure(w, &s, seconds, "JSON in and out", by_json);
}
