#include "organization/invitation.h"

#include "access/attempt.h"
#include "access/password.h"
#include "base/address.h"
#include "base/uuid.h"
#include "db/db.h"
#include "organization/creation.h"
#include "organization/invitation.sql.h"
#include "organization/invitation_system.sql.h"
#include "organization/person.h"

/* An invitation is for the first password; afterwards it would be a second way to a reset. */
static bool is_fit_for(struct work *w, enum code_kind kind, const char *person_id)
{
	const struct db_rows *rows = db_query(w, &invitation_unset_sql, w->tenant, person_id);

	if (!rows)
		return false;
	if (!person_is_active(rows))
		return refuse(w, PROBLEM_person_has_left, "Whoever has left is not let in.");
	if (kind == CODE_INVITATION && db_boolean(rows, 0, "has_password"))
		return refuse(w, PROBLEM_person_has_password,
			      "Make a code for a new password instead.");
	return true;
}

static const char *told_of(enum code_kind kind)
{
	return kind == CODE_INVITATION ? "invited"
	       : kind == CODE_RESET    ? "reset_offered"
				       : "enrolment_offered";
}

bool invitation_make(struct work *w, enum code_kind kind, const char *person_id, struct code *code)
{
	return person_reach(w, person_id) && is_fit_for(w, kind, person_id) &&
	       code_make(w, kind, person_id, code) &&
	       creation_tell(w, "person", told_of(kind), person_id, NULL);
}

static const struct db_rows *find_person(struct work *w, const struct claim *claim)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_APP, DB_READ))
		return NULL;
	rows = db_query(w, &invitation_person_sql, w->tenant, claim->person_id);
	if (rows)
		db_rollback(w);
	return rows;
}

static bool use(struct work *w, const struct claim *claim, const char *password, bool *was_first)
{
	const char *hash = password_make(w, password);
	const char *what =
		claim->kind == CODE_INVITATION ? "invitation_accepted" : "password_reset";

	if (!db_begin(w, DB_APP, DB_WRITE) || !code_use(w, claim, was_first))
		return false;
	return !*was_first || (person_set_password(w, claim->person_id, hash, NULL) &&
			       creation_tell(w, "person", what, claim->person_id, NULL));
}

/* Somebody was quicker; where it was the same request, it is answered the same. */
static bool repeat(struct work *w, const struct claim *claim, const struct acceptance *a)
{
	const struct db_rows *rows = find_person(w, claim);

	if (!rows)
		return false;
	return password_check(db_text(rows, 0, "password_hash"), a->password) || code_refuse(w);
}

bool invitation_accept(struct work *w, enum code_kind kind, struct acceptance *a)
{
	struct claim claim = {
		.kind = kind,
		.tenant = a->tenant,
		.text = a->code,
		.address = a->address,
	};
	const struct db_rows *person;
	bool was_first;

	if (!code_find(w, &claim) || !(person = find_person(w, &claim)))
		return false;
	a->login = db_text(person, 0, "login");
	if (claim.is_used)
		return repeat(w, &claim, a);
	password_is_fit(w, "/password", a->password, a->login, db_text(person, 0, "name"));
	if (!work_is_faultless(w, PROBLEM_invalid_body) ||
	    !use(w, &claim, a->password, &was_first) || !db_commit(w))
		return false;
	if (!was_first)
		return repeat(w, &claim, a);
	/* What others tried in vain with the old password is no reason to wait with the new one. */
	return attempt_lift(w, attempt_account(w, a->tenant, a->login));
}

bool invitation_ask(struct work *w, const char *tenant, const char *login, const char *address)
{
	const struct attempt asking = { ATTEMPT_ASKING, "", address_class(&w->mem, address) };
	const struct attempt asked = { ATTEMPT_ASKED, attempt_account(w, tenant, login), "" };

	if (!db_begin(w, DB_SYSTEM, DB_WRITE) || !attempt_count(w, &asking, 1))
		return false;
	if (attempt_count(w, &asked, 1))
		return db_send(w, &reset_request_sql, tenant, login, uuid_v7(&w->mem, w->now),
			       db_time(w, w->now)) &&
		       db_commit(w);
	/* Enough letters are on their way; the asker is not told, for it would tell of a person. */
	if (w->problem.kind != PROBLEM_too_many_attempts)
		return false;
	work_forgive(w);
	return db_commit(w);
}
