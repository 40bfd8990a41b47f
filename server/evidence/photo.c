#include "evidence/photo.h"

#include <string.h>

#include "access/access.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"
#include "evidence/decoder.h"
#include "evidence/photo.sql.h"
#include "evidence/store.h"

/* Another server's decoder may be the one: it wakes nobody here. */
#define POLL_MS 250

/* ---- what may be handed in */

/* Refuses with all rows of the state; true where there is none. */
static bool expect_none(struct work *w, const struct db_rows *rows, const char *state,
			enum problem_kind kind)
{
	struct text photos, reasons;
	size_t nr = 0;

	text_init(&photos, &w->mem);
	text_init(&reasons, &w->mem);
	for (size_t i = 0; i < db_count(rows); i++) {
		const char *sha256 = db_text(rows, i, "sha256");
		const char *why = db_text(rows, i, "unreadable_why");

		if (strcmp(db_text(rows, i, "state"), state) != 0)
			continue;
		text_add(&photos, nr ? "," : "");
		text_json(&photos, sha256);
		text_printf(&reasons, "%s\"%s\":", nr ? "," : "", sha256);
		text_json(&reasons, why ? why : "");
		nr++;
	}
	if (!nr)
		return true;
	refuse(w, kind, "%s: %zu, named in \"photos\".", problem_title(kind), nr);
	w->problem.extra = kind == PROBLEM_photos_unreadable
				   ? arena_printf(&w->mem, "\"photos\":[%s],\"reasons\":{%s}",
						  photos.s, reasons.s)
				   : arena_printf(&w->mem, "\"photos\":[%s]", photos.s);
	w->problem.retry_after_s = kind == PROBLEM_photos_pending;
	return false;
}

static bool check(struct work *w, const char *const *sha256s, size_t nr, const char *person_id,
		  const char *inspection_id)
{
	const struct db_rows *rows;

	if (!nr)
		return true;
	rows = db_query(w, &photo_not_ready_sql, w->tenant, db_array(w, sha256s, nr), person_id,
			inspection_id);
	return rows && expect_none(w, rows, "missing", PROBLEM_photos_missing) &&
	       expect_none(w, rows, "unreadable", PROBLEM_photos_unreadable) &&
	       expect_none(w, rows, "stored", PROBLEM_photos_pending);
}

bool photos_check(struct work *w, const char *inspection_id, const char *const *sha256s, size_t nr)
{
	return check(w, sha256s, nr, w->person_id, inspection_id);
}

static bool look_for_pending(struct work *w, const char *sha256s, bool *is_pending)
{
	const struct db_rows *rows;

	*is_pending = false;
	if (!db_begin(w, DB_APP, DB_READ))
		return false;
	rows = db_query(w, &photo_not_ready_sql, w->tenant, sha256s, NULL, NULL);
	for (size_t i = 0; rows && i < db_count(rows); i++)
		*is_pending |= !strcmp(db_text(rows, i, "state"), "stored");
	db_rollback(w);
	return rows;
}

bool photos_wait(struct work *w, const char *const *sha256s, size_t nr, int ms)
{
	const char *list = db_array(w, sha256s, nr);
	int64_t until = clock_monotonic_ms() + ms;
	bool is_pending = nr;

	while (is_pending) {
		uint64_t finished = decoder_finished();
		int64_t left;

		if (!look_for_pending(w, list, &is_pending))
			return false;
		left = until - clock_monotonic_ms();
		if (left <= 0)
			break;
		if (is_pending)
			decoder_await(finished, left < POLL_MS ? (int)left : POLL_MS);
	}
	return true;
}

/* ---- upload */

const char *const capture_methods[] = {
	[CAPTURE_CAMERA] = "camera",
	[CAPTURE_GALLERY] = "gallery",
	[CAPTURE_FILE] = "file",
	NULL,
};

static bool may_upload(const struct work *w)
{
	static const enum right rights[] = { RIGHT_inspection_conduct, RIGHT_finding_create,
					     RIGHT_action_work, RIGHT_action_verify,
					     RIGHT_appeal_make };

	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++)
		if (may_somewhere(w, rights[i]))
			return true;
	return false;
}

struct place {
	bool has_row;
	bool has_file;
};

/* What of it is there already, and whether the caller may bring photographs at all. */
static bool look_up(struct work *w, const struct upload *upload, struct place *place)
{
	const char *path = store_path(&w->mem, w->tenant, upload->sha256, STORE_ORIGINAL);
	const struct db_rows *rows;

	if (!db_begin(w, DB_APP, DB_READ) || (w->who && !principal_expect(w)))
		return false;
	rows = db_query(w, &photo_size_sql, w->tenant, upload->sha256, w->person_id);
	if (!rows)
		return false;
	if (!may_upload(w) && !db_boolean(rows, 0, "is_responsible"))
		return refuse(
			w, PROBLEM_forbidden,
			"That needs the right to fill in visits, to add findings, or to work on "
			"or verify actions.");
	place->has_row = !db_is_null(rows, 0, "size_bytes");
	place->has_file = store_size_bytes(path) == (int64_t)upload->size_bytes;
	db_rollback(w);
	return true;
}

static const char *real(struct work *w, bool is_given, double number)
{
	return is_given ? arena_printf(&w->mem, "%.17g", number) : NULL;
}

static const char *whole(struct work *w, bool is_given, int64_t number)
{
	return is_given ? db_number(w, number) : NULL;
}

static const struct db_rows *note(struct work *w, const struct upload *u, const char *format)
{
	const struct capture *c = u->capture;

	return db_query(
		w, &photo_put_sql, w->tenant, u->sha256, db_number(w, (int64_t)u->size_bytes),
		format, w->person_id, db_time(w, w->now), uuid_v4(&w->mem),
		c->method_given ? capture_methods[c->method] : NULL, db_time(w, c->claimed_at),
		whole(w, c->clock_offset_ms_given, c->clock_offset_ms),
		real(w, c->lat_given, c->lat), real(w, c->lon_given, c->lon),
		real(w, c->accuracy_m_given, c->accuracy_m),
		c->is_mock_given ? db_bool(c->is_mock) : NULL,
		whole(w, c->original_size_bytes_given, c->original_size_bytes),
		whole(w, c->original_width_given, c->original_width),
		whole(w, c->original_height_given, c->original_height));
}

bool photo_lock(struct work *w, const char *sha256)
{
	return db_send(w, &photo_lock_sql, w->tenant, sha256);
}

static bool refuse_lost(struct work *w)
{
	refuse(w, PROBLEM_busy, "Send the photograph once more.");
	w->problem.retry_after_s = 1;
	return false;
}

static bool record(struct work *w, const struct upload *upload, const struct place *place,
		   const char *format, bool *is_new, const char **json)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_APP, DB_WRITE))
		return false;
	if (place->has_row && !place->has_file &&
	    !db_send(w, &photo_restored_sql, w->tenant, upload->sha256, db_time(w, w->now)))
		return false;
	if (!photo_lock(w, upload->sha256))
		return false;
	rows = note(w, upload, format);
	if (!rows)
		return false;
	/* It was unused, and removed since it was looked for (unused.c). */
	if (store_size_bytes(store_path(&w->mem, w->tenant, upload->sha256, STORE_ORIGINAL)) < 0)
		return refuse_lost(w);
	if (!db_send(w, &photo_sent_again_sql, w->tenant, upload->sha256, db_time(w, w->now)))
		return false;
	*is_new = db_boolean(rows, 0, "is_new");
	*json = arena_printf(&w->mem, "{\"sha256\":\"%s\",\"size_bytes\":%zu,\"state\":\"%s\"}",
			     upload->sha256, upload->size_bytes, db_text(rows, 0, "state"));
	return db_commit(w);
}

bool photo_put(struct work *w, const struct upload *upload, bool *is_new, const char **json)
{
	const char *path = store_path(&w->mem, w->tenant, upload->sha256, STORE_ORIGINAL);
	struct place place = { 0 };
	const char *format;

	/* A unit of work that runs again has moved the upload to its place already. */
	if (!store_format(w, store_size_bytes(upload->path) < 0 ? path : upload->path, &format))
		return false;
	if (!format)
		return refuse(w, PROBLEM_unsupported_media_type,
			      "A photograph is a JPEG or a PNG; these bytes begin like neither.");
	if (!look_up(w, upload, &place))
		return false;
	/* The file first: whoever finds the row finds the file. */
	if (!(place.has_row && place.has_file) && !store_keep(w, upload->path, upload->sha256))
		return false;
	if (!record(w, upload, &place, format, is_new, json))
		return false;
	decoder_wake();
	return true;
}

/* ---- looking at one */

bool photo_get(struct work *w, const char *sha256, struct photo *photo)
{
	const struct db_rows *rows = db_query(w, &photo_get_sql, w->tenant, sha256, w->person_id);

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no photograph %s.", sha256);
	photo->sha256 = sha256;
	photo->format = db_text(rows, 0, "format");
	photo->is_ready = !strcmp(db_text(rows, 0, "state"), "ready");
	photo->may_have_original = db_boolean(rows, 0, "have_original");
	photo->json = db_text(rows, 0, "body");
	return true;
}

bool photo_expect_ready(struct work *w, const struct photo *photo)
{
	return photo->is_ready || check(w, &photo->sha256, 1, NULL, NULL);
}
