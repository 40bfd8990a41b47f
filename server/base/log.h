/*
 * log: one logfmt line on standard error for each thing that an operator should see.
 * Never a token, a password or what a person wrote.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

/* level=…, then pairs of name and value, ended by NULL; a NULL value leaves its pair out. */
void log_line(const char *level, const char *name, ...) __attribute__((sentinel));

#define log_info(...) log_line("info", __VA_ARGS__, (const char *)0)
#define log_warn(...) log_line("warn", __VA_ARGS__, (const char *)0)
#define log_error(...) log_line("error", __VA_ARGS__, (const char *)0)

/* "info", "warn", "error" */
bool log_is_level(const char *level);
/* From here on nothing below that level is logged. */
void log_from(const char *level);

#endif
