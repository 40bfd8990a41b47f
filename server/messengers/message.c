#include "messengers/message.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#include "base/bug.h"
#include "base/crypt.h"
#include "base/text.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOCAL LETTERS "0123456789!#$%&'*+/=?^_`{|}~.-"
#define HOST LETTERS "0123456789.-"
#define LOCAL_MOST 64
#define ADDRESS_MOST 254
#define ENCODED_BYTES 42 /* of one encoded word, which then has less than 75 characters */
#define LINE_BYTES 57    /* of one line of base64, which then has 76 */

/* ---- addresses */

static bool has_lone_dots(const char *s, size_t n)
{
	return n && s[0] != '.' && s[n - 1] != '.' && !memmem(s, n, "..", 2);
}

bool message_address_is_plain(const char *address)
{
	size_t local = strspn(address, LOCAL);
	const char *host = address + local + 1;
	size_t len;

	if (address[local] != '@' || local > LOCAL_MOST || !has_lone_dots(address, local))
		return false;
	len = strspn(host, HOST);
	return !host[len] && has_lone_dots(host, len) && *host != '-' && host[len - 1] != '-' &&
	       local + 1 + len <= ADDRESS_MOST;
}

bool message_read_sender(struct arena *mem, const char *text, const char **name,
			 const char **address)
{
	const char *open = strrchr(text, '<');
	size_t len = strlen(text), n;

	*name = "";
	*address = text;
	if (open) {
		if (text[len - 1] != '>')
			return false;
		n = (size_t)(open - text);
		while (n && text[n - 1] == ' ')
			n--;
		*name = arena_strndup(mem, text, n);
		*address = arena_strndup(mem, open + 1, len - (size_t)(open - text) - 2);
	}
	for (const char *c = *name; *c; c++)
		if (iscntrl((unsigned char)*c))
			return false;
	return utf8_is_valid(*name, strlen(*name)) && message_address_is_plain(*address);
}

/* ---- headers */

/* How many of the n bytes go into one word, so that no character is cut. */
static size_t word_length(const char *s, size_t n)
{
	if (n <= ENCODED_BYTES)
		return n;
	n = ENCODED_BYTES;
	while (n && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* RFC 2047: whatever the text is, this is printable ASCII. */
static void add_encoded(struct text *t, const char *s)
{
	for (size_t rest = strlen(s), n; rest; s += n, rest -= n) {
		n = word_length(s, rest);
		text_printf(t, "=?UTF-8?B?%s?=%s", base64(t->mem, s, n), rest > n ? "\r\n " : "");
	}
}

static void add_words(struct text *t, const char *s)
{
	size_t plain = strspn(s, LETTERS "0123456789 ");

	/* The line stays below 78 with the header's name before it. */
	if (s[plain] || plain > 60)
		add_encoded(t, s);
	else
		text_add(t, s);
}

static void add_date(struct text *t, int64_t at)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t seconds = (time_t)(at / 1000);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm))
		BUG("a moment that is no date");
	text_printf(t, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday,
		    months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void add_headers(struct text *t, const struct message *m)
{
	add_date(t, m->at);
	text_add(t, "From: ");
	if (*m->from_name) {
		add_words(t, m->from_name);
		text_printf(t, "\r\n <%s>\r\n", m->from);
	} else {
		text_printf(t, "%s\r\n", m->from);
	}
	text_printf(t, "To: %s\r\nSubject: ", m->to);
	add_words(t, m->subject);
	text_printf(t, "\r\nMessage-ID: <%s@%s>\r\n", m->id, strchr(m->from, '@') + 1);
	if (m->unsubscribe)
		text_printf(t, "List-Unsubscribe: <%s>\r\n", m->unsubscribe);
	text_printf(t, "Auto-Submitted: auto-generated\r\nContent-Language: %s\r\n", m->language);
}

/* ---- the two texts */

static void add_part(struct text *t, const char *boundary, const char *type, const char *s)
{
	text_printf(t,
		    "--%s\r\nContent-Type: %s; charset=utf-8\r\n"
		    "Content-Transfer-Encoding: base64\r\n\r\n",
		    boundary, type);
	for (size_t rest = strlen(s), n; rest; s += n, rest -= n) {
		n = rest < LINE_BYTES ? rest : LINE_BYTES;
		text_printf(t, "%s\r\n", base64(t->mem, s, n));
	}
}

char *message_write(struct arena *mem, const struct message *m, size_t *size)
{
	/* Base64 has no '_': no line of a part can be the boundary. */
	const char *boundary = arena_printf(mem, "part_%s", m->id);
	struct text t;

	text_init(&t, mem);
	add_headers(&t, m);
	text_printf(&t,
		    "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n"
		    " boundary=\"%s\"\r\n\r\n",
		    boundary);
	add_part(&t, boundary, "text/plain", m->plain);
	add_part(&t, boundary, "text/html", m->html);
	text_printf(&t, "--%s--\r\n", boundary);
	*size = t.len;
	return text_take(&t);
}

void html_add(struct text *t, const char *s)
{
	for (; *s; s++) {
		if (*s == '<')
			text_add(t, "&lt;");
		else if (*s == '>')
			text_add(t, "&gt;");
		else if (*s == '&')
			text_add(t, "&amp;");
		else if (*s == '"')
			text_add(t, "&quot;");
		else
			text_add_char(t, *s);
	}
}
