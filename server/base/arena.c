#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

/* Under AddressSanitizer every allocation is a block of its own, so that it sees overruns. */
#if defined(__has_feature)
# if __has_feature(address_sanitizer)
#  define ARENA_BLOCK 0
# endif
#elif defined(__SANITIZE_ADDRESS__)
# define ARENA_BLOCK 0
#endif
#if !defined(ARENA_BLOCK)
# define ARENA_BLOCK 16384
#endif

#define ARENA_ALIGN _Alignof(max_align_t)

struct arena_block {
	struct arena_block *next;
	max_align_t data[];
};

struct arena_defer {
	struct arena_defer *next;
	void (*f)(void *data);
	void *data;
};

static void *keep(struct arena *a, struct arena_block *block, size_t size)
{
	if (!block)
		BUG("out of memory: %zu bytes", size);
	block->next = a->blocks;
	a->blocks = block;
	return block->data;
}

static bool is_large(size_t size) { return size > ARENA_BLOCK / 4; }

/* What is large has a block of its own, zeroed; what shares one is not. */
static void *take(struct arena *a, size_t size)
{
	void *p;

	if (size > SIZE_MAX / 2)
		BUG("an allocation of %zu bytes", size);
	if (!size)
		size = 1;
	if (ARENA_BLOCK)
		size = (size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
	if (is_large(size))
		return keep(a, calloc(1, sizeof(struct arena_block) + size), size);
	if (size > a->left) {
		a->at = keep(a, malloc(sizeof(struct arena_block) + ARENA_BLOCK), ARENA_BLOCK);
		a->left = ARENA_BLOCK;
	}

	p = a->at;
	a->at += size;
	a->left -= size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	void *p = take(a, size);

	if (!is_large(size))
		memset(p, 0, size);
	return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / 2 / size)
		BUG("an array of %zu times %zu bytes", count, size);
	return arena_alloc(a, count * size);
}

void *arena_copy(struct arena *a, const void *from, size_t size)
{
	void *p = take(a, size);

	if (size)
		memcpy(p, from, size);
	return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = take(a, n + 1);

	if (n)
		memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *arena_strdup(struct arena *a, const char *s) { return arena_strndup(a, s, strlen(s)); }

/* What is short, and that is most, is printed only once. */
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char brief[256];
	va_list again;
	char *s;
	int len;

	va_copy(again, ap);
	len = vsnprintf(brief, sizeof(brief), fmt, again);
	va_end(again);
	if (len < 0)
		BUG("a format that cannot be printed: %s", fmt);
	if ((size_t)len < sizeof(brief))
		return arena_copy(a, brief, (size_t)len + 1);

	s = take(a, (size_t)len + 1);
	vsnprintf(s, (size_t)len + 1, fmt, ap);
	return s;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

void arena_defer(struct arena *a, void (*f)(void *data), void *data)
{
	struct arena_defer *defer = arena_alloc(a, sizeof(*defer));

	defer->f = f;
	defer->data = data;
	defer->next = a->defers;
	a->defers = defer;
}

void arena_reset(struct arena *a)
{
	while (a->defers) {
		struct arena_defer *defer = a->defers;

		a->defers = defer->next;
		defer->f(defer->data);
	}
	while (a->blocks) {
		struct arena_block *block = a->blocks;

		a->blocks = block->next;
		free(block);
	}
	a->at = NULL;
	a->left = 0;
}
