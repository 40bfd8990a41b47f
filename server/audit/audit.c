#include "audit/audit.h"

#include "audit/audit.sql.h"
#include "audit/audit_system.sql.h"
#include "base/crypt.h"
#include "base/uuid.h"
#include "db/db.h"

static const char *hash_of(struct work *w, const struct audit *a)
{
	char *hex;

	if (!a->body || !a->body_size)
		return NULL;
	hex = arena_alloc(&w->mem, SHA256_HEX);
	sha256_hex(a->body, a->body_size, hex);
	return hex;
}

bool audit_note(struct work *w, const struct audit *a)
{
	return db_send(w, &audit_insert_sql, w->tenant, uuid_v7(&w->mem, w->now),
		       db_time(w, w->now), w->person_id, a->session_id, a->operation, a->subject,
		       a->subject_id, w->request_id, a->address, hash_of(w, a));
}

static bool find_tenant(struct work *w, const char *code)
{
	const struct db_rows *rows;

	w->tenant = NULL;
	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	rows = db_query(w, &audit_tenant_sql, code);
	if (!rows)
		return false;
	if (db_count(rows))
		w->tenant = db_text(rows, 0, "id");
	db_rollback(w);
	return true;
}

bool audit_note_refused(struct work *w, const char *tenant_code, const char *login,
			const char *address)
{
	if (!find_tenant(w, tenant_code))
		return false;
	if (!w->tenant)
		return true;
	w->at_commit = NULL;
	return db_begin(w, DB_APP, DB_WRITE) &&
	       db_send(w, &audit_insert_refused_sql, w->tenant, uuid_v7(&w->mem, w->now),
		       db_time(w, w->now), login, w->request_id, address) &&
	       db_commit(w);
}

bool audit_forget(struct work *w, const char *person_id)
{
	return db_send(w, &audit_forget_sql, w->tenant, person_id);
}
