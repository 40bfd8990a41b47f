#include "messengers/outgoing.h"

#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"

#define TIMEOUT_MS 15000L
#define CONNECT_MS 5000L
#define ANSWER_MAX 65536
#define URL_MAX 2000
#define AGENT "Gemba/" GEMBA_VERSION

static bool is_loopback_allowed;

static const struct {
	const char *code;
	const char *text;
} reasons[] = {
#define WHY(name, text) [WHY_##name] = { #name, text },
#include "messengers/outgoing.def"
#undef WHY
};

const char *outgoing_why_code(enum outgoing_why why) { return reasons[why].code; }

const char *outgoing_why_text(enum outgoing_why why) { return reasons[why].text; }

void outgoing_init(bool is_allowed)
{
	is_loopback_allowed = is_allowed;
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		BUG("libcurl does not start");
}

/* ---- where it may go */

/* What is not for the whole world: IANA's registries of special-purpose addresses. */
static const char *const special[] = {
	"0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
	"172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
	"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
	"2001::/23",     "2001:db8::/32",   "2002::/16",      "3fff::/20",
};

static bool is_in(const char *text, const struct address *address)
{
	struct network network;

	if (!network_read(text, strlen(text), &network))
		BUG("%s is no network", text);
	return network_has(&network, address);
}

bool outgoing_is_public(const struct address *address)
{
	/* All of IPv4, but of IPv6 only what is given out. */
	if (!is_in("0.0.0.0/0", address) && !is_in("2000::/3", address))
		return false;
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (is_in(special[i], address))
			return false;
	return true;
}

static bool is_allowed(const struct address *address)
{
	return outgoing_is_public(address) ||
	       (is_loopback_allowed && (is_in("127.0.0.0/8", address) || is_in("::1", address)));
}

/* ---- the URL, read by what will call it */

struct place {
	const char *scheme;
	const char *host;
	const char *port;
	bool has_user;
};

static const char *part(struct arena *mem, CURLU *url, CURLUPart what)
{
	char *text = NULL;
	const char *copy = NULL;

	if (!curl_url_get(url, what, &text, what == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0))
		copy = arena_strdup(mem, text);
	curl_free(text);
	return copy;
}

static bool read_place(struct arena *mem, const char *text, struct place *place)
{
	CURLU *url = curl_url();
	bool ok = url && strlen(text) <= URL_MAX && !curl_url_set(url, CURLUPART_URL, text, 0);
	const char *slashes = strstr(text, "://");

	if (ok) {
		place->scheme = part(mem, url, CURLUPART_SCHEME);
		place->host = part(mem, url, CURLUPART_HOST);
		place->port = part(mem, url, CURLUPART_PORT);
		place->has_user =
			part(mem, url, CURLUPART_USER) || part(mem, url, CURLUPART_PASSWORD);
	}
	curl_url_cleanup(url);
	/* curl takes any number of slashes before a host. */
	return ok && slashes && slashes[3] != '/' && place->scheme && place->host && *place->host &&
	       place->port && strcmp(place->port, "0") != 0;
}

enum outgoing_why outgoing_url_fault(struct arena *mem, const char *url)
{
	struct place place = { 0 };

	if (!read_place(mem, url, &place))
		return WHY_url_malformed;
	if (strcmp(place.scheme, "https") != 0 &&
	    !(is_loopback_allowed && !strcmp(place.scheme, "http")))
		return WHY_url_not_https;
	return place.has_user ? WHY_url_has_user : WHY_none;
}

/* ---- the addresses of its name */

static void free_addresses(void *list) { freeaddrinfo(list); }

static bool read_sockaddr(const struct sockaddr *from, struct address *address)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (from->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)from;

		memcpy(address->bytes, mapped, sizeof(mapped));
		memcpy(address->bytes + sizeof(mapped), &in->sin_addr, 4);
		return true;
	}
	if (from->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)from;

		memcpy(address->bytes, &in6->sin6_addr, sizeof(address->bytes));
		return true;
	}
	return false;
}

/* "host:port:address,address" as curl takes it; NULL, with the reason, where one is not for us. */
static const char *resolve(struct work *w, const struct place *place, enum outgoing_why *why)
{
	const struct addrinfo wanted = { .ai_socktype = SOCK_STREAM };
	size_t len = strlen(place->host);
	bool is_literal6 = *place->host == '[';
	const char *host = is_literal6
				   ? arena_printf(&w->mem, "%.*s", (int)len - 2, place->host + 1)
				   : place->host;
	struct addrinfo *found;
	struct text list;
	struct address address;
	bool is_first = true;

	*why = WHY_host_unknown;
	if (getaddrinfo(host, place->port, &wanted, &found))
		return NULL;
	arena_defer(&w->mem, free_addresses, found);
	text_init(&list, &w->mem);
	text_printf(&list, "%s:%s:", place->host, place->port);
	for (const struct addrinfo *a = found; a; a = a->ai_next) {
		if (!read_sockaddr(a->ai_addr, &address) || !is_allowed(&address)) {
			*why = WHY_host_not_public;
			return NULL;
		}
		text_add(&list, is_first ? "" : ",");
		text_add(&list, address_text(&w->mem, &address));
		is_first = false;
	}
	return text_take(&list);
}

/* ---- the call */

static size_t count_answer(char *bytes, size_t size, size_t nr, void *total)
{
	(void)bytes;
	*(size_t *)total += size * nr;
	return *(size_t *)total > ANSWER_MAX ? 0 : size * nr;
}

static int should_stop(void *w, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return work_should_stop(w);
}

static void set_limits(CURL *curl, struct work *w, size_t *size)
{
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, is_loopback_allowed ? "http,https" : "https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, AGENT);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, count_answer);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, size);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, should_stop);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, w);
}

static enum outgoing_why reason(CURLcode code)
{
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return WHY_no_answer;
	case CURLE_COULDNT_CONNECT:
		return WHY_not_connected;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
		return WHY_certificate;
	case CURLE_ABORTED_BY_CALLBACK:
		return WHY_stopping;
	default:
		return WHY_connection_broke;
	}
}

static void perform(CURL *curl, const size_t *size, struct outgoing_answer *answer)
{
	CURLcode code = curl_easy_perform(curl);
	long status = 0;

	/* An answer that is too long has been answered all the same. */
	if (*size > ANSWER_MAX)
		code = CURLE_OK;
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (code) {
		answer->why = reason(code);
		return;
	}
	answer->status = (int)status;
	if (status < 200 || status > 299)
		answer->why = status > 299 && status < 400 ? WHY_redirect : WHY_no_success;
}

static struct curl_slist *append_all(struct curl_slist *list, const struct outgoing *request)
{
	for (size_t i = 0; i < request->headers_nr; i++)
		list = curl_slist_append(list, request->headers[i]);
	return list;
}

void outgoing_post(struct work *w, const struct outgoing *request, struct outgoing_answer *answer)
{
	struct place place = { 0 };
	struct curl_slist *headers = NULL, *resolved = NULL;
	const char *where;
	size_t size = 0;
	CURL *curl;

	*answer = (struct outgoing_answer){ .why = outgoing_url_fault(&w->mem, request->url) };
	if (answer->why || !read_place(&w->mem, request->url, &place))
		return;
	where = resolve(w, &place, &answer->why);
	if (!where)
		return;
	answer->why = WHY_none;
	curl = curl_easy_init();
	if (!curl)
		BUG("out of memory: a request");
	headers = append_all(headers, request);
	resolved = curl_slist_append(NULL, where);
	set_limits(curl, w, &size);
	curl_easy_setopt(curl, CURLOPT_URL, request->url);
	curl_easy_setopt(curl, CURLOPT_RESOLVE, resolved);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
	perform(curl, &size, answer);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	curl_slist_free_all(resolved);
}
