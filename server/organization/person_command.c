#include "organization/person_command.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "access/password.h"
#include "audit/audit.h"
#include "base/crypt.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"
#include "organization/creation.h"
#include "organization/person.h"
#include "organization/person_command.sql.h"
#include "organization/tenant.h"
#include "outbox/outbox.h"

#define MADE_PASSWORD_BYTES 15

static bool refuse_usage(struct work *w)
{
	return refuse(
		w, PROBLEM_invalid_body,
		"usage: gemba person add --tenant CODE [--tenant-name NAME] --login LOGIN "
		"--name NAME --role ROLE [--unit CODE] [--department CODE] [--password-stdin]");
}

static bool read_flags(struct work *w, int argc, char **argv, struct admission *a,
		       bool *reads_password)
{
	static const struct option options[] = {
		{ "tenant", required_argument, NULL, 't' },
		{ "tenant-name", required_argument, NULL, 'T' },
		{ "login", required_argument, NULL, 'l' },
		{ "name", required_argument, NULL, 'n' },
		{ "role", required_argument, NULL, 'r' },
		{ "unit", required_argument, NULL, 'u' },
		{ "department", required_argument, NULL, 'd' },
		{ "password-stdin", no_argument, NULL, 'p' },
		{ 0 },
	};
	const char *values['z'] = { 0 };
	int flag;

	if (argc < 2 || strcmp(argv[1], "add") != 0)
		return refuse_usage(w);
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): a command has one thread */
	while ((flag = getopt_long(argc - 1, argv + 1, "", options, NULL)) != -1) {
		if (flag == '?')
			return refuse_usage(w);
		values[flag] = optarg ? optarg : "";
	}
	if (optind != argc - 1 || !values['t'] || !values['l'] || !values['n'] || !values['r'])
		return refuse_usage(w);
	a->tenant = (struct tenant){ .code = values['t'], .name = values['T'] };
	a->person.login = values['l'];
	a->person.name = values['n'];
	a->role = values['r'];
	a->unit = values['u'];
	a->department = values['d'];
	*reads_password = values['p'];
	return true;
}

/* One line; a longer one than any password is faulted like one. */
static bool read_password(struct work *w, const char **password)
{
	size_t size = 4 * PASSWORD_MOST + 3;
	char *line = arena_alloc(&w->mem, size);

	if (!fgets(line, (int)size, stdin))
		return refuse(w, PROBLEM_invalid_body, "There is no password on standard input.");
	line[strcspn(line, "\r\n")] = '\0';
	if (!utf8_is_valid(line, strlen(line)))
		return refuse(w, PROBLEM_invalid_body, "The password is not UTF-8.");
	*password = line;
	return true;
}

static bool hash_password(struct work *w, const struct admission *a, const char **hash)
{
	password_is_fit(w, "/password", a->password, a->person.login, a->person.name);
	person_is_fit(w, &a->person);
	if (!work_is_faultless(w, PROBLEM_invalid_body))
		return false;
	*hash = password_make(w, a->password);
	return true;
}

static bool store_person(struct work *w, struct admission *a, const char *hash)
{
	const struct db_rows *rows =
		db_query(w, &person_command_take_sql, w->tenant, a->person.login);

	if (!rows)
		return false;
	a->is_there = db_count(rows) > 0;
	if (a->is_there && strcmp(db_text(rows, 0, "state"), "active") != 0)
		return refuse(w, PROBLEM_person_has_left, "\"%s\" has left.", a->person.login);
	a->person.id = a->is_there ? db_text(rows, 0, "id") : uuid_v7(&w->mem, w->now);
	return (a->is_there || (person_insert(w, &a->person) &&
				creation_tell(w, "person", "created", a->person.id, NULL))) &&
	       person_set_password(w, a->person.id, hash, NULL);
}

/* No row: the person has the role there already. */
static bool tell_given(struct work *w, const struct db_rows *rows)
{
	struct event event = { .kind = "membership.given", .subject = "membership" };

	if (!rows)
		return false;
	if (!db_count(rows))
		return true;
	event.subject_id = db_text(rows, 0, "id");
	event.unit_id = db_text(rows, 0, "unit_id");
	event.data = db_text(rows, 0, "told");
	return outbox_post(w, &event);
}

static bool give_role(struct work *w, const struct admission *a)
{
	const struct db_rows *rows =
		db_query(w, &person_command_places_sql, w->tenant, a->role, a->unit, a->department);

	if (!rows)
		return false;
	if (db_is_null(rows, 0, "role_id"))
		return refuse(w, PROBLEM_not_found, "There is no role \"%s\".", a->role);
	if (db_is_null(rows, 0, "unit_id"))
		return refuse(w, PROBLEM_not_found, "There is no unit \"%s\".", a->unit);
	if (a->department && db_is_null(rows, 0, "department_id"))
		return refuse(w, PROBLEM_not_found, "There is no department \"%s\".",
			      a->department);
	return tell_given(w, db_query(w, &person_command_give_sql, w->tenant,
				      uuid_v7(&w->mem, w->now), a->person.id,
				      db_text(rows, 0, "role_id"), db_text(rows, 0, "unit_id"),
				      db_text(rows, 0, "department_id"), db_time(w, w->now)));
}

bool person_admit(struct work *w, struct admission *a)
{
	struct audit audit = { .operation = "person_add", .subject = "person" };
	const char *hash;

	if (!hash_password(w, a, &hash) || !tenant_open(w, &a->tenant) || !store_person(w, a, hash))
		return false;
	audit.subject_id = a->person.id;
	return give_role(w, a) && audit_note(w, &audit) && db_commit(w);
}

static void tell(const struct admission *a, bool reads_password)
{
	printf(a->is_there ? "\"%s\" of \"%s\" has a new password and is %s.\n"
			   : "\"%s\" of \"%s\" can sign in and is %s.\n",
	       a->person.login, a->tenant.code, a->role);
	if (!reads_password)
		printf("password: %s\n", a->password);
}

bool person_command(struct work *w, int argc, char **argv)
{
	struct admission a = { 0 };
	bool reads_password = false;

	if (!read_flags(w, argc, argv, &a, &reads_password))
		return false;
	if (!reads_password)
		a.password = secret_text(&w->mem, MADE_PASSWORD_BYTES);
	else if (!read_password(w, &a.password))
		return false;
	if (!person_admit(w, &a))
		return false;
	tell(&a, reads_password);
	return true;
}
