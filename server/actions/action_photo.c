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

/* Refuses with those in a state, if there are any, and with the reasons where there are some. */
static bool expect_none(struct work *w, const struct db_rows *rows, const char *state,
			enum problem_kind kind)
{
	struct text photos, reasons;
	size_t nr = 0;

	text_init(&photos, &w->mem);
	text_init(&reasons, &w->mem);
	for (size_t i = 0; i < db_count(rows); i++) {
		const char *why = db_text(rows, i, "unreadable_why");

		if (strcmp(db_text(rows, i, "state"), state) != 0)
			continue;
		text_add(&photos, nr++ ? "," : "");
		text_json(&photos, db_text(rows, i, "sha256"));
		if (!why)
			continue;
		text_add(&reasons, reasons.len ? "," : "");
		text_json(&reasons, db_text(rows, i, "sha256"));
		text_add_char(&reasons, ':');
		text_json(&reasons, why);
	}
	if (!nr)
		return true;
	w->problem.extra = arena_printf(&w->mem, "\"photos\":[%s]%s%s%s", text_take(&photos),
					reasons.len ? ",\"reasons\":{" : "", text_take(&reasons),
					reasons.len ? "}" : "");
	return refuse(w, kind, "It is %zu of the photographs; \"photos\" names each.", nr);
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

bool action_photos_check(struct work *w, const char *action_id, const struct json_texts *photos,
			 int64_t new_nr)
{
	const char *array = db_array(w, photos->items, photos->nr);
	const struct db_rows *rows;

	if (!photos->nr && !new_nr)
		return true;
	if (!db_send(w, &action_photo_lock_sql, w->tenant, array))
		return false;
	rows = db_query(w, &action_photo_check_sql, w->tenant, array, w->person_id, action_id);
	if (!rows)
		return false;
	return expect_none(w, rows, "missing", PROBLEM_photos_missing) &&
	       expect_none(w, rows, "unreadable", PROBLEM_photos_unreadable) &&
	       check_new(w, rows, new_nr);
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
