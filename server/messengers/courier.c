#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "messengers/courier.sql.h"
#include "messengers/courier_system.sql.h"
#include "messengers/outgoing.h"
#include "messengers/webhook.h"
#include "messengers/webhook_secret.h"

#define EVENTS_AT_ONCE 500
#define MESSAGES_AT_ONCE 20
#define FORGOTTEN_AT_ONCE 5000
#define LEASE_MS 60000
#define KEPT_MS (30LL * 24 * 60 * 60 * 1000)
#define REST_MOST_MS 600000
#define GONE 410

/* How long after each try the next one comes; about 28 hours in all. */
static const int64_t again_after_ms[] = { 5000,     300000,   1800000, 7200000,
					  18000000, 36000000, 36000000 };
#define TRIES (sizeof(again_after_ms) / sizeof(again_after_ms[0]) + 1)

/* ---- into the queues */

static bool queue(struct work *w)
{
	return db_begin(w, DB_APP, DB_WRITE) &&
	       db_send(w, &webhook_queue_sql, w->tenant, db_number(w, EVENTS_AT_ONCE),
		       db_time(w, w->now)) &&
	       db_commit(w);
}

bool webhook_queue_step(struct work *w, bool *has_more)
{
	const struct db_rows *tenants;

	if (!db_begin(w, DB_SYSTEM, DB_READ))
		return false;
	tenants = db_query(w, &webhook_waiting_sql);
	db_rollback(w);
	if (!tenants)
		return false;
	for (size_t i = 0; i < db_count(tenants) && !work_should_stop(w); i++) {
		w->tenant = db_text(tenants, i, "tenant_id");
		*has_more |= db_integer(tenants, i, "behind") > EVENTS_AT_ONCE;
		if (!queue(w))
			return false;
	}
	w->tenant = NULL;
	return true;
}

/* ---- one message */

struct message {
	const char *webhook_id;
	const char *id;
	int64_t attempts;
	int64_t failures;
	const char *url;
	const char *secret;
	const char *previous_secret; /* NULL: it signs no more */
	const char *owner_id;
	const char *body;
};

static void read_message(const struct db_rows *rows, struct message *m)
{
	m->id = db_text(rows, 0, "id");
	m->attempts = db_integer(rows, 0, "attempts");
	m->failures = db_integer(rows, 0, "failures");
	m->url = db_text(rows, 0, "url");
	m->secret = db_text(rows, 0, "secret");
	m->previous_secret = db_text(rows, 0, "previous_secret");
	m->owner_id = db_text(rows, 0, "owner_id");
	m->body = db_text(rows, 0, "body");
}

/* m->id stays NULL where nothing is due. What the owner may no longer see is not sent. */
static bool next_message(struct work *w, struct message *m)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_APP, DB_WRITE) ||
	    !db_send(w, &webhook_delivery_unseen_sql, w->tenant, m->webhook_id, db_time(w, w->now)))
		return false;
	rows = db_query(w, &webhook_next_sql, w->tenant, m->webhook_id, db_time(w, w->now));
	if (!rows)
		return false;
	if (db_count(rows))
		read_message(rows, m);
	return db_commit(w);
}

static void send(struct work *w, const struct message *m, struct outgoing_answer *answer)
{
	int64_t seconds = w->now / 1000;
	const char *signature = webhook_sign(w, m->secret, m->id, seconds, m->body);
	const char *other = m->previous_secret
				    ? webhook_sign(w, m->previous_secret, m->id, seconds, m->body)
				    : NULL;
	const char *headers[] = {
		"Content-Type: application/json",
		"Expect:",
		arena_printf(&w->mem, "webhook-id: %s", m->id),
		arena_printf(&w->mem, "webhook-timestamp: %" PRId64, seconds),
		arena_printf(&w->mem, "webhook-signature: %s%s%s", signature, other ? " " : "",
			     other ? other : ""),
	};
	const struct outgoing request = {
		.url = m->url,
		.headers = headers,
		.headers_nr = sizeof(headers) / sizeof(headers[0]),
		.body = m->body,
	};

	if (!signature) {
		*answer = (struct outgoing_answer){ .why = WHY_secret_unreadable };
		return;
	}
	outgoing_post(w, &request, answer);
}

/* ---- what became of it */

static bool note_delivered(struct work *w, const struct message *m,
			   const struct outgoing_answer *answer)
{
	return db_begin(w, DB_APP, DB_WRITE) &&
	       db_send(w, &webhook_delivered_sql, w->tenant, m->webhook_id, m->id,
		       db_number(w, answer->status), db_time(w, w->now)) &&
	       db_commit(w);
}

/* After a failure the receiver is left alone, longer after each. */
static int64_t rest_ms(const struct message *m)
{
	int64_t rest = 5000 * (m->failures + 1);

	return rest < REST_MOST_MS ? rest : REST_MOST_MS;
}

/* NULL: it stays on. */
static const char *off_why(const struct message *m, const struct outgoing_answer *answer)
{
	if (answer->status == GONE)
		return "gone";
	return (size_t)m->attempts + 1 >= TRIES ? "undelivered" : NULL;
}

static bool note_failed(struct work *w, const struct message *m,
			const struct outgoing_answer *answer)
{
	const char *off = off_why(m, answer);
	int64_t again = off ? w->now : w->now + again_after_ms[m->attempts];

	return db_begin(w, DB_APP, DB_WRITE) &&
	       db_send(w, &webhook_failed_sql, w->tenant, m->webhook_id, m->id,
		       answer->status ? db_number(w, answer->status) : NULL,
		       outgoing_why_code(answer->why), db_time(w, w->now), db_time(w, again),
		       db_time(w, w->now + rest_ms(m)), off) &&
	       (!off || db_send(w, &webhook_off_notice_sql, w->tenant, m->webhook_id, m->owner_id,
				db_time(w, w->now))) &&
	       db_commit(w);
}

/* *goes_on: there was a message, and it went through. */
static bool send_next(struct work *w, const char *webhook_id, bool *goes_on)
{
	struct message m = { .webhook_id = webhook_id };
	struct outgoing_answer answer;

	*goes_on = false;
	if (!next_message(w, &m))
		return false;
	if (!m.id)
		return true;
	send(w, &m, &answer);
	if (work_should_stop(w))
		return true; /* perhaps it was cut off; it comes again */
	*goes_on = !answer.why;
	log_info("event", "webhook", "webhook", webhook_id, "why", outgoing_why_text(answer.why));
	return answer.why ? note_failed(w, &m, &answer) : note_delivered(w, &m, &answer);
}

/* The webhook whose turn it is; nobody else sends for it while the lease holds. */
static bool claim(struct work *w, const char **tenant, const char **webhook_id)
{
	const struct db_rows *rows;

	*webhook_id = NULL;
	if (!db_begin(w, DB_SYSTEM, DB_WRITE))
		return false;
	rows = db_query(w, &webhook_claim_sql, db_time(w, w->now), db_time(w, w->now + LEASE_MS));
	if (!rows || !db_commit(w))
		return false;
	if (db_count(rows)) {
		*tenant = db_text(rows, 0, "tenant_id");
		*webhook_id = db_text(rows, 0, "id");
	}
	return true;
}

static bool give_back(struct work *w, const char *webhook_id)
{
	return db_begin(w, DB_APP, DB_WRITE) &&
	       db_send(w, &webhook_give_back_sql, w->tenant, webhook_id, db_time(w, w->now)) &&
	       db_commit(w);
}

bool webhook_send_step(struct work *w, bool *has_more)
{
	const char *webhook_id;
	bool goes_on = true;

	if (!claim(w, &w->tenant, &webhook_id))
		return false;
	if (!webhook_id)
		return true;
	*has_more = true;
	/* A slow receiver is left after one message, before the lease ends. */
	for (int i = 0; i < MESSAGES_AT_ONCE && goes_on && !work_should_stop(w); i++)
		if (!send_next(w, webhook_id, &goes_on))
			return false;
	return give_back(w, webhook_id);
}

bool webhook_forget_step(struct work *w, bool *has_more)
{
	const struct db_rows *rows;

	if (!db_begin(w, DB_SYSTEM, DB_WRITE))
		return false;
	rows = db_query(w, &webhook_forget_sql, db_time(w, w->now - KEPT_MS),
			db_number(w, FORGOTTEN_AT_ONCE));
	*has_more = rows && db_integer(rows, 0, "nr") == FORGOTTEN_AT_ONCE;
	return rows && db_commit(w);
}
