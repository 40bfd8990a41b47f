/*
 * Any bytes as an access token. Only what was signed with the key is believed; so whatever is
 * believed carries that key's MAC, and names somebody by ids.
 */
#include "access/access.h"
#include "base/uuid.h"
#include "fuzz.h"
#include "keys.h"

#define NOW INT64_C(1790000000000)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct principal who;
	struct work w;
	char *token;

	load_keys(NOW);
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
