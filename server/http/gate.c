#include "http/gate.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

#define HEADERS_MAX 64 /* CivetWeb's own limit: what is beyond it is dropped in silence */
#define HEAD_MAX                                                                 \
 16384 /* half of what CivetWeb takes, so that what lies behind is still its own \
	*/
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

static const char *end_of(const char *s) { return s + strlen(s); }

/*
 * CivetWeb cuts a head up where it lies, by NULs; the gaps between its strings are what it did not
 * tell. One space between the words of the request line:
 */
static bool line_is_plain(const struct mg_request_info *info)
{
	const char *target_end =
		end_of(info->query_string ? info->query_string : info->request_uri);

	return info->request_uri == end_of(info->request_method) + 1 &&
	       info->http_version == target_end + sizeof(" HTTP/") - 1;
}

/*
 * CR LF, a name, a colon, perhaps space, a value; and at the end an empty line. Not so: a bare LF,
 * a space before the colon, a folded line, a line behind the last that was read.
 */
static bool lines_are_plain(const struct mg_request_info *info)
{
	const char *at = end_of(info->http_version);

	for (int i = 0; i < info->num_headers; i++) {
		const struct mg_header *header = &info->http_headers[i];
		const char *colon = end_of(header->name);

		if (at[1] != '\0' || header->name != at + 2 ||
		    strspn(colon + 1, " \t") != (size_t)(header->value - colon - 1))
			return false;
		at = end_of(header->value);
	}
	return at[1] == '\0' && at[2] == '\r' && at[3] == '\0';
}

static bool head_is_plain(struct work *w, const struct mg_request_info *info)
{
	const char *value;

	if (!info->num_headers)
		return refuse(w, PROBLEM_bad_request, "Host is missing.");
	value = info->http_headers[info->num_headers - 1].value;
	if (info->num_headers >= HEADERS_MAX)
		return refuse(w, PROBLEM_headers_too_large, "At most %d headers.", HEADERS_MAX - 1);
	if (end_of(value) - info->request_method > HEAD_MAX)
		return refuse(w, PROBLEM_headers_too_large, "At most %d bytes before the body.",
			      HEAD_MAX);
	if (!line_is_plain(info) || !lines_are_plain(info))
		return refuse(w, PROBLEM_bad_request, "The head is not well formed.");
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
	size_t len = strspn(s, "0123456789");

	return len && len <= 12 && !s[len + strspn(s + len, " \t")];
}

static bool is_host(const char *s)
{
	size_t len = strcspn(s, " \t,/\\@?#");

	return len && !s[len + strspn(s + len, " \t")];
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
	const char *query = info->query_string;

	if (!head_is_plain(w, info) || !headers_are_plain(w, info, found))
		return false;
	if (!info->http_version ||
	    (strcmp(info->http_version, "1.1") != 0 && strcmp(info->http_version, "1.0") != 0))
		return refuse(w, PROBLEM_version_not_supported, "HTTP/1.1, please.");
	if (!found[2] || !is_host(found[2]))
		return refuse(w, PROBLEM_bad_request, "Host is missing, or is not one.");
	/* "http://host/path" names the host a second time. */
	if (info->local_uri_raw != info->request_uri || !uri_is_plain(info->request_uri) ||
	    (query && (strlen(query) > URI_MAX || strchr(query, '#'))))
		return refuse(w, PROBLEM_bad_request, "The path is not well formed.");
	return read_frame(w, info, found[0], found[1], frame);
}
