#include "access/device.h"

#include "access/code.h"
#include "access/device.sql.h"
#include "base/uuid.h"
#include "db/db.h"
#include "outbox/outbox.h"

static bool tell(struct work *w, const char *kind, const char *id)
{
	struct event event = { .kind = kind, .subject = "device", .subject_id = id };

	return outbox_post(w, &event);
}

static bool make(struct work *w, const struct enrolment *e, const struct claim *claim,
		 struct session *s)
{
	s->person_id = claim->person_id;
	s->device_id = uuid_v4(&w->mem);
	return db_send(w, &device_insert_sql, w->tenant, s->device_id, s->person_id, e->name,
		       e->platform, claim->id, db_time(w, w->now)) &&
	       session_begin_device(w, e->key, e->name, e->address, s) &&
	       tell(w, "device.enrolled", s->device_id);
}

bool device_enrol(struct work *w, const struct enrolment *e, struct session *s)
{
	struct claim claim = {
		.kind = CODE_ENROLMENT,
		.tenant = e->tenant,
		.text = e->code,
		.address = e->address,
	};
	bool was_first;

	*s = (struct session){ 0 };
	if (!code_find(w, &claim) || !db_begin(w, DB_APP, DB_WRITE) ||
	    !code_use(w, &claim, &was_first))
		return false;
	return was_first ? make(w, e, &claim, s) : session_again(w, claim.id, e->key, s);
}

bool device_list(struct work *w, const char *person_id, const char **json)
{
	const struct db_rows *rows = db_query(w, &device_list_sql, w->tenant, person_id);

	if (!rows)
		return false;
	*json = db_text(rows, 0, "body");
	return true;
}

bool device_refuse(struct work *w)
{
	work_forgive(w);
	return refuse(w, PROBLEM_not_found, "There is no such device.");
}

bool device_owner(struct work *w, const char *id, const char **person_id)
{
	const struct db_rows *rows = db_query(w, &device_owner_sql, w->tenant, id);

	if (!rows)
		return false;
	if (!db_count(rows))
		return device_refuse(w);
	*person_id = db_text(rows, 0, "person_id");
	return true;
}

bool device_end(struct work *w, const char *id)
{
	const struct db_rows *rows =
		db_query(w, &device_end_sql, w->tenant, id, db_time(w, w->now), "device removed");

	if (!rows)
		return false;
	return !db_count(rows) || tell(w, "device.deleted", id);
}
