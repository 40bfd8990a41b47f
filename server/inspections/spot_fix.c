#include "inspections/spot_fix.h"

#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "inspections/spot_fix.sql.h"
#include "json/json.h"

const char *spot_fix_text(struct work *w, const struct json_value *fixed)
{
	return json_length(fixed) ? json_write(&w->mem, fixed) : NULL;
}

static struct failure *failure_by_key(struct scored *s, const char *key)
{
	for (size_t i = 0; i < s->failures.nr; i++)
		if (!strcmp(s->failures.items[i].key, key))
			return &s->failures.items[i];
	return NULL;
}

static bool is_shown(const struct scored *s, const char *sha256)
{
	for (size_t i = 0; i < s->photos_nr; i++)
		if (!strcmp(s->photo_hashes[i], sha256))
			return true;
	return false;
}

static void add_hash(struct work *w, struct scored *s, const char *sha256)
{
	const char **hashes = arena_array(&w->mem, s->photos_nr + 1, sizeof(*hashes));

	if (s->photos_nr)
		memcpy(hashes, s->photo_hashes, s->photos_nr * sizeof(*hashes));
	hashes[s->photos_nr++] = sha256;
	s->photo_hashes = hashes;
}

static void add_photo(struct work *w, struct scored *s, const struct failure *f, const char *sha256)
{
	struct text t;

	text_init(&t, &w->mem);
	text_add_bytes(&t, s->photos, strlen(s->photos) - 1);
	text_printf(&t,
		    "%s{\"is_fix\":true,\"sha256\":\"%s\",\"question\":", s->photos_nr ? "," : "",
		    sha256);
	text_json(&t, f->question);
	text_add(&t, ",\"instance\":");
	if (f->instance)
		text_json(&t, f->instance);
	else
		text_add(&t, "null");
	text_add(&t, "}]");
	s->photos = text_take(&t);
	add_hash(w, s, sha256);
}

static void mark(struct work *w, struct scored *s, struct failure *f,
		 const struct json_value *photos)
{
	f->is_fixed = true;
	for (size_t i = 0; i < json_length(photos); i++)
		add_photo(w, s, f, json_text(json_item(photos, i)));
}

void spot_fix_keep(struct work *w, const struct json_value *fixed, struct scored *scored)
{
	struct json_members m;

	for (json_walk(&m, fixed); m.name; json_step(&m)) {
		struct failure *f = failure_by_key(scored, m.name);

		if (f)
			mark(w, scored, f, m.value);
	}
}

/* ---- what comes in */

static void check_photo(struct work *w, const struct scored *s, const struct json_value *photos,
			size_t i, const char *pointer)
{
	const char *sha256 = json_text(json_item(photos, i));

	if (!sha256 || !json_is_hex(sha256, 64)) {
		fault(w, pointer, "This is not a SHA-256: 64 lower-case hex digits.");
		return;
	}
	if (is_shown(s, sha256))
		fault(w, pointer,
		      "The sheet shows this photograph already; what was put right needs its own.");
	for (size_t k = 0; k < i; k++) {
		const char *other = json_text(json_item(photos, k));

		if (other && !strcmp(other, sha256))
			fault(w, pointer, "This photograph is there already.");
	}
}

static bool check_photos(struct work *w, const struct scored *s, const char *pointer,
			 const struct json_value *photos)
{
	size_t before = w->problem.faults_nr;
	size_t nr = json_length(photos);

	if (json_kind(photos) != JSON_IS_LIST || !nr || nr > SPOT_FIX_PHOTOS_MAX)
		return fault(w, pointer, "What was put right has 1 to %d photographs.",
			     SPOT_FIX_PHOTOS_MAX);
	for (size_t i = 0; i < nr; i++)
		check_photo(w, s, photos, i, json_pointer_item(&w->mem, pointer, i));
	return w->problem.faults_nr == before;
}

/* A photograph that is known from elsewhere does not show what was just put right. */
static bool check_new(struct work *w, const char *inspection_id, const char *photos)
{
	const struct db_rows *rows =
		db_query(w, &spot_fix_used_sql, w->tenant, inspection_id, photos);

	if (!rows)
		return false;
	for (size_t i = 0; i < db_count(rows); i++)
		fault(w, "/fixed", "The photograph %s is shown elsewhere already.",
		      db_text(rows, i, "sha256"));
	return work_is_faultless(w, PROBLEM_invalid_sheet);
}

bool spot_fix_apply(struct work *w, const char *inspection_id, const struct json_value *fixed,
		    struct scored *scored)
{
	struct json_members m;

	if (!json_length(fixed))
		return true;
	for (json_walk(&m, fixed); m.name; json_step(&m)) {
		const char *pointer = json_pointer(&w->mem, "/fixed", m.name);
		struct failure *f = failure_by_key(scored, m.name);

		if (!f)
			fault(w, pointer, "This did not fail, so nothing was to be put right.");
		else if (check_photos(w, scored, pointer, m.value))
			mark(w, scored, f, m.value);
	}
	return work_is_faultless(w, PROBLEM_invalid_sheet) &&
	       check_new(w, inspection_id, scored->photos);
}

/* ---- while it is filled in */

static void check_said(struct work *w, struct scored *s, const char *key,
		       const struct json_value *photos)
{
	const char *pointer = json_pointer(&w->mem, "/fixed", key);

	if (!answers_has(s->checklist, s->answers, key)) {
		fault(w, pointer, "There is no such question, or no such instance of it.");
		return;
	}
	if (check_photos(w, s, pointer, photos))
		for (size_t i = 0; i < json_length(photos); i++)
			add_hash(w, s, json_text(json_item(photos, i)));
}

/* As the look at what is shown elsewhere takes them. */
static const char *photos_of(struct work *w, const struct json_value *fixed)
{
	struct json_members m;
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "[");
	for (json_walk(&m, fixed); m.name; json_step(&m))
		for (size_t i = 0; i < json_length(m.value); i++)
			text_printf(&t, "%s{\"is_fix\":true,\"sha256\":\"%s\"}",
				    t.len > 1 ? "," : "", json_text(json_item(m.value, i)));
	text_add(&t, "]");
	return text_take(&t);
}

bool spot_fix_check(struct work *w, const char *inspection_id, const struct json_value *fixed,
		    const struct json_value *changed, struct scored *scored)
{
	struct json_members m;

	for (json_walk(&m, fixed); m.name; json_step(&m))
		check_said(w, scored, m.name, m.value);
	return work_is_faultless(w, PROBLEM_invalid_sheet) &&
	       (!json_length(changed) || check_new(w, inspection_id, photos_of(w, changed)));
}

bool spot_fix_failing(struct work *w, const struct json_value *said, struct scored *scored,
		      const struct json_value **fixed)
{
	struct json_members m;
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{");
	for (json_walk(&m, said); m.name; json_step(&m)) {
		if (!failure_by_key(scored, m.name))
			continue;
		text_add(&t, t.len > 1 ? "," : "");
		text_json(&t, m.name);
		text_add(&t, ":");
		json_add(&t, m.value);
	}
	text_add(&t, "}");
	return json_parse(w, t.s, t.len, fixed) ||
	       broken(w, "what was put right is not JSON: %s", w->problem.detail);
}
