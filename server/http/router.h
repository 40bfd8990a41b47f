/*
 * router: which handler a path belongs to.
 *
 * A path is compared segment by segment before it is decoded, so that an encoded slash stays
 * inside its segment. {id} takes a uuid, {sha256} 64 hex digits, {number} a number, {code} a key,
 * {rest} (at the end) everything that is left; what does not fit does not exist.
 */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "http/http.h"

enum routing {
	ROUTED,
	ROUTE_NOT_FOUND,
	ROUTE_OTHER_METHOD, /* the path exists; *allowed names its methods */
};

enum routing route_find(struct arena *mem, const struct route *routes, size_t routes_nr,
			const char *method, const char *path, const struct route **route,
			struct request *req, const char **allowed);

/* Percent-decodes; NULL for a broken escape, a NUL or text that is not UTF-8. */
char *uri_decode(struct arena *mem, const char *s, size_t n, bool plus_is_space);
/* Splits and decodes "a=b&c=d"; false where something cannot be decoded. */
bool query_split(struct arena *mem, const char *query, struct request *req);

extern const char *const method_texts[METHODS];

#endif
