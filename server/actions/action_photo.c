#include <string.h>

#include "actions/action_own.h"
#include "actions/action_photo.sql.h"
#include "base/text.h"
#include "db/db.h"

static bool is_doubled(const struct json_texts *photos, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(photos->items[k], photos->items[i]))
			return true;
	return false;
}

void action_photos_fault(struct work *w, const struct json_texts *photos)
{
	for (size_t i = 0; i < photos->nr; i++) {
		const char *pointer = json_pointer_item(&w->mem, "/photos", i);

		if (!json_is_hex(photos->items[i], 64))
			fault(w, pointer, "This is not a SHA-256: 64 lower-case hex digits.");
		else if (is_doubled(photos, i))
			fault(w, pointer, "This photograph is there already.");
	}
}

/* The hashes of those in a state, as a JSON list; how many there are. */
static size_t list_in_state(struct work *w, const struct db_rows *rows, const char *state,
			    const char **list)
{
	struct text t;
	size_t nr = 0;

	text_init(&t, &w->mem);
	text_add_char(&t, '[');
	for (size_t i = 0; i < db_count(rows); i++) {
		if (strcmp(db_text(rows, i, "state"), state) != 0)
			continue;
		if (nr++)
			text_add_char(&t, ',');
		text_json(&t, db_text(rows, i, "sha256"));
	}
	text_add_char(&t, ']');
	*list = text_take(&t);
	return nr;
}

static bool refuse_photos(struct work *w, enum problem_kind kind, const char *what,
			  const char *list, size_t nr)
{
	w->problem.extra = arena_printf(&w->mem, "\"photos\":%s", list);
	return refuse(w, kind, "%s: %zu of the photographs; \"photos\" names each.", what, nr);
}

static bool check_new(struct work *w, const struct db_rows *rows, int64_t wanted)
{
	int64_t nr = 0;

	for (size_t i = 0; i < db_count(rows); i++)
		nr += !db_boolean(rows, i, "is_used");
	if (nr >= wanted)
		return true;
	return refuse(
		w, PROBLEM_hand_in_needs_a_photo,
		"Of these photographs %lld are new; it takes at least %lld that no visit and no "
		"action shows yet.",
		(long long)nr, (long long)wanted);
}

bool action_photos_check(struct work *w, const struct json_texts *photos, int64_t new_nr)
{
	const char *array = db_array(w, photos->items, photos->nr);
	const struct db_rows *rows;
	const char *list;
	size_t nr;

	if (!photos->nr && !new_nr)
		return true;
	if (!db_send(w, &action_photo_lock_sql, w->tenant, array))
		return false;
	rows = db_query(w, &action_photo_check_sql, w->tenant, array);
	if (!rows)
		return false;
	nr = list_in_state(w, rows, "missing", &list);
	if (nr)
		return refuse_photos(w, PROBLEM_photos_missing, "Not arrived", list, nr);
	nr = list_in_state(w, rows, "unreadable", &list);
	if (nr)
		return refuse_photos(w, PROBLEM_photos_unreadable, "Unreadable", list, nr);
	return check_new(w, rows, new_nr);
}

bool action_photos_add(struct work *w, const char *action_id, const struct json_texts *photos,
		       const char *step, int64_t round)
{
	if (!photos->nr)
		return true;
	return db_send(w, &action_photo_add_sql, w->tenant, action_id,
		       db_array(w, photos->items, photos->nr), step, db_number(w, round),
		       w->person_id, db_time(w, w->now));
}
