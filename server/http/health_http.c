#include "db/db.h"
#include "http/http.h"

handler http_health_get;
handler http_ready_get;

/* The process lives; says nothing about the database. */
bool http_health_get(struct work *w, const struct request *req, struct response *res)
{
	(void)w;
	(void)req;
	return respond_json(res, 200, "{\"status\":\"ok\"}");
}

/* 404 while draining, so that a proxy sends nobody here any more; 503 without the database. */
bool http_ready_get(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	if (http_is_draining())
		return refuse(w, PROBLEM_not_found, "This server is stopping.");
	if (!db_begin(w, DB_APP, DB_READ) || !db_schema_is_known(w))
		return false;
	return respond_json(res, 200, "{\"status\":\"ready\"}");
}
