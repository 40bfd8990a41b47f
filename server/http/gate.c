#include "http/gate.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

#define HEADERS_MAX 64 /* CivetWeb's own limit: what is beyond it is dropped in silence */
#define URI_MAX 4096

static const char *const single[] = {
	"Content-Length",  "Transfer-Encoding", "Host",     "Authorization",
	"Idempotency-Key", "Content-Type",      "If-Match", "Expect",
};

#define SINGLES (sizeof(single) / sizeof(single[0]))

static bool is_token(const char *s)
{
	static const char others[] = "!#$%&'*+-.^_`|~";
	const char *at = s;

	for (; *at; at++)
		if (!((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
		      (*at >= '0' && *at <= '9') || strchr(others, *at)))
			return false;
	return at != s;
}

static bool is_value(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' && *s != '\t')
			return false;
	return true;
}

static bool headers_are_plain(struct work *w, const struct mg_request_info *info,
			      const char *found[SINGLES])
{
	for (int i = 0; i < info->num_headers; i++) {
		const char *name = info->http_headers[i].name;
		const char *value = info->http_headers[i].value;

		if (!is_token(name) || !is_value(value))
			return refuse(w, PROBLEM_bad_request, "A header is not well formed.");
		for (size_t s = 0; s < SINGLES; s++) {
			if (strcasecmp(name, single[s]) != 0)
				continue;
			if (found[s])
				return refuse(w, PROBLEM_bad_request, "%s is there twice.",
					      single[s]);
			found[s] = value;
		}
	}
	return true;
}

static bool is_length(const char *s)
{
	size_t len = strlen(s);

	return len && len <= 12 && strspn(s, "0123456789") == len;
}

static bool read_frame(struct work *w, const struct mg_request_info *info, const char *length,
		       const char *encoding, struct frame *frame)
{
	if (encoding)
		return refuse(w, PROBLEM_length_required,
			      "Transfer-Encoding is not taken; send a Content-Length.");
	if (length && !is_length(length))
		return refuse(w, PROBLEM_bad_request, "Content-Length is not a number.");
	frame->has_body = length && info->content_length > 0;
	frame->size = frame->has_body ? info->content_length : 0;
	return true;
}

/* An encoded slash, backslash or NUL is read differently by what stands before us. */
static bool uri_is_plain(const char *uri)
{
	static const char *const refused[] = { "%00", "%2f", "%2F", "%5c", "%5C", "\\", "//", "#" };

	if (*uri != '/' || strlen(uri) > URI_MAX || !utf8_is_valid(uri, strlen(uri)))
		return false;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (strstr(uri, refused[i]))
			return false;
	for (; *uri; uri++)
		if ((unsigned char)*uri <= ' ' || *uri == 0x7f)
			return false;
	return true;
}

bool gate_pass(struct work *w, const struct mg_request_info *info, struct frame *frame)
{
	const char *found[SINGLES] = { NULL };

	if (info->num_headers >= HEADERS_MAX)
		return refuse(w, PROBLEM_headers_too_large, "At most %d headers.", HEADERS_MAX - 1);
	if (!headers_are_plain(w, info, found))
		return false;
	if (!info->http_version ||
	    (strcmp(info->http_version, "1.1") != 0 && strcmp(info->http_version, "1.0") != 0))
		return refuse(w, PROBLEM_version_not_supported, "HTTP/1.1, please.");
	if (!found[2] || !*found[2])
		return refuse(w, PROBLEM_bad_request, "Host is missing.");
	if (!info->local_uri_raw || !uri_is_plain(info->local_uri_raw))
		return refuse(w, PROBLEM_bad_request, "The path is not well formed.");
	return read_frame(w, info, found[0], found[1], frame);
}
