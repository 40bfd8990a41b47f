/* The key that targets know, as a running server always has one. */
#ifndef FUZZ_KEYS_H
#define FUZZ_KEYS_H

#include <stdio.h>
#include <unistd.h>

#include "access/access.h"
#include "fuzz.h"

/* The seeds are signed with it, too: 32 times the letter k. */
#define KEY_LINE "first a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s\n"

/* Once, however often it is said. */
static inline void load_keys(int64_t now)
{
	static bool is_loaded;
	char path[] = "/tmp/gemba-fuzz-keys-XXXXXX";
	struct work w;
	int fd;

	if (is_loaded)
		return;
	is_loaded = true;
	fd = mkstemp(path);
	insist(fd >= 0 && write(fd, KEY_LINE, sizeof(KEY_LINE) - 1) == sizeof(KEY_LINE) - 1);
	close(fd);
	work_init(&w, now);
	insist(token_keys_load(&w, path));
	work_release(&w);
	unlink(path);
}

#endif
