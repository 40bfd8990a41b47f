/*
 * Any bytes as an access token. Only what was signed with the key is believed; so whatever is
 * believed carries that key's MAC, and names somebody by ids.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "access/access.h"
#include "base/uuid.h"
#include "fuzz.h"

/* The seeds are signed with it, too: 32 times the letter k. */
#define KEY_LINE "first a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s\n"
#define NOW INT64_C(1790000000000)

static void load_keys(void)
{
	static char path[] = "/tmp/gemba-fuzz-keys-XXXXXX";
	int fd = mkstemp(path);
	struct work w;

	insist(fd >= 0 && write(fd, KEY_LINE, sizeof(KEY_LINE) - 1) == sizeof(KEY_LINE) - 1);
	close(fd);
	work_init(&w, NOW);
	insist(token_keys_load(&w, path));
	work_release(&w);
	unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static bool is_loaded;
	struct principal who;
	struct work w;
	char *token;

	if (!is_loaded)
		load_keys();
	is_loaded = true;
	work_init(&w, NOW);
	token = arena_strndup(&w.mem, (const char *)bytes, size);
	if (token_read(&w, token, &who)) {
		insist(is_uuid(who.person_id) && is_uuid(who.tenant_id) && is_uuid(who.session_id));
		insist(who.epoch >= 0 && !w.problem.kind && who.needs == RIGHT_none);
	} else {
		insist(w.problem.kind == PROBLEM_not_signed_in);
	}
	work_release(&w);
	return 0;
}
