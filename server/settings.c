#include "settings.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
	TEXT(photo_program, "photo-program", "GEMBA_PHOTO_PROGRAM", "",
	     "the program that decodes photographs; the default lies beside gemba"),
	TEXT(templates, "templates", "GEMBA_TEMPLATES", "templates",
	     "the folder of the ready checklists; for the demo"),
	NUMBER(connections, "connections", "GEMBA_CONNECTIONS", "8", 1, 100,
	       "database connections for each of the two roles"),
	NUMBER(threads, "threads", "GEMBA_THREADS", "1024", 8, 10000,
	       "client connections served at once"),
	NUMBER(decoders, "decoders", "GEMBA_DECODERS", "1", 1, 64, "photographs decoded at once"),
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
	return *text && !*end && !errno && n >= s->least && n <= s->most;
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

static bool check(const struct settings *s)
{
	const char *colon = strrchr(s->listen, ':');
	char *end = NULL;
	long port = colon ? strtol(colon + 1, &end, 10) : 0;

	if (!colon || port < 1 || port > 65535 || *end) {
		fprintf(stderr, "gemba: GEMBA_LISTEN must be address:port, not \"%s\".\n",
			s->listen);
		return false;
	}
	if (!*s->database || !*s->photos || !*s->keys) {
		fputs("gemba: GEMBA_DATABASE, GEMBA_PHOTOS and GEMBA_KEYS must not be empty.\n",
		      stderr);
		return false;
	}
	return true;
}

bool settings_read(struct settings *settings, int *argc, char **argv)
{
	memset(settings, 0, sizeof(*settings));
	for (size_t i = 0; i < SETTINGS; i++) {
		const char *value = getenv(table[i].variable);

		if (!set(settings, &table[i], value ? value : table[i].fallback))
			return false;
	}
	if (!read_flags(settings, argc, argv))
		return false;
	if (!*settings->photo_program)
		settings->photo_program = beside_this_program();
	return check(settings);
}

/* A connection string may hold a password. */
static void print_text(const char *value)
{
	const char *password = strstr(value, "password=");
	const char *rest = password ? password + strcspn(password, " ") : NULL;
	const char *userinfo = strstr(value, "://");
	const char *at = userinfo ? strchr(userinfo, '@') : NULL;
	const char *colon = at ? memchr(userinfo + 3, ':', (size_t)(at - userinfo - 3)) : NULL;

	if (password)
		printf("%.*spassword=…%s\n", (int)(password - value), value, rest);
	else if (colon)
		printf("%.*s:…%s\n", (int)(colon - value), value, at);
	else
		printf("%s\n", value);
}

void settings_print(const struct settings *settings)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const void *at = (const char *)settings + table[i].at;

		printf("# %s (--%s)\n%s=", table[i].what, table[i].flag, table[i].variable);
		if (table[i].is_number)
			printf("%lld\n", (long long)*(const int64_t *)at);
		else
			print_text(*(const char *const *)at);
	}
}
