#include "organization/creation.h"

#include "http/http.h"
#include "outbox/outbox.h"

bool creation_read(struct work *w, const struct db_rows *rows, enum problem_kind taken,
		   struct creation *creation)
{
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, taken, "%s.", problem_title(taken));
	if (!db_boolean(rows, 0, "is_new") && !db_boolean(rows, 0, "is_same"))
		return refuse(w, PROBLEM_id_is_taken, "What has this id is not the same.");
	creation->id = db_text(rows, 0, "id");
	creation->body = db_text(rows, 0, "body");
	creation->is_new = db_boolean(rows, 0, "is_new");
	return true;
}

bool creation_tell(struct work *w, const char *subject, const char *what, const char *id,
		   const char *unit_id)
{
	struct event event = {
		.kind = arena_printf(&w->mem, "%s.%s", subject, what),
		.subject = subject,
		.subject_id = id,
		.unit_id = unit_id,
	};

	return outbox_post(w, &event);
}

bool respond_created(struct work *w, struct response *res, const struct creation *creation,
		     const char *path)
{
	if (creation->is_new)
		res->location = arena_printf(&w->mem, "%s/%s", path, creation->id);
	return respond_json(res, creation->is_new ? 201 : 200, creation->body);
}
