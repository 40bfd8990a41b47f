#include "http/http.h"
#include "organization/unit_import.h"
#include "organization/unit_import_http.sql.h"

handler http_unit_import;
handler http_unit_export;

bool http_unit_import(struct work *w, const struct request *req, struct response *res)
{
	return unit_import(w, req, res);
}

bool http_unit_export(struct work *w, const struct request *req, struct response *res)
{
	return import_export(w, req, &unit_import_kind, &unit_export_sql, "gemba-stores", res);
}
