#include "http/http.h"
#include "organization/person_import.h"
#include "organization/person_import_http.sql.h"

handler http_person_import;
handler http_person_export;

bool http_person_import(struct work *w, const struct request *req, struct response *res)
{
	return person_import(w, req, res);
}

bool http_person_export(struct work *w, const struct request *req, struct response *res)
{
	return import_export(w, req, &person_import_kind, &person_export_sql, "gemba-people", res);
}
