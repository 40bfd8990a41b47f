#include "http/count.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/bug.h"
#include "http/router.h"

#define CLASSES 6 /* of a status, by its first digit */

static const int64_t bounds_ms[] = { 1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000 };

#define BOUNDS (sizeof(bounds_ms) / sizeof(bounds_ms[0]))

/* The place behind the last route is that of requests without one. */
static struct {
	const struct route *routes;
	size_t nr;
	_Atomic uint64_t (*answers)[CLASSES];
	_Atomic uint64_t problems[PROBLEM_KINDS];
	_Atomic uint64_t took[BOUNDS + 1];
	_Atomic uint64_t took_ms;
} counts;

void count_open(const struct route *routes, size_t nr)
{
	free(counts.answers);
	counts.routes = routes;
	counts.nr = nr;
	counts.answers = calloc(nr + 1, sizeof(*counts.answers));
	if (!counts.answers)
		BUG("out of memory: counters");
}

static void add(_Atomic uint64_t *c, uint64_t n)
{
	atomic_fetch_add_explicit(c, n, memory_order_relaxed);
}

static unsigned long long read(_Atomic uint64_t *c)
{
	return atomic_load_explicit(c, memory_order_relaxed);
}

void count_answer(const struct route *route, int status, enum problem_kind kind, int64_t ms)
{
	size_t at = route ? (size_t)(route - counts.routes) : counts.nr;
	size_t bound = 0;

	if (!counts.answers)
		return;
	add(&counts.answers[at][status / 100 % CLASSES], 1);
	if (kind)
		add(&counts.problems[kind], 1);
	while (bound < BOUNDS && ms > bounds_ms[bound])
		bound++;
	add(&counts.took[bound], 1);
	add(&counts.took_ms, (uint64_t)ms);
}

static void tell_answers(struct text *t)
{
	text_add(t, "# HELP gemba_requests_total Requests that were answered.\n"
		    "# TYPE gemba_requests_total counter\n");
	for (size_t i = 0; i <= counts.nr; i++)
		for (int class = 1; class < CLASSES; class ++) {
			unsigned long long n = read(&counts.answers[i][class]);

			if (n)
				text_printf(t,
					    "gemba_requests_total{method=\"%s\",route=\"%s\","
					    "status=\"%dxx\"} %llu\n",
					    i < counts.nr ? method_texts[counts.routes[i].method]
							  : "",
					    i < counts.nr ? counts.routes[i].path : "", class, n);
		}
}

static void tell_problems(struct text *t)
{
	text_add(t, "# HELP gemba_problems_total Problems that were answered.\n"
		    "# TYPE gemba_problems_total counter\n");
	for (int kind = 1; kind < PROBLEM_KINDS; kind++) {
		unsigned long long n = read(&counts.problems[kind]);

		if (n)
			text_printf(t, "gemba_problems_total{problem=\"%s\"} %llu\n",
				    problem_name((enum problem_kind)kind), n);
	}
}

static void tell_times(struct text *t)
{
	unsigned long long sum = 0;
	unsigned long long ms = read(&counts.took_ms);

	text_add(t, "# HELP gemba_request_seconds How long answers took.\n"
		    "# TYPE gemba_request_seconds histogram\n");
	for (size_t i = 0; i < BOUNDS; i++) {
		sum += read(&counts.took[i]);
		text_printf(t, "gemba_request_seconds_bucket{le=\"%lld.%03lld\"} %llu\n",
			    (long long)bounds_ms[i] / 1000, (long long)bounds_ms[i] % 1000, sum);
	}
	sum += read(&counts.took[BOUNDS]);
	text_printf(t,
		    "gemba_request_seconds_bucket{le=\"+Inf\"} %llu\n"
		    "gemba_request_seconds_sum %llu.%03llu\n"
		    "gemba_request_seconds_count %llu\n",
		    sum, ms / 1000, ms % 1000, sum);
}

void count_tell(struct text *t)
{
	if (!counts.answers)
		return;
	tell_answers(t);
	tell_problems(t);
	tell_times(t);
}
