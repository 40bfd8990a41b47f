#include "messengers/webhook.h"

#include <string.h>

#include "access/access.h"
#include "base/crypt.h"
#include "base/uuid.h"
#include "messengers/outgoing.h"
#include "messengers/webhook.sql.h"
#include "messengers/webhook_secret.h"
#include "organization/tenant.h"
#include "outbox/outbox.h"

#define DAY_MS (24LL * 60 * 60 * 1000)

const char *const webhook_states[] = { "active", "off", NULL };

static bool check(struct work *w, const struct webhook *webhook)
{
	enum outgoing_why why = webhook->url ? outgoing_url_fault(&w->mem, webhook->url) : WHY_none;

	if (why)
		fault(w, "/url", "%s", outgoing_why_text(why));
	for (size_t i = 0; i < webhook->kinds.nr; i++) {
		const char *pointer = json_pointer_item(&w->mem, "/kinds", i);

		if (!outbox_knows(webhook->kinds.items[i]))
			fault(w, pointer, "There is no event \"%s\".", webhook->kinds.items[i]);
		for (size_t j = 0; j < i; j++)
			if (!strcmp(webhook->kinds.items[i], webhook->kinds.items[j])) {
				fault(w, pointer, "\"%s\" is there twice.",
				      webhook->kinds.items[i]);
				break;
			}
	}
	return work_is_faultless(w, PROBLEM_invalid_body);
}

/* The body with one more member, which is shown this once. */
static const char *with_secret(struct work *w, const char *body, const char *secret)
{
	return arena_printf(&w->mem, "%.*s,\"secret\":\"%s\"}", (int)strlen(body) - 1, body,
			    secret);
}

static const char *kinds_of(struct work *w, const struct webhook *webhook)
{
	return db_array(w, webhook->kinds.items, webhook->kinds.nr);
}

bool webhook_create(struct work *w, struct webhook *webhook, const char *asked,
		    struct creation *creation)
{
	const char *secret = webhook_secret_make(w);

	if (!check(w, webhook))
		return false;
	if (!webhook->id)
		webhook->id = uuid_v7(&w->mem, w->now);
	if (!tenant_expect(w, RIGHT_webhook_manage) ||
	    !db_send(w, &webhook_insert_sql, w->tenant, webhook->id, w->person_id, webhook->url,
		     webhook->description, kinds_of(w, webhook), webhook_secret_seal(w, secret),
		     db_time(w, w->now)) ||
	    !creation_read(w, db_query(w, &webhook_created_sql, w->tenant, webhook->id, asked),
			   PROBLEM_id_is_taken, creation))
		return false;
	if (creation->is_new)
		creation->body = with_secret(w, creation->body, secret);
	return true;
}

static bool show(struct work *w, const char *id, const char **body)
{
	const struct db_rows *rows = db_query(w, &webhook_show_sql, w->tenant, id);

	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no webhook %s.", id);
	*body = db_text(rows, 0, "body");
	return true;
}

bool webhook_change(struct work *w, const char *id, const struct webhook *change, const char **body)
{
	return check(w, change) && tenant_expect(w, RIGHT_webhook_manage) &&
	       db_send(w, &webhook_update_sql, w->tenant, id, change->url, change->description,
		       db_bool(change->description_given),
		       change->kinds_given ? kinds_of(w, change) : NULL,
		       change->state_given ? webhook_states[change->state] : NULL,
		       db_time(w, w->now)) &&
	       show(w, id, body);
}

bool webhook_delete(struct work *w, const char *id)
{
	const struct db_rows *rows;

	if (!tenant_expect(w, RIGHT_webhook_manage))
		return false;
	rows = db_query(w, &webhook_delete_sql, w->tenant, id);
	if (!rows)
		return false;
	return db_count(rows) || refuse(w, PROBLEM_not_found, "There is no webhook %s.", id);
}

bool webhook_rotate(struct work *w, const char *id, const char **body)
{
	const char *secret = webhook_secret_make(w);

	if (!tenant_expect(w, RIGHT_webhook_manage) ||
	    !db_send(w, &webhook_rotate_sql, w->tenant, id, webhook_secret_seal(w, secret),
		     db_time(w, w->now), db_time(w, w->now + DAY_MS)) ||
	    !show(w, id, body))
		return false;
	*body = with_secret(w, *body, secret);
	return true;
}

static bool show_delivery(struct work *w, const struct db_rows *rows, const char **delivery)
{
	if (!rows)
		return false;
	if (!db_count(rows))
		return refuse(w, PROBLEM_not_found, "There is no such webhook or delivery.");
	*delivery = db_text(rows, 0, "body");
	return true;
}

bool webhook_test(struct work *w, const char *id, const char **delivery)
{
	const char *delivery_id = uuid_v7(&w->mem, w->now);

	return tenant_expect(w, RIGHT_webhook_manage) &&
	       db_send(w, &webhook_delivery_test_sql, w->tenant, id, delivery_id,
		       db_time(w, w->now)) &&
	       show_delivery(w, db_query(w, &webhook_delivery_show_sql, w->tenant, id, delivery_id),
			     delivery);
}

bool webhook_redeliver(struct work *w, const char *id, const char *delivery_id,
		       const char **delivery)
{
	return tenant_expect(w, RIGHT_webhook_manage) &&
	       db_send(w, &webhook_delivery_again_sql, w->tenant, id, delivery_id,
		       db_time(w, w->now)) &&
	       show_delivery(w, db_query(w, &webhook_delivery_show_sql, w->tenant, id, delivery_id),
			     delivery);
}
