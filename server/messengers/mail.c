#include "messengers/mail.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "access/code.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "messengers/letter.h"
#include "messengers/mail.sql.h"
#include "messengers/mail_system.sql.h"
#include "messengers/message.h"

#define MINUTE_MS 60000LL
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define LOOK_MS 5000
#define LOOK_DAILY_MS (5 * MINUTE_MS)
#define NEWS_MS DAY_MS /* what waited longer is no news */
#define NEWS_DAILY_MS (7 * DAY_MS)
#define QUIET_MS (10 * MINUTE_MS) /* between two letters to one person */
#define WAY_IN_MS (2 * HOUR_MS)   /* nobody waits longer for it */
#define LEASE_MS (3 * MINUTE_MS)  /* longer than a letter can take */
#define LINES 50
#define KEPT_MS (200 * DAY_MS)
#define FORGOTTEN_AT_ONCE 5000
#define URL_MOST 300
#define PASSWORD_MOST 500

/* How long after each try the next one comes; about two days in all. */
static const int64_t again_after_ms[] = { MINUTE_MS,   5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS,
					  4 * HOUR_MS, 12 * HOUR_MS,  DAY_MS };
#define TRIES (sizeof(again_after_ms) / sizeof(again_after_ms[0]) + 1)

static struct {
	const char *from_name;
	const char *from;
	const char *url;
} own;

/* ---- settings */

/* Links are this and a path. */
static bool is_web_address(const char *url)
{
	size_t len = strlen(url);

	if (!text_begins(url, "https://") && !text_begins(url, "http://"))
		return false;
	for (const char *c = url; *c; c++)
		if (*c <= ' ' || *c > '~' || strchr("\"<>\\?#", *c))
			return false;
	return len <= URL_MOST && url[len - 1] != '/';
}

/* Its first line. */
static bool read_password(struct work *w, const char *path, const char **password)
{
	char line[PASSWORD_MOST + 2];
	FILE *f = fopen(path, "re");
	bool is_read;

	if (!f)
		return broken(w, "GEMBA_SMTP_PASSWORD_FILE: %s: %s", path, strerrordesc_np(errno));
	is_read = fgets(line, sizeof(line), f);
	fclose(f);
	if (!is_read)
		return broken(w, "GEMBA_SMTP_PASSWORD_FILE: %s is empty.", path);
	line[strcspn(line, "\r\n")] = '\0';
	*password = arena_strdup(&w->mem, line);
	return true;
}

static bool read_smtp(struct work *w, const struct mail_settings *s, struct smtp_settings *smtp)
{
	const char *why = smtp_url_fault(s->smtp.url);

	*smtp = s->smtp;
	if (why)
		return broken(w, "GEMBA_SMTP is not right: %s.", why);
	if (!*s->smtp.user != !*s->password_file)
		return broken(w, "GEMBA_SMTP_USER and GEMBA_SMTP_PASSWORD_FILE need each other.");
	return !*s->password_file || read_password(w, s->password_file, &smtp->password);
}

bool mail_open(struct work *w, const struct mail_settings *s)
{
	struct smtp_settings smtp;

	if (*s->url && !is_web_address(s->url))
		return broken(w, "GEMBA_URL must be like https://gemba.example.org, without a "
				 "slash at the end.");
	if (!*s->smtp.url)
		return true;
	if (!read_smtp(w, s, &smtp))
		return false;
	if (!message_read_sender(&w->mem, s->from, &own.from_name, &own.from))
		return broken(w, "GEMBA_SMTP needs GEMBA_MAIL_FROM: an address, or Name "
				 "<address>.");
	if (!*s->url)
		return broken(w, "GEMBA_SMTP needs GEMBA_URL: where people reach this server.");
	own.url = s->url;
	smtp_init(&smtp);
	return true;
}

/* ---- letters are written */

/* One piece of work for a tenant, in its transaction. */
typedef bool tenant_job(struct work *w);

static bool each_tenant(struct work *w, const struct db_rows *tenants, tenant_job *job)
{
	for (size_t i = 0; i < db_count(tenants) && !work_should_stop(w); i++) {
		w->tenant = db_text(tenants, i, "tenant_id");
		if (db_begin(w, DB_APP, DB_WRITE) && job(w) && db_commit(w))
			continue;
		log_error("problem", "letters cannot be written", "tenant", w->tenant, "cause",
			  w->problem.cause ? w->problem.cause : w->problem.detail);
		db_rollback(w);
		work_forgive(w);
	}
	w->tenant = NULL;
	return true;
}

static bool write_letters(struct work *w)
{
	const struct db_rows *rows = db_query(w, &postman_take_sql, w->tenant, db_time(w, w->now),
					      db_time(w, w->now - LOOK_MS));
	const char *now = db_time(w, w->now), *from, *until;

	if (!rows)
		return false;
	if (!db_count(rows))
		return true; /* another node is at it */
	from = db_text(rows, 0, "event_seq");
	until = db_text(rows, 0, "until");
	return db_send(w, &mail_ways_in_sql, w->tenant, from, until, now,
		       db_time(w, w->now - WAY_IN_MS)) &&
	       db_send(w, &postman_note_sql, w->tenant, until) &&
	       db_send(w, &mail_at_once_sql, w->tenant, now, db_time(w, w->now - NEWS_MS),
		       db_time(w, w->now - QUIET_MS));
}

bool mail_write_step(struct work *w, bool *has_more)
{
	const struct db_rows *tenants;

	(void)has_more;
	if (!smtp_is_there())
		return true;
	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	tenants = db_query(w, &postman_waiting_sql, db_time(w, w->now - LOOK_MS));
	db_rollback(w);
	return tenants && each_tenant(w, tenants, write_letters);
}

static bool write_daily(struct work *w)
{
	const char *now = db_time(w, w->now);
	const struct db_rows *rows = db_query(w, &postman_daily_take_sql, w->tenant, now,
					      db_time(w, w->now - LOOK_DAILY_MS));

	if (!rows)
		return false;
	return !db_count(rows) ||
	       db_send(w, &mail_daily_sql, w->tenant, now, db_time(w, w->now - NEWS_DAILY_MS));
}

bool mail_daily_step(struct work *w, bool *has_more)
{
	const struct db_rows *tenants;

	(void)has_more;
	if (!smtp_is_there())
		return true;
	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	tenants = db_query(w, &postman_daily_waiting_sql, db_time(w, w->now - LOOK_DAILY_MS));
	db_rollback(w);
	return tenants && each_tenant(w, tenants, write_daily);
}

/* ---- one letter is sent */

struct mail {
	const char *id;
	const char *person_id;
	const char *email;
	int64_t attempts;
	int64_t made_at;
	struct letter letter; /* subject NULL: there is nothing to say, or nobody to say it to */
};

static bool is_way_in(const struct mail *mail)
{
	return !strcmp(mail->letter.kind, "invitation") || !strcmp(mail->letter.kind, "reset");
}

static bool write_way_in(struct work *w, struct mail *mail)
{
	const char *link;
	bool is_late = w->now - mail->made_at > WAY_IN_MS;

	if (is_late)
		return true;
	if (!(strcmp(mail->letter.kind, "reset") ? invitation_link : reset_link)(w, mail->person_id,
										 &link))
		return false;
	letter_of_way_in(w, &mail->letter, link);
	return true;
}

static bool write_notices(struct work *w, struct mail *mail)
{
	const struct db_rows *rows =
		db_query(w, &mail_lines_sql, w->tenant, mail->id,
			 letter_language(mail->letter.language), db_number(w, LINES));

	if (rows && db_count(rows))
		letter_of_notices(w, &mail->letter, rows);
	return rows;
}

static void read_mail(const struct db_rows *rows, struct mail *mail)
{
	mail->person_id = db_text(rows, 0, "person_id");
	mail->email = db_text(rows, 0, "email");
	mail->attempts = db_integer(rows, 0, "attempts");
	mail->made_at = db_integer(rows, 0, "made_at");
	mail->letter = (struct letter){
		.url = own.url,
		.kind = db_text(rows, 0, "kind"),
		.name = db_text(rows, 0, "name"),
		.language = db_text(rows, 0, "language"),
	};
}

/* *is_there: it still waits. What is needless by now is so noted. */
static bool write_mail(struct work *w, struct mail *mail, bool *is_there)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_APP, DB_WRITE))
		return false;
	rows = db_query(w, &mail_letter_sql, w->tenant, mail->id);
	if (!rows)
		return false;
	*is_there = db_count(rows);
	if (!*is_there)
		return db_commit(w);
	read_mail(rows, mail);
	if (db_boolean(rows, 0, "is_wanted") &&
	    !(is_way_in(mail) ? write_way_in(w, mail) : write_notices(w, mail)))
		return false;
	return (mail->letter.subject || db_send(w, &mail_end_sql, w->tenant, mail->id, "needless",
						db_time(w, w->now), NULL, NULL)) &&
	       db_commit(w);
}

static void send(struct work *w, const struct mail *mail, struct smtp_answer *answer)
{
	const struct message message = {
		.id = mail->id,
		.from = own.from,
		.from_name = own.from_name,
		.to = mail->email,
		.subject = mail->letter.subject,
		.language = letter_language(mail->letter.language),
		.unsubscribe = is_way_in(mail)
				       ? NULL
				       : arena_printf(&w->mem, "%s/portal/account", own.url),
		.at = mail->made_at,
		.plain = mail->letter.plain,
		.html = mail->letter.html,
	};
	struct smtp_letter letter = { .from = own.from, .to = mail->email };

	if (!message_address_is_plain(mail->email)) {
		*answer = (struct smtp_answer){ .outcome = SMTP_BOUNCED,
						.why = "No letter can be sent to this address." };
		return;
	}
	letter.bytes = message_write(&w->mem, &message, &letter.size);
	smtp_send(w, &letter, answer);
}

static bool note(struct work *w, const struct mail *mail, const struct smtp_answer *answer)
{
	bool is_last = (size_t)mail->attempts + 1 >= TRIES;
	const char *status = answer->status ? db_number(w, answer->status) : NULL;
	const char *now = db_time(w, w->now);

	if (answer->outcome == SMTP_LATER && !is_last)
		return db_send(w, &mail_again_sql, w->tenant, mail->id, now,
			       db_time(w, w->now + again_after_ms[mail->attempts]), status,
			       answer->why);
	return db_send(w, &mail_end_sql, w->tenant, mail->id,
		       answer->outcome == SMTP_SENT ? "sent" : "failed", now, status,
		       answer->why) &&
	       (answer->outcome != SMTP_BOUNCED ||
		db_send(w, &mail_bounced_sql, w->tenant, mail->person_id, mail->email, now,
			answer->why));
}

static bool send_mail(struct work *w, struct mail *mail)
{
	struct smtp_answer answer;
	bool is_there;

	if (!write_mail(w, mail, &is_there))
		return false;
	if (!is_there || !mail->letter.subject)
		return true;
	send(w, mail, &answer);
	if (answer.outcome == SMTP_LATER && work_should_stop(w))
		return true; /* perhaps it was cut off; it comes again */
	log_info("event", "mail", "mail", mail->id, "why", answer.why);
	return db_begin(w, DB_APP, DB_WRITE) && note(w, mail, &answer) && db_commit(w);
}

bool mail_send_step(struct work *w, bool *has_more)
{
	const struct db_rows *rows;
	struct mail mail = { 0 };

	if (!smtp_is_there())
		return true;
	if (!db_begin(w, DB_SYSTEM, DB_WRITE))
		return false;
	rows = db_query(w, &mail_claim_sql, db_time(w, w->now), db_time(w, w->now + LEASE_MS));
	if (!rows || !db_commit(w))
		return false;
	if (!db_count(rows))
		return true;
	*has_more = true;
	w->tenant = db_text(rows, 0, "tenant_id");
	mail.id = db_text(rows, 0, "id");
	return send_mail(w, &mail);
}

bool mail_forget_step(struct work *w, bool *has_more)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_WRITE))
		return false;
	rows = db_query(w, &mail_forget_sql, db_time(w, w->now - KEPT_MS),
			db_number(w, FORGOTTEN_AT_ONCE));
	*has_more = rows && db_integer(rows, 0, "nr") == FORGOTTEN_AT_ONCE;
	return rows && db_commit(w);
}
