#include "access/code.h"

#include <ctype.h>
#include <string.h>

#include "access/attempt.h"
#include "access/code.sql.h"
#include "access/code_system.sql.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/text.h"
#include "base/uuid.h"
#include "db/db.h"

/* Without what looks like something else, and without U, so that no word comes out. */
#define LETTERS "23456789ABCDEFGHJKMNPQRSTVWXYZ"
#define LONGEST 16
#define GROUP 4
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define SWEEP 1000
#define BETWEEN "- \t"

static const struct code_form {
	const char *name;
	const char *page;
	size_t length;
	int64_t lasts_ms;
} forms[CODE_KINDS] = {
	[CODE_ENROLMENT] = { "enrolment", "/phone/enrol", 8, 15 * MINUTE_MS },
	[CODE_INVITATION] = { "invitation", "/portal/welcome", 16, 72 * HOUR_MS },
	[CODE_RESET] = { "reset", "/portal/reset", 16, 2 * HOUR_MS },
};

/* The kind is in the hash: a code of one kind is no code of another. */
static const char *hash_of(struct work *w, enum code_kind kind, const char *plain)
{
	const char *text = arena_printf(&w->mem, "%s %s", forms[kind].name, plain);
	char *hex = arena_alloc(&w->mem, SHA256_HEX);

	sha256_hex(text, strlen(text), hex);
	return hex;
}

static const char *grouped(struct work *w, const char *plain)
{
	struct text t;

	text_init(&t, &w->mem);
	for (size_t i = 0; plain[i]; i++) {
		if (i && i % GROUP == 0)
			text_add_char(&t, '-');
		text_add_char(&t, plain[i]);
	}
	return text_take(&t);
}

static const char *choose(struct work *w, enum code_kind kind)
{
	char *plain = arena_alloc(&w->mem, forms[kind].length + 1);

	for (size_t i = 0; i < forms[kind].length; i++)
		plain[i] = LETTERS[random_below(sizeof(LETTERS) - 1)];
	return plain;
}

bool code_make(struct work *w, enum code_kind kind, const char *person_id, struct code *code)
{
	const char *plain = choose(w, kind);
	const struct db_rows *rows;

	code->id = uuid_v7(&w->mem, w->now);
	code->expires_at = w->now + forms[kind].lasts_ms;
	code->text = grouped(w, plain);
	if (!db_send(w, &code_insert_sql, w->tenant, code->id, person_id, forms[kind].name,
		     hash_of(w, kind, plain), db_time(w, w->now), db_time(w, code->expires_at),
		     w->person_id))
		return false;
	rows = db_query(w, &code_tenant_sql, w->tenant);
	if (!rows)
		return false;
	code->link = arena_printf(&w->mem, "%s#%s.%s", forms[kind].page, db_text(rows, 0, "code"),
				  plain);
	return true;
}

const char *code_show(struct work *w, const struct code *code)
{
	return arena_printf(&w->mem, "{\"code\":\"%s\",\"link\":\"%s\",\"expires_at\":\"%s\"}",
			    code->text, code->link, clock_text(&w->mem, code->expires_at));
}

static bool make_link(struct work *w, enum code_kind kind, const char *person_id, const char **link)
{
	struct code code;

	if (!code_make(w, kind, person_id, &code))
		return false;
	*link = code.link;
	return true;
}

bool invitation_link(struct work *w, const char *person_id, const char **link)
{
	return make_link(w, CODE_INVITATION, person_id, link);
}

bool reset_link(struct work *w, const char *person_id, const char **link)
{
	return make_link(w, CODE_RESET, person_id, link);
}

/* Nested too deep where it is used, for it is a macro. */
static char upper_of(char c) { return (char)toupper((unsigned char)c); }

/* What was meant, of what was typed; NULL where it is no code at all. */
static const char *plain_of(struct work *w, const char *text)
{
	char *plain = arena_alloc(&w->mem, LONGEST + 1);
	size_t n = 0;

	/* People read codes out in groups. */
	for (text += strspn(text, BETWEEN); *text; text += strspn(text, BETWEEN)) {
		char letter[] = { upper_of(*text++), '\0' };

		if (n == LONGEST || !strspn(letter, LETTERS))
			return NULL;
		plain[n++] = *letter;
	}
	return plain;
}

bool code_refuse(struct work *w)
{
	return refuse(w, PROBLEM_code_not_valid,
		      "The code is not right, was used, or its time is over.");
}

/* A wrong code counts by where it comes from and by the group whose codes are guessed. */
bool code_find(struct work *w, struct claim *claim)
{
	const char *plain = plain_of(w, claim->text);
	const char *address = address_class(&w->mem, claim->address);
	const struct attempt attempts[] = {
		{ ATTEMPT_CODE, "", address },
		{ ATTEMPT_CODES, attempt_account(w, claim->tenant, ""), "" },
	};
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_WRITE) || !attempt_count(w, attempts, 2))
		return false;
	rows = db_query(w, &code_by_hash_sql, claim->tenant, forms[claim->kind].name,
			hash_of(w, claim->kind, plain ? plain : ""), db_time(w, w->now));
	if (!rows)
		return false;
	if (!db_count(rows))
		return db_commit(w) && code_refuse(w);
	w->tenant = db_text(rows, 0, "tenant_id");
	claim->id = db_text(rows, 0, "id");
	claim->person_id = db_text(rows, 0, "person_id");
	claim->is_used = db_boolean(rows, 0, "is_used");
	return attempt_forgive(w, attempts, 2) && db_commit(w);
}

bool code_use(struct work *w, const struct claim *claim, bool *was_first)
{
	const struct db_rows *rows =
		db_query(w, &code_take_sql, w->tenant, claim->id, db_time(w, w->now));

	if (!rows)
		return false;
	*was_first = db_count(rows) > 0;
	return !*was_first || db_send(w, &code_end_sql, w->tenant, claim->person_id,
				      forms[claim->kind].name, db_time(w, w->now));
}

bool code_end_all(struct work *w, const char *person_id)
{
	return db_send(w, &code_end_sql, w->tenant, person_id, NULL, db_time(w, w->now));
}

bool code_sweep(struct work *w, bool *has_more)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_WRITE))
		return false;
	rows = db_query(w, &code_delete_over_sql, db_time(w, w->now));
	if (!rows)
		return false;
	*has_more = db_count(rows) == SWEEP;
	return db_commit(w);
}
