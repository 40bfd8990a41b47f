#include "settings.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "db/db.h"
#include "http/remote.h"

struct setting {
	const char *flag;
	const char *variable;
	const char *fallback;
	const char *what;
	size_t at;
	bool is_number;
	int64_t least;
	int64_t most;
};

/* clang-format off */
#define TEXT(member, flag, variable, fallback, what) \
	{ flag, variable, fallback, what, offsetof(struct settings, member), false, 0, 0 }
#define NUMBER(member, flag, variable, fallback, least, most, what) \
	{ flag, variable, fallback, what, offsetof(struct settings, member), true, least, most }

static const struct setting table[] = {
	TEXT(database, "database", "GEMBA_DATABASE", "dbname=gemba user=gemba",
	     "how its owner reaches the database, as libpq's connection string"),
	TEXT(listen, "listen", "GEMBA_LISTEN", "127.0.0.1:8080", "address:port of the server"),
	TEXT(photos, "photos", "GEMBA_PHOTOS", "var/photos", "the folder of the photographs"),
	TEXT(keys, "keys", "GEMBA_KEYS", "var/keys", "the file of the token keys"),
	TEXT(audit_key, "audit-key", "GEMBA_AUDIT_KEY", "var/audit-key",
	     "the file of the key that signs checkpoints of the audit log"),
	TEXT(photo_program, "photo-program", "GEMBA_PHOTO_PROGRAM", "",
	     "the program that decodes photographs; the default lies beside gemba"),
	TEXT(templates, "templates", "GEMBA_TEMPLATES", "",
	     "the folder of the ready checklists; the default was installed with gemba"),
	TEXT(pages, "pages", "GEMBA_PAGES", "",
	     "the folder of the built clients; the default was installed with gemba"),
	TEXT(outgoing_loopback, "outgoing-loopback", "GEMBA_OUTGOING_LOOPBACK", "no",
	     "yes: webhooks may lead to this machine, without TLS; for trying them out"),
	TEXT(url, "url", "GEMBA_URL", "",
	     "where people reach this server, like https://gemba.example.org: the links in letters"),
	TEXT(smtp, "smtp", "GEMBA_SMTP", "",
	     "the mail server, smtp://host:port (with STARTTLS) or smtps://host:port; without it no "
	     "letters are sent"),
	TEXT(smtp_user, "smtp-user", "GEMBA_SMTP_USER", "", "who signs in at the mail server"),
	TEXT(smtp_password_file, "smtp-password-file", "GEMBA_SMTP_PASSWORD_FILE", "",
	     "a file with that one's password"),
	TEXT(smtp_ca, "smtp-ca", "GEMBA_SMTP_CA", "",
	     "a file of the certificates that the mail server is believed by, instead of the "
	     "system's"),
	TEXT(mail_from, "mail-from", "GEMBA_MAIL_FROM", "",
	     "who letters come from: an address, or Name <address>"),
	TEXT(trusted_proxies, "trusted-proxies", "GEMBA_TRUSTED_PROXIES", "",
	     "proxies in front whose X-Forwarded-For is believed: addresses, or networks like "
	     "10.0.0.0/8, with commas between"),
	TEXT(metrics, "metrics", "GEMBA_METRICS", "",
	     "address:port where GET /metrics tells how the server does; nowhere unless it is set"),
	TEXT(log, "log", "GEMBA_LOG", "info",
	     "what is logged: info (every request), warn or error"),
	NUMBER(connections, "connections", "GEMBA_CONNECTIONS", "8", 1, 100,
	       "database connections for each of the two roles"),
	NUMBER(queue_seconds, "queue-seconds", "GEMBA_QUEUE_SECONDS", "1", 1, 60,
	       "how long a request waits for one that is free before it is told to come again"),
	NUMBER(lock_seconds, "lock-seconds", "GEMBA_LOCK_SECONDS", "5", 1, 60,
	       "how long a statement waits for what another transaction holds"),
	NUMBER(threads, "threads", "GEMBA_THREADS", "1024", 8, 10000,
	       "client connections served at once"),
	NUMBER(head_seconds, "head-seconds", "GEMBA_HEAD_SECONDS", "10", 1, 60,
	       "how long the head of a request may take to come, and a pause within its body"),
	NUMBER(rate_person, "rate-person", "GEMBA_RATE_PERSON", "50", 0, 60000,
	       "requests a second of one person, and twenty seconds' worth at once; 0: no limit"),
	NUMBER(rate_address, "rate-address", "GEMBA_RATE_ADDRESS", "500", 0, 60000,
	       "the same of one address, but for this machine's own"),
	NUMBER(decoders, "decoders", "GEMBA_DECODERS", "1", 1, 64, "photographs decoded at once"),
	NUMBER(decode_seconds, "decode-seconds", "GEMBA_DECODE_SECONDS", "30", 1, 600,
	       "how long a photograph may take to decode, before it is tried again later"),
#ifdef GEMBA_TEST_CLOCK
	TEXT(test_clock, "test-clock", "GEMBA_TEST_CLOCK_FILE", "", "a file that holds the time"),
#endif
};
/* clang-format on */

#define SETTINGS (sizeof(table) / sizeof(table[0]))

static bool is_count(const char *text, const struct setting *s, int64_t *number)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	*number = n;
	return isdigit((unsigned char)*text) && !*end && !errno && n >= s->least && n <= s->most;
}

static bool set(struct settings *settings, const struct setting *s, const char *value)
{
	void *at = (char *)settings + s->at;

	if (!s->is_number) {
		*(const char **)at = value;
		return true;
	}
	if (is_count(value, s, at))
		return true;
	fprintf(stderr, "gemba: %s must be a number from %lld to %lld, not \"%s\".\n", s->variable,
		(long long)s->least, (long long)s->most, value);
	return false;
}

static const struct setting *by_flag(const char *arg, const char **value)
{
	size_t len = strcspn(arg + 2, "=");

	for (size_t i = 0; i < SETTINGS; i++) {
		if (strlen(table[i].flag) != len || memcmp(table[i].flag, arg + 2, len) != 0)
			continue;
		*value = arg[2 + len] ? arg + 3 + len : NULL;
		return &table[i];
	}
	return NULL;
}

static bool read_flags(struct settings *settings, int *argc, char **argv)
{
	int kept = 1;

	for (int i = 1; i < *argc; i++) {
		const struct setting *s = NULL;
		const char *value;

		if (!strncmp(argv[i], "--", 2))
			s = by_flag(argv[i], &value);
		if (!s) {
			argv[kept++] = argv[i];
			continue;
		}
		if (!value && i + 1 < *argc)
			value = argv[++i];
		if (!value) {
			fprintf(stderr, "gemba: --%s needs a value: %s.\n", s->flag, s->what);
			return false;
		}
		if (!set(settings, s, value))
			return false;
	}
	*argc = kept;
	argv[kept] = NULL;
	return true;
}

/* What was installed beside the program, bin/../share/gemba/; else where it is in the sources. */
static const char *installed(const char *name, const char *in_sources, char path[PATH_MAX])
{
	char program[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
	int written;

	if (len <= 0)
		return in_sources;
	program[len] = '\0';
	*strrchr(program, '/') = '\0';
	written = snprintf(path, PATH_MAX, "%s/../share/gemba/%s", program, name);
	return written < PATH_MAX && !access(path, R_OK | X_OK) ? path : in_sources;
}

/* The photo program lies where this program lies. */
static const char *beside_this_program(void)
{
	static char path[PATH_MAX + 16];
	ssize_t len = readlink("/proc/self/exe", path, PATH_MAX);
	char *slash;

	if (len <= 0)
		return "gemba-photo";
	path[len] = '\0';
	slash = strrchr(path, '/');
	snprintf(slash + 1, 16, "gemba-photo");
	return path;
}

/* One address and one port: CivetWeb would take lists, and marks for TLS that it cannot speak. */
static bool is_address(const char *listen)
{
	static const char host[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789.-";
	size_t len = strspn(listen, host);
	const char *port = listen + len + 1;
	size_t digits;

	if (!len || listen[len] != ':')
		return false;
	digits = strspn(port, "0123456789");
	return digits && digits <= 5 && !port[digits] && *port != '0' &&
	       strtol(port, NULL, 10) <= 65535;
}

static bool is_there(const char *variable, const char *value)
{
	if (!*value)
		fprintf(stderr, "gemba: %s must not be empty.\n", variable);
	return *value;
}

static bool is_conninfo(const char *database)
{
	struct arena mem = { 0 };
	bool ok = db_conninfo_shown(&mem, database);

	arena_reset(&mem);
	if (!ok)
		fputs("gemba: GEMBA_DATABASE must be a connection string of libpq, \"name=value …\""
		      " or postgresql://….\n",
		      stderr);
	return ok;
}

static bool are_proxies(const char *list)
{
	const char *wrong;

	if (remote_trust(list, &wrong))
		return true;
	fprintf(stderr,
		"gemba: GEMBA_TRUSTED_PROXIES must be up to 64 addresses or networks, not "
		"\"%s\".\n",
		wrong);
	return false;
}

static bool is_yes_or_no(const char *variable, const char *value)
{
	bool ok = !strcmp(value, "yes") || !strcmp(value, "no");

	if (!ok)
		fprintf(stderr, "gemba: %s must be yes or no, not \"%s\".\n", variable, value);
	return ok;
}

static bool check(const struct settings *s)
{
	if (*s->metrics && !is_address(s->metrics)) {
		fprintf(stderr, "gemba: GEMBA_METRICS must be address:port, not \"%s\".\n",
			s->metrics);
		return false;
	}
	if (!log_is_level(s->log)) {
		fprintf(stderr, "gemba: GEMBA_LOG must be info, warn or error, not \"%s\".\n",
			s->log);
		return false;
	}
	if (!is_address(s->listen)) {
		fprintf(stderr, "gemba: GEMBA_LISTEN must be address:port, not \"%s\".\n",
			s->listen);
		return false;
	}
	return is_there("GEMBA_DATABASE", s->database) && is_conninfo(s->database) &&
	       is_there("GEMBA_PHOTOS", s->photos) && is_there("GEMBA_KEYS", s->keys) &&
	       are_proxies(s->trusted_proxies) &&
	       is_yes_or_no("GEMBA_OUTGOING_LOOPBACK", s->outgoing_loopback);
}

bool settings_read(struct settings *settings, int *argc, char **argv)
{
	static char pages[PATH_MAX], templates[PATH_MAX];

	memset(settings, 0, sizeof(*settings));
	for (size_t i = 0; i < SETTINGS; i++) {
		/* NOLINTNEXTLINE(concurrency-mt-unsafe): there are no other threads yet */
		const char *value = getenv(table[i].variable);

		if (!set(settings, &table[i], value ? value : table[i].fallback))
			return false;
	}
	if (!read_flags(settings, argc, argv))
		return false;
	if (!*settings->pages)
		settings->pages = installed("pages", "app-api/dist", pages);
	if (!*settings->templates)
		settings->templates = installed("templates", "templates", templates);
	if (!*settings->photo_program)
		settings->photo_program = beside_this_program();
	return check(settings);
}

void settings_print(const struct settings *settings)
{
	struct arena mem = { 0 };

	for (size_t i = 0; i < SETTINGS; i++) {
		const void *at = (const char *)settings + table[i].at;

		printf("# %s (--%s)\n%s=", table[i].what, table[i].flag, table[i].variable);
		if (table[i].is_number)
			printf("%lld\n", (long long)*(const int64_t *)at);
		else if (at == (const void *)&settings->database)
			printf("%s\n", db_conninfo_shown(&mem, settings->database));
		else
			printf("%s\n", *(const char *const *)at);
	}
	arena_reset(&mem);
}
