#include "base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

static const char *const levels[] = { "info", "warn", "error" };

#define LEVELS ((int)(sizeof(levels) / sizeof(levels[0])))

static int least; /* which level is the first that is logged */

static int level_of(const char *level)
{
	int i = 0;

	while (i < LEVELS && strcmp(levels[i], level) != 0)
		i++;
	return i;
}

bool log_is_level(const char *level) { return level_of(level) < LEVELS; }

void log_from(const char *level) { least = level_of(level); }

static bool is_plain(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f || strchr("\"=\\", *s))
			return false;
	return true;
}

static void add_pair(struct text *t, const char *name, const char *value)
{
	text_printf(t, " %s=", name);
	if (is_plain(value))
		text_add(t, value);
	else
		text_json(t, value);
}

void log_line(const char *level, const char *name, ...)
{
	struct arena mem = { 0 };
	struct text t;
	va_list ap;

	if (level_of(level) < least)
		return;
	text_init(&t, &mem);
	text_printf(&t, "time=%s level=%s", clock_text(&mem, clock_now()), level);
	va_start(ap, name);
	while (name) {
		const char *value = va_arg(ap, const char *);

		if (value)
			add_pair(&t, name, value);
		name = va_arg(ap, const char *);
	}
	va_end(ap);
	text_add(&t, "\n");
	fwrite(t.s, 1, t.len, stderr);
	arena_reset(&mem);
}
