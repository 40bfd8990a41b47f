/*
 * work: one unit of work, a request or a background job, from its first moment to its answer.
 *
 * A function that takes a `struct work *` can fail; it returns false and the work holds the
 * problem. A function that does not take one cannot fail.
 *
 * There are three ways to fail:
 *	refuse	the caller's affair: a problem of problems.def with a sentence for people
 *	fault	one fault of a document that came in; all of them are collected, then refused
 *	broken	ours: the client sees "internal", the cause goes to the log
 */
#ifndef BASE_WORK_H
#define BASE_WORK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define MUST_CHECK __attribute__((warn_unused_result))

enum problem_kind {
	PROBLEM_none,
#define PROBLEM(name, status, title) PROBLEM_##name,
#include "base/problems.def"
#undef PROBLEM
	PROBLEM_KINDS
};

/* What is wrong beyond so many faults is counted and not told: a body must not fill the memory. */
#define WORK_MOST_FAULTS 10000

/* One fault in a document: where (RFC 6901 pointer) and what. */
struct fault {
	struct fault *next;
	const char *source; /* which document, NULL where there is only one */
	const char *pointer;
	const char *detail;
	const char *sheet;  /* of a table that came in: where people see it; else NULL, 0, NULL */
	int64_t row;        /* from 1 */
	const char *column; /* "C" */
};

struct problem {
	enum problem_kind kind;
	const char *detail; /* a sentence for the client */
	const char *cause;  /* for the log alone */
	const char *extra;  /* further members of the answer as JSON text without braces, or NULL */
	struct fault *faults;
	struct fault **faults_end;
	size_t faults_nr;
	int retry_after_s; /* 0: says nothing about it */
};

struct db;
struct principal;

struct work {
	struct arena mem;
	struct db *db;         /* the open transaction; NULL outside of one */
	struct principal *who; /* NULL: the server itself */
	const char *person_id; /* uuid text of who is asking; NULL: the server itself */
	const char *tenant; /* uuid text of the tenant the work is for; NULL before it is known */
	int64_t now;        /* one work, one moment: ms since 1970 */
	const char *source; /* the document whose faults are being collected */
	const char *request_id;
	bool may_retry;          /* set by db_rollback: running the work again may help */
	const atomic_bool *stop; /* of a background job: raised when the server stops */
	/* The first commit that changes a tenant calls it in its transaction; NULL: nobody. */
	bool (*at_commit)(struct work *w);
	const void *at_commit_data;
	struct problem problem;
};

void work_init(struct work *w, int64_t now);
/* Frees everything of the work; it may be initialised again. */
void work_release(struct work *w);

/* All return false, so that `return refuse(…)` is the whole failing branch. */
bool refuse(struct work *w, enum problem_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
bool broken(struct work *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* What could not be done with a file, and the errno: busy where the disk is full, else broken. */
bool disk_failed(struct work *w, int why, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
bool fault(struct work *w, const char *pointer, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same of a sentence that is there; NULL where it is only counted. */
struct fault *fault_add(struct work *w, const char *pointer, const char *detail);

/* True where nothing was faulted; else refuses with the kind and a sentence that counts them. */
bool work_is_faultless(struct work *w, enum problem_kind kind) MUST_CHECK;

/* Whether a job that takes long should end now, leaving the rest for later. */
bool work_should_stop(const struct work *w);

/* Forgets a problem, before the work is tried again or goes on without. */
void work_forgive(struct work *w);

const char *problem_name(enum problem_kind kind);
int problem_status(enum problem_kind kind);
const char *problem_title(enum problem_kind kind);
/* PROBLEM_none where no problem has that name. */
enum problem_kind problem_by_name(const char *name);

/* The problem as RFC 9457 JSON; `instance` may be NULL. Shared by HTTP and the command line. */
const char *problem_json(struct work *w, const char *instance);
struct text;
/* The faults as the list of it. */
void problem_add_faults(struct text *t, const struct problem *problem);

#endif
