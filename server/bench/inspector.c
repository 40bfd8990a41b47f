#include "bench/inspector.h"

enum turn inspector_submit(struct work *w, void *inspector)
{
	struct inspector *i = inspector;
	const struct visit *visit = stock_take(i->stock);
	const char *path;
	const char *body;

	if (!visit)
		return TURN_NOTHING_LEFT;
	path = arena_printf(&w->mem, "/v1/inspections/%s/submit", visit->id);
	body = arena_printf(&w->mem, "{\"context_id\":\"%s\",\"answers\":%s}", visit->context_id,
			    i->answers);
	if (!wire_expect(w, &i->wire, 200, wire_request(&w->mem, "POST", path, *i->token, body)))
		return TURN_FAILED;
	return TURN_DONE;
}
