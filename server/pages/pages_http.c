#include <string.h>

#include "http/http.h"
#include "pages/page_file.h"

handler http_page_root;
handler http_page_phone;
handler http_page_portal;
handler http_page_reports;

/* Nothing from elsewhere; pictures and fonts that the client itself made; its own WebAssembly. */
#define SECURITY_POLICY                                                         \
 "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " \
 "img-src 'self' blob: data:; font-src 'self' data:; connect-src 'self'; "      \
 "worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; " \
 "form-action 'none'; frame-ancestors 'none'"

static bool respond_file(struct response *res, const struct page_file *file)
{
	res->type = file->type;
	res->body = file->content;
	res->size = file->size;
	res->gzipped = file->gzipped;
	res->gzipped_size = file->gzipped_size;
	res->etag = file->etag;
	res->cache_control = file->is_hashed ? "public, max-age=31536000, immutable" : "no-cache";
	res->security_policy = SECURITY_POLICY;
	return true;
}

static bool is_file_name(const char *path)
{
	const char *last = strrchr(path, '/');

	return strchr(last ? last : path, '.') != NULL;
}

/* A file, or the client's page where the client makes sense of the path itself. */
static bool respond_client(struct work *w, const struct request *req, struct response *res,
			   const char *client)
{
	const char *rest = request_param(req, "rest");
	const struct page_file *file =
		page_file_find(arena_printf(&w->mem, "/%s/%s", client, rest));

	if (!file && !is_file_name(rest))
		file = page_file_find(arena_printf(&w->mem, "/%s/index.html", client));
	if (!file)
		return refuse(w, PROBLEM_not_found, "There is no such page.");
	return respond_file(res, file);
}

bool http_page_root(struct work *w, const struct request *req, struct response *res)
{
	const struct page_file *file = page_file_find("/index.html");

	(void)req;
	return file ? respond_file(res, file)
		    : refuse(w, PROBLEM_not_found, "The clients are not built.");
}

bool http_page_phone(struct work *w, const struct request *req, struct response *res)
{
	return respond_client(w, req, res, "phone");
}

bool http_page_portal(struct work *w, const struct request *req, struct response *res)
{
	return respond_client(w, req, res, "portal");
}

bool http_page_reports(struct work *w, const struct request *req, struct response *res)
{
	return respond_client(w, req, res, "reports");
}
