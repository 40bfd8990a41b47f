#include "http/dispatch.h"

#include <string.h>

#include "db/db.h"

static bool begin(struct work *w, const struct route *route)
{
	if (route->transaction == NONE)
		return true;
	if (!db_begin(w, DB_APP, route->transaction == READ ? DB_READ : DB_WRITE))
		return false;
	return route->is_public || principal_expect(w);
}

bool dispatch(struct work *w, const struct route *route, struct principal *who,
	      const struct request *req, struct response *res)
{
	memset(res, 0, sizeof(*res));
	if (!route->is_public) {
		w->who = who;
		w->person_id = who->person_id;
		w->tenant = who->tenant_id;
	}
	return begin(w, route) && route->handle(w, req, res) && (!w->db || db_commit(w));
}
