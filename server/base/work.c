#include "base/work.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"

#define FULL_DISK_S 60

static const struct {
	const char *name;
	int status;
	const char *title;
} problems[PROBLEM_KINDS] = {
	[PROBLEM_none] = { "none", 200, "" },
#define PROBLEM(n, s, t) [PROBLEM_##n] = { #n, s, t },
#include "base/problems.def"
#undef PROBLEM
};

void work_init(struct work *w, int64_t now)
{
	memset(w, 0, sizeof(*w));
	w->now = now;
	w->problem.faults_end = &w->problem.faults;
}

void work_release(struct work *w)
{
	arena_reset(&w->mem);
	memset(w, 0, sizeof(*w));
}

bool refuse(struct work *w, enum problem_kind kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	w->problem.kind = kind;
	w->problem.detail = arena_vprintf(&w->mem, fmt, ap);
	va_end(ap);
	return false;
}

bool broken(struct work *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	w->problem.kind = PROBLEM_internal;
	w->problem.detail = "The cause is in the server's log.";
	w->problem.cause = arena_vprintf(&w->mem, fmt, ap);
	va_end(ap);
	return false;
}

bool disk_failed(struct work *w, int why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	broken(w, "%s: %s", arena_vprintf(&w->mem, fmt, ap), strerrordesc_np(why));
	va_end(ap);
	if (why == ENOSPC || why == EDQUOT || why == EFBIG) {
		w->problem.kind = PROBLEM_busy;
		w->problem.detail = "The disk is full; try again later.";
		w->problem.retry_after_s = FULL_DISK_S;
	}
	return false;
}

struct fault *fault_add(struct work *w, const char *pointer, const char *detail)
{
	struct fault *f;

	if (w->problem.faults_nr++ >= WORK_MOST_FAULTS)
		return NULL;
	f = arena_alloc(&w->mem, sizeof(*f));
	f->source = w->source;
	f->pointer = arena_strdup(&w->mem, pointer);
	f->detail = detail;

	*w->problem.faults_end = f;
	w->problem.faults_end = &f->next;
	return f;
}

bool fault(struct work *w, const char *pointer, const char *fmt, ...)
{
	va_list ap;

	if (w->problem.faults_nr >= WORK_MOST_FAULTS) {
		w->problem.faults_nr++;
		return false;
	}
	va_start(ap, fmt);
	fault_add(w, pointer, arena_vprintf(&w->mem, fmt, ap));
	va_end(ap);
	return false;
}

bool work_is_faultless(struct work *w, enum problem_kind kind)
{
	size_t nr = w->problem.faults_nr;

	if (!nr)
		return true;
	if (nr == 1)
		return refuse(w, kind, "%s", w->problem.faults->detail);
	if (nr > WORK_MOST_FAULTS)
		return refuse(w, kind, "There are %zu faults; \"errors\" names the first %d.", nr,
			      WORK_MOST_FAULTS);
	return refuse(w, kind, "There are %zu faults; \"errors\" names each.", nr);
}

bool work_should_stop(const struct work *w) { return w->stop && atomic_load(w->stop); }

void work_forgive(struct work *w)
{
	memset(&w->problem, 0, sizeof(w->problem));
	w->problem.faults_end = &w->problem.faults;
}

const char *problem_name(enum problem_kind kind) { return problems[kind].name; }

int problem_status(enum problem_kind kind) { return problems[kind].status; }

const char *problem_title(enum problem_kind kind) { return problems[kind].title; }

enum problem_kind problem_by_name(const char *name)
{
	for (int kind = 1; kind < PROBLEM_KINDS; kind++)
		if (!strcmp(problems[kind].name, name))
			return (enum problem_kind)kind;
	return PROBLEM_none;
}

static void add_place(struct text *t, const struct fault *f)
{
	if (f->sheet) {
		text_add(t, ",\"sheet\":");
		text_json(t, f->sheet);
	}
	if (f->row)
		text_printf(t, ",\"row\":%lld", (long long)f->row);
	if (f->column)
		text_printf(t, ",\"column\":\"%s\"", f->column);
}

void problem_add_faults(struct text *t, const struct problem *p)
{
	text_add(t, "[");
	for (const struct fault *f = p->faults; f; f = f->next) {
		text_add(t, f == p->faults ? "{" : ",{");
		if (f->source) {
			text_add(t, "\"source\":");
			text_json(t, f->source);
			text_add(t, ",");
		}
		text_add(t, "\"pointer\":");
		text_json(t, f->pointer);
		text_add(t, ",\"detail\":");
		text_json(t, f->detail);
		add_place(t, f);
		text_add(t, "}");
	}
	text_add(t, "]");
}

const char *problem_json(struct work *w, const char *instance)
{
	const struct problem *p = &w->problem;
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{\"type\":\"/problems/");
	for (const char *c = problem_name(p->kind); *c; c++)
		if (*c == '_')
			text_add_char(&t, '-');
		else
			text_add_char(&t, *c);
	text_printf(&t, "\",\"title\":");
	text_json(&t, problem_title(p->kind));
	text_printf(&t, ",\"status\":%d,\"detail\":", problem_status(p->kind));
	text_json(&t, p->detail ? p->detail : problem_title(p->kind));
	if (instance) {
		text_add(&t, ",\"instance\":");
		text_json(&t, instance);
	}
	if (p->extra)
		text_printf(&t, ",%s", p->extra);
	if (p->faults) {
		text_add(&t, ",\"errors\":");
		problem_add_faults(&t, p);
	}
	text_add(&t, "}");
	return text_take(&t);
}
