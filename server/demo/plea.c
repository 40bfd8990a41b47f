#include "demo/plea.h"

#include <string.h>

#include "base/uuid.h"
#include "demo/move.h"

static bool is_open(struct stage *s, const struct store *store, const char *action_id, bool *is)
{
	struct task task = { .action_id = action_id, .store = store, .at = s->ends_at - HOUR_MS };
	struct standing standing;

	if (!task_look(s, &task, &standing))
		return false;
	*is = !strcmp(standing.state, "open");
	return true;
}

/* The second one whose action nobody has begun. *id: NULL where there is none. */
static bool choose(struct stage *s, const struct store *store, const struct json_value *findings,
		   const char **id)
{
	size_t open_nr = 0;

	*id = NULL;
	for (size_t i = 0; i < json_length(findings) && open_nr < 2; i++) {
		const struct json_value *finding = json_item(findings, i);
		const char *action_id = json_text(json_member(finding, "action_id"));
		bool is = false;

		if (!action_id || !json_text(json_member(finding, "appeal_until")))
			continue;
		if (!is_open(s, store, action_id, &is))
			return false;
		open_nr += is;
		if (open_nr == 2)
			*id = arena_strdup(&s->mem, json_text(json_member(finding, "id")));
	}
	return true;
}

static bool appeal(struct stage *s, const struct store *store, const char *id)
{
	return client_do(&s->client, store->manager, s->ends_at - HOUR_MS, POST,
			 arena_printf(&s->mem, "/v1/findings/%s/appeals", id),
			 arena_printf(&s->mem,
				      "{\"id\":\"%s\",\"reason\":\"当天正在维修，已提前公示并设置"
				      "隔离。 It was being repaired that day; a sign said so.\"}",
				      uuid_v4(&s->mem)));
}

bool plea_make(struct stage *s, const struct store *store)
{
	const char *path =
		arena_printf(&s->mem, "/v1/findings?unit_id=%s&limit=200", store->place.id);
	const char *id = NULL;
	struct call call;
	bool ok = client_call(&s->client, store->manager, s->ends_at - HOUR_MS, GET, path, NULL,
			      &call) &&
		  choose(s, store, json_member(call.body, "items"), &id);

	work_release(&call.work);
	return ok && (!id || appeal(s, store, id));
}
