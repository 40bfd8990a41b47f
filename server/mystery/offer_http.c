#include "http/http.h"
#include "mystery/offer.h"

handler http_offer_list;
handler http_offer_take;
handler http_offer_give_back;
handler http_offer_require;
handler http_offer_requirements;

#define WORDS_MAX 20
#define YEAR_FIRST 1900
#define YEAR_LAST 2100

bool http_offer_list(struct work *w, const struct request *req, struct response *res)
{
	(void)req;
	return offer_list(w, &res->body);
}

struct taking {
	const char *on;
};

static const struct json_field taking[] = {
	JSON_FIELD(struct taking, on, DATE, REQUIRED),
};

bool http_offer_take(struct work *w, const struct request *req, struct response *res)
{
	struct taking t = { 0 };

	return json_read_body(w, req->body, req->body_size, taking, &t) &&
	       offer_take(w, request_param(req, "id"), t.on, &res->body);
}

bool http_offer_give_back(struct work *w, const struct request *req, struct response *res)
{
	if (!offer_give_back(w, request_param(req, "id")))
		return false;
	res->status = 204;
	return true;
}

static const struct json_field requirements[] = {
	JSON_FIELD_RANGE(struct requirements, min_rating, INTEGER, OPTIONAL | OR_NULL, 1, 10),
	JSON_FIELD(struct requirements, languages, TEXT_LIST, OPTIONAL | MAX(WORDS_MAX)),
	JSON_FIELD(struct requirements, certifications, KEY_LIST, OPTIONAL | MAX(WORDS_MAX)),
	JSON_FIELD_RANGE(struct requirements, birth_from, INTEGER, OPTIONAL | OR_NULL, YEAR_FIRST,
			 YEAR_LAST),
	JSON_FIELD_RANGE(struct requirements, birth_to, INTEGER, OPTIONAL | OR_NULL, YEAR_FIRST,
			 YEAR_LAST),
};

static void check(struct work *w, const struct requirements *r)
{
	for (size_t i = 0; i < r->languages.nr; i++)
		if (!json_is_language(r->languages.items[i]))
			fault(w, json_pointer_item(&w->mem, "/languages", i),
			      "This is no tag of a language.");
	if (!r->birth_from != !r->birth_to)
		fault(w, r->birth_from ? "/birth_to" : "/birth_from", "Both or none are given.");
	else if (r->birth_from > r->birth_to)
		fault(w, "/birth_to", "This lies before birth_from.");
}

bool http_offer_require(struct work *w, const struct request *req, struct response *res)
{
	struct requirements r = { 0 };

	if (!json_read_body(w, req->body, req->body_size, requirements, &r))
		return false;
	check(w, &r);
	return work_is_faultless(w, PROBLEM_invalid_body) &&
	       offer_require(w, request_param(req, "id"), &r, &res->body);
}

bool http_offer_requirements(struct work *w, const struct request *req, struct response *res)
{
	return offer_requirements(w, request_param(req, "id"), &res->body);
}
