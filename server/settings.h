/*
 * settings: what is in force, from flags, then the environment, then the defaults.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

struct settings {
	const char *database;
	const char *listen;
	const char *photos;
	const char *keys;
	const char *audit_key;
	const char *photo_program;
	const char *templates;
	const char *pages;
	const char *trusted_proxies;
	const char *outgoing_loopback;
	const char *smtp;
	const char *smtp_user;
	const char *smtp_password_file;
	const char *smtp_ca;
	const char *mail_from;
	const char *url;
	int64_t connections;
	int64_t queue_seconds;
	int64_t lock_seconds;
	int64_t threads;
	int64_t head_seconds;
	const char *metrics;
	const char *log;
	int64_t rate_person;
	int64_t rate_address;
	int64_t decoders;
	int64_t decode_seconds;
	const char *test_clock;
};

/*
 * Takes the flags that are settings out of argv (--database X, --listen=Y, …) and leaves the rest.
 * False, with one sentence on standard error, where a value is not good.
 */
bool settings_read(struct settings *settings, int *argc, char **argv);
/* One line each on standard output: GEMBA_NAME=value, without secrets. */
void settings_print(const struct settings *settings);

#endif
