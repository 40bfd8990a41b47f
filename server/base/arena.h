/*
 * arena: the memory of one unit of work.
 *
 * Everything a request or a job allocates lives here and goes at once. Memory is zeroed,
 * aligned for any type and never NULL, even for no bytes: a process that is out of memory stops.
 * What must be undone (a PGresult, a json_t, an open file) is deferred and runs, newest first, at
 * the reset.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;
struct arena_defer;

struct arena {
	struct arena_block *blocks;
	struct arena_defer *defers;
	char *at;
	size_t left;
};

void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t count, size_t size);
void *arena_copy(struct arena *a, const void *from, size_t size);
char *arena_strdup(struct arena *a, const char *s);
/* The first n bytes of s, ended by a NUL. */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/* Calls f(data) at the next reset. */
void arena_defer(struct arena *a, void (*f)(void *data), void *data);

/* Runs what was deferred and frees everything; the arena may be used again. */
void arena_reset(struct arena *a);

#endif
