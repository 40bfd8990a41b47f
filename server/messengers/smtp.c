#include "messengers/smtp.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"

#define TIMEOUT_MS 60000L
#define CONNECT_MS 10000L
#define URL_MAX 300
#define REPLY_MAX 200

static struct smtp_settings smtp = { .url = "" };

void smtp_init(const struct smtp_settings *settings) { smtp = *settings; }

bool smtp_is_there(void) { return *smtp.url; }

/* ---- where it goes */

static CURLU *parse(const char *text)
{
	CURLU *url = curl_url();

	if (!url)
		BUG("out of memory: a URL");
	if (strlen(text) <= URL_MAX && !curl_url_set(url, CURLUPART_URL, text, 0))
		return url;
	curl_url_cleanup(url);
	return NULL;
}

static bool has_part(CURLU *url, CURLUPart what)
{
	char *text = NULL;
	bool has = !curl_url_get(url, what, &text, 0) && *text;

	curl_free(text);
	return has;
}

const char *smtp_url_fault(const char *text)
{
	CURLU *url;
	bool has_more;

	if (!text_begins(text, "smtp://") && !text_begins(text, "smtps://"))
		return "it begins with smtp:// or smtps://";
	url = parse(text);
	if (!url)
		return "it is smtp://host:port or smtps://host:port";
	has_more = has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD) ||
		   has_part(url, CURLUPART_QUERY) || has_part(url, CURLUPART_FRAGMENT);
	curl_url_cleanup(url);
	return has_more ? "the name and the password have settings of their own" : NULL;
}

static bool leads_to_this_machine(void)
{
	static const char *const here[] = { "localhost", "127.0.0.1", "[::1]" };
	CURLU *url = parse(smtp.url);
	char *host = NULL;
	bool is_here = false;

	if (url && !curl_url_get(url, CURLUPART_HOST, &host, 0))
		for (size_t i = 0; i < sizeof(here) / sizeof(here[0]); i++)
			is_here |= !strcmp(host, here[i]);
	curl_free(host);
	curl_url_cleanup(url);
	return is_here;
}

/* ---- the talk */

struct talk {
	struct work *w;
	const struct smtp_letter *letter;
	size_t at;
	bool asked_for_address; /* the last command was RCPT */
	bool has_handed_over;   /* the letter's text has begun */
	bool is_leaving;        /* what comes is the answer to QUIT */
	char reply[REPLY_MAX + 1];
};

static size_t read_letter(char *into, size_t size, size_t nr, void *data)
{
	struct talk *talk = data;
	size_t n = talk->letter->size - talk->at;

	if (n > size * nr)
		n = size * nr;
	memcpy(into, talk->letter->bytes + talk->at, n);
	talk->at += n;
	talk->has_handed_over = true;
	return n;
}

/* What a server says is shown to people: printable ASCII, as the protocol has it. */
static void keep_reply(struct talk *talk, const char *bytes, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n && kept < REPLY_MAX; i++)
		if (bytes[i] >= ' ' && bytes[i] <= '~')
			talk->reply[kept++] = bytes[i];
	talk->reply[kept] = '\0';
}

static int listen_in(CURL *curl, curl_infotype kind, char *bytes, size_t n, void *data)
{
	struct talk *talk = data;

	(void)curl;
	if (kind == CURLINFO_HEADER_OUT && n >= 4) {
		talk->is_leaving |= !memcmp(bytes, "QUIT", 4);
		if (!talk->is_leaving)
			talk->asked_for_address = !memcmp(bytes, "RCPT", 4);
	} else if (kind == CURLINFO_HEADER_IN && !talk->is_leaving) {
		keep_reply(talk, bytes, n);
	}
	return 0;
}

static int should_stop(void *data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct talk *talk = data;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return work_should_stop(talk->w);
}

static void set_way(CURL *curl)
{
	bool is_within = leads_to_this_machine() && !*smtp.ca_file;

	curl_easy_setopt(curl, CURLOPT_URL, smtp.url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
			 (long)(is_within ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	if (*smtp.ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, smtp.ca_file);
	if (*smtp.user) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, smtp.user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, smtp.password);
	}
}

static void set_letter(CURL *curl, struct talk *talk, struct curl_slist *to)
{
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, talk->letter->from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_letter);
	curl_easy_setopt(curl, CURLOPT_READDATA, talk);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, listen_in);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, talk);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, should_stop);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, talk);
}

/* ---- what became of it */

static const char *reason(CURLcode code)
{
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return "There was no answer in time.";
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
		return "The mail server does not take the connection.";
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
		return "The mail server's certificate does not hold.";
	case CURLE_USE_SSL_FAILED:
		return "The mail server does not encrypt.";
	case CURLE_LOGIN_DENIED:
		return "The mail server does not take the name and the password.";
	case CURLE_ABORTED_BY_CALLBACK:
		return "The server here is stopping.";
	default:
		return "The connection broke.";
	}
}

/*
 * A refusal for good is the letter's or the address's, where they were what it answered; one of
 * the sign-in or the sender is ours to mend, and the letter waits for that. 5.7: who may send, not
 * who receives.
 */
static enum smtp_outcome outcome_of(const struct talk *talk, const struct smtp_answer *answer)
{
	if (answer->status < 500 || answer->status > 599)
		return SMTP_LATER;
	if (talk->asked_for_address)
		return text_begins(talk->reply + 3, " 5.7.") ? SMTP_NEVER : SMTP_BOUNCED;
	return talk->has_handed_over ? SMTP_NEVER : SMTP_LATER;
}

static void perform(CURL *curl, struct talk *talk, struct smtp_answer *answer)
{
	CURLcode code = curl_easy_perform(curl);
	long status = strtol(talk->reply, NULL, 10);

	*answer = (struct smtp_answer){ .outcome = SMTP_SENT };
	if (!code)
		return;
	if (status >= 400 && status <= 599) {
		answer->status = (int)status;
		answer->why = arena_strdup(&talk->w->mem, talk->reply);
	} else {
		answer->why = reason(code);
	}
	answer->outcome = outcome_of(talk, answer);
}

void smtp_send(struct work *w, const struct smtp_letter *letter, struct smtp_answer *answer)
{
	struct talk talk = { .w = w, .letter = letter };
	struct curl_slist *to = curl_slist_append(NULL, letter->to);
	CURL *curl = curl_easy_init();

	if (!curl || !to)
		BUG("out of memory: a letter");
	set_way(curl);
	set_letter(curl, &talk, to);
	perform(curl, &talk, answer);
	curl_easy_cleanup(curl);
	curl_slist_free_all(to);
}
