#include "mystery/shopper.h"

#include <math.h>

#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"
#include "mystery/shopper.sql.h"
#include "organization/tenant.h"

const char *const shopper_states[] = { "active", "resting", NULL };

static const char *list(struct work *w, const struct json_texts *texts)
{
	return db_array(w, texts->items, texts->nr);
}

static const char *real(struct work *w, bool is_given, double n)
{
	return is_given && !isnan(n) ? arena_printf(&w->mem, "%.7f", n) : NULL;
}

static const char *year(struct work *w, int64_t n) { return n ? db_number(w, n) : NULL; }

static bool check_people(struct work *w, const char *person_id, const struct json_texts *companions)
{
	const struct db_rows *rows =
		db_query(w, &shopper_person_sql, w->tenant, person_id, list(w, companions));

	if (!rows)
		return false;
	if (person_id && !db_boolean(rows, 0, "is_there"))
		fault(w, "/person_id", "There is no such person, or the person has left.");
	if (!db_boolean(rows, 0, "are_shoppers"))
		fault(w, "/companions", "Somebody of these is no shopper.");
	return work_is_faultless(w, PROBLEM_invalid_body);
}

static bool put_companions(struct work *w, const char *id, const struct json_texts *companions)
{
	return db_send(w, &shopper_companions_end_sql, w->tenant, id, list(w, companions)) &&
	       db_send(w, &shopper_companions_begin_sql, w->tenant, id, list(w, companions));
}

/* The second look is needed because a new one's companions are part of it. */
bool shopper_create(struct work *w, struct shopper *s, const char *asked, struct creation *creation)
{
	if (!s->id)
		s->id = uuid_v4(&w->mem);
	if (!tenant_expect(w, RIGHT_mystery_identity) ||
	    !check_people(w, s->person_id, &s->companions) ||
	    !db_send(w, &shopper_insert_sql, w->tenant, s->id, s->person_id, s->nickname,
		     shopper_states[s->state], list(w, &s->languages), year(w, s->birth_from),
		     year(w, s->birth_to), list(w, &s->certifications),
		     real(w, s->home_lat_given, s->home_lat),
		     real(w, s->home_lon_given, s->home_lon), s->note, db_time(w, w->now)) ||
	    !creation_read(w,
			   db_query(w, &shopper_created_sql, w->tenant, s->id, s->person_id,
				    s->nickname, asked),
			   PROBLEM_id_is_taken, creation))
		return false;
	if (!creation->is_new || !s->companions.nr)
		return true;
	return put_companions(w, s->id, &s->companions) &&
	       creation_read(w,
			     db_query(w, &shopper_created_sql, w->tenant, s->id, s->person_id,
				      s->nickname, asked),
			     PROBLEM_id_is_taken, creation);
}

static void add_text(struct text *t, bool is_given, const char *name, const char *value)
{
	if (!is_given)
		return;
	text_printf(t, "%s\"%s\":", t->len > 1 ? "," : "", name);
	if (value)
		text_json(t, value);
	else
		text_add(t, "null");
}

static const char *as_json(struct work *w, const struct shopper *s)
{
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{");
	add_text(&t, s->nickname, "nickname", s->nickname);
	add_text(&t, s->state_given, "state", shopper_states[s->state]);
	add_text(&t, s->birth_from_given, "birth_from", year(w, s->birth_from));
	add_text(&t, s->birth_to_given, "birth_to", year(w, s->birth_to));
	add_text(&t, s->home_lat_given, "home_lat", real(w, true, s->home_lat));
	add_text(&t, s->home_lon_given, "home_lon", real(w, true, s->home_lon));
	add_text(&t, s->note_given, "note", s->note);
	text_add(&t, "}");
	return text_take(&t);
}

static bool show(struct work *w, const char *id, const char **body)
{
	const struct db_rows *rows = db_query(w, &shopper_show_sql, w->tenant, id);

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no shopper %s.", id);
	*body = db_text(rows, 0, "body");
	return true;
}

bool shopper_change(struct work *w, const char *id, const struct shopper *change, const char **body)
{
	if (!tenant_expect(w, RIGHT_mystery_identity) || !show(w, id, body) ||
	    !check_people(w, NULL, &change->companions) ||
	    !db_send(w, &shopper_update_sql, w->tenant, id, as_json(w, change),
		     change->languages_given ? list(w, &change->languages) : NULL,
		     change->certifications_given ? list(w, &change->certifications) : NULL,
		     db_time(w, w->now)))
		return false;
	return (!change->companions_given || put_companions(w, id, &change->companions)) &&
	       show(w, id, body);
}

bool shopper_recognise(struct work *w, const char *id, const struct recognition *r,
		       const char **body)
{
	const struct db_rows *rows;

	if (!tenant_expect(w, RIGHT_mystery_identity) || !show(w, id, body))
		return false;
	rows = db_query(w, &shopper_brand_sql, w->tenant, r->unit_id);
	if (!rows)
		return false;
	if (!db_count(rows))
		fault(w, "/unit_id", "There is no such unit.");
	return work_is_faultless(w, PROBLEM_invalid_body) &&
	       db_send(w, &shopper_recognise_sql, w->tenant, id, db_text(rows, 0, "id"),
		       db_time(w, w->now), w->person_id, r->note) &&
	       show(w, id, body);
}
