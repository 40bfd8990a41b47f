#include "access/device.h"

#include <string.h>

#include "http/http.h"
#include "organization/person.h"
#include "json/json.h"

handler http_device_list;
handler http_device_delete;

struct device_query {
	const char *person_id;
};

static const struct json_field device_query[] = {
	JSON_FIELD(struct device_query, person_id, UUID, OPTIONAL),
};

static bool is_own(const struct work *w, const char *person_id)
{
	return !strcmp(person_id, w->person_id);
}

bool http_device_list(struct work *w, const struct request *req, struct response *res)
{
	struct device_query query = { .person_id = w->person_id };

	return request_read_query(w, req, device_query, &query) &&
	       (is_own(w, query.person_id) || person_reach(w, query.person_id)) &&
	       device_list(w, query.person_id, &res->body);
}

bool http_device_delete(struct work *w, const struct request *req, struct response *res)
{
	const char *id = request_param(req, "id");
	const char *owner;

	(void)res;
	if (!device_owner(w, id, &owner))
		return false;
	if (!is_own(w, owner) && !person_reach(w, owner))
		return w->problem.kind == PROBLEM_not_found ? device_refuse(w) : false;
	return device_end(w, id);
}
