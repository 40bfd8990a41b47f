#include "http/router.h"

#include <ctype.h>
#include <string.h>

#include "base/crypt.h"
#include "base/text.h"
#include "base/uuid.h"

#define QUERY_PARAMS_MAX 64

const char *const method_texts[METHODS] = {
	[GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE",
};

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *uri_decode(struct arena *mem, const char *s, size_t n, bool plus_is_space)
{
	char *decoded = arena_alloc(mem, n + 1);
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (c == '%') {
			int high = i + 2 < n ? hex_digit(s[i + 1]) : -1;
			int low = i + 2 < n ? hex_digit(s[i + 2]) : -1;

			if (high < 0 || low < 0 || !(high | low))
				return NULL;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		decoded[len++] = c;
	}
	return utf8_is_valid(decoded, len) ? decoded : NULL;
}

static bool is_number(const char *s)
{
	size_t len = strlen(s);

	return len && len <= 9 && strspn(s, "0123456789") == len && (s[0] != '0' || len == 1);
}

static bool is_code(const char *s)
{
	size_t len = strlen(s);

	return len && len <= 64 && isalnum((unsigned char)*s) &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._-") == len;
}

static bool is_id(const char *name) { return !strcmp(name, "id") || strstr(name, "_id"); }

static bool param_fits(const char *name, const char *value)
{
	if (!strcmp(name, "sha256"))
		return is_sha256_hex(value);
	if (!strcmp(name, "number"))
		return is_number(value);
	if (!strcmp(name, "code"))
		return is_code(value);
	if (!strcmp(name, "rest"))
		return true;
	return is_uuid(value);
}

/* Other programs write ids in capitals; of bodies and queries they are taken so, too. */
static void lower_case(char *s)
{
	for (; *s; s++)
		*s = (char)tolower((unsigned char)*s);
}

static bool take_param(struct arena *mem, const char *pattern, size_t pattern_len, const char *s,
		       size_t n, struct request *req)
{
	const char *name = arena_strndup(mem, pattern + 1, pattern_len - 2);
	char *value = uri_decode(mem, s, n, false);

	if (value && is_id(name))
		lower_case(value);
	if (!value || !param_fits(name, value))
		return false;
	req->params[req->params_nr].name = name;
	req->params[req->params_nr++].value = value;
	return true;
}

/* Whether the path has the same letters as the pattern, and anything where that has a name. */
static bool has_form(const char *pattern, const char *path)
{
	for (;;) {
		for (; *pattern && *pattern != '{' && *pattern == *path; path++)
			pattern++;
		if (*pattern != '{')
			return !*pattern && !*path;
		if (!strcmp(pattern, "{rest}"))
			return true;
		pattern += strcspn(pattern, "/");
		path += strcspn(path, "/");
	}
}

/* Most routes are told apart by their form, before anything is copied. */
static bool path_matches(struct arena *mem, const char *pattern, const char *path,
			 struct request *req)
{
	if (!has_form(pattern, path))
		return false;
	req->params_nr = 0;
	while (*pattern) {
		size_t pattern_len = *pattern == '{' ? strcspn(pattern, "/") : 1;
		size_t len = *pattern == '{' ? strcspn(path, "/") : 1;

		if (!strcmp(pattern, "{rest}"))
			len = strlen(path);
		if (*pattern == '{' && !take_param(mem, pattern, pattern_len, path, len, req))
			return false;
		pattern += pattern_len;
		path += len;
	}
	return true;
}

enum routing route_find(struct arena *mem, const struct route *routes, size_t routes_nr,
			const char *method, const char *path, const struct route **route,
			struct request *req, const char **allowed)
{
	struct text others;

	text_init(&others, mem);
	for (size_t i = 0; i < routes_nr; i++) {
		const char *its_method = method_texts[routes[i].method];

		if (!path_matches(mem, routes[i].path, path, req))
			continue;
		if (!strcmp(its_method, method)) {
			req->method = routes[i].method;
			*route = &routes[i];
			return ROUTED;
		}
		text_printf(&others, "%s%s", others.len ? ", " : "", its_method);
		if (routes[i].method == GET)
			text_add(&others, ", HEAD");
	}
	*allowed = text_take(&others);
	return others.len ? ROUTE_OTHER_METHOD : ROUTE_NOT_FOUND;
}

bool query_split(struct arena *mem, const char *query, struct request *req)
{
	if (!query || !*query)
		return true;
	req->query = arena_array(mem, QUERY_PARAMS_MAX, sizeof(*req->query));
	while (*query) {
		size_t len = strcspn(query, "&");
		size_t name_len = strcspn(query, "=&");
		struct param *param = &req->query[req->query_nr];

		if (len) {
			size_t skip = name_len < len ? name_len + 1 : len;

			if (req->query_nr++ == QUERY_PARAMS_MAX)
				return false;
			param->name = uri_decode(mem, query, name_len, true);
			param->value = uri_decode(mem, query + skip, len - skip, true);
			if (!param->name || !param->value)
				return false;
		}
		query += len + (query[len] == '&');
	}
	return true;
}
