#include "organization/departure.h"

#include "access/code.h"
#include "access/session.h"
#include "audit/audit.h"
#include "base/text.h"
#include "db/db.h"
#include "organization/departure.sql.h"
#include "organization/membership.h"
#include "organization/person.h"
#include "organization/tenant.h"
#include "outbox/outbox.h"

bool departure_end_access(struct work *w, const char *person_id)
{
	return session_end_others(w, person_id, NULL, "left") && code_end_all(w, person_id) &&
	       membership_end_all(w, person_id);
}

bool departure_handover(struct work *w, const char *person_id, const char **json)
{
	const struct db_rows *rows =
		db_query(w, &departure_handover_sql, w->tenant, w->person_id, person_id);

	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}

static bool delete_traces(struct work *w, const char *id)
{
	return db_send(w, &departure_places_erase_sql, w->tenant, id) &&
	       db_send(w, &departure_events_erase_sql, w->tenant, id) &&
	       db_send(w, &departure_sessions_delete_sql, w->tenant, id) &&
	       db_send(w, &departure_devices_delete_sql, w->tenant, id) &&
	       db_send(w, &departure_codes_delete_sql, w->tenant, id) &&
	       db_send(w, &departure_answers_delete_sql, w->tenant, id) &&
	       db_send(w, &departure_notices_delete_sql, w->tenant, id) &&
	       db_send(w, &departure_letters_delete_sql, w->tenant, id) && audit_forget(w, id);
}

static bool tell_erased(struct work *w, const char *id, const char *reason)
{
	struct event event = { .kind = "person.erased", .subject = "person", .subject_id = id };
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, "{\"reason\":");
	text_json(&t, reason);
	text_add(&t, "}");
	event.data = text_take(&t);
	return outbox_post(w, &event);
}

static bool erase(struct work *w, const char *id, const char *reason)
{
	return db_send(w, &departure_person_erase_sql, w->tenant, id, db_time(w, w->now)) &&
	       delete_traces(w, id) && tell_erased(w, id, reason);
}

bool departure_erase(struct work *w, const char *id, const char *reason, const char **body)
{
	const struct db_rows *rows;

	if (!tenant_expect(w, RIGHT_people_manage))
		return false;
	rows = db_query(w, &departure_person_sql, w->tenant, id);
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no such person.");
	if (person_is_active(rows))
		return refuse(w, PROBLEM_person_has_not_left,
			      "Let the person leave first; it cannot be undone.");
	return (db_boolean(rows, 0, "is_erased") || erase(w, id, reason)) &&
	       person_show(w, id, body);
}
