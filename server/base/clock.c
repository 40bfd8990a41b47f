#include "base/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bug.h"

/* 9999-12-31T23:59:59.999Z: the last moment that RFC 3339 can write. */
#define LAST_MS 253402300799999

static const char *clock_file;

static int64_t read_ms(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void clock_use_file(const char *path) { clock_file = path; }

int64_t clock_now(void)
{
	char line[32];
	long long ms;
	char *end;
	FILE *f;

	if (!clock_file)
		return read_ms(CLOCK_REALTIME);
	f = fopen(clock_file, "re");
	if (!f || !fgets(line, sizeof(line), f))
		BUG("the test clock %s cannot be read", clock_file);
	fclose(f);
	ms = strtoll(line, &end, 10);
	if (end == line)
		BUG("the test clock %s holds no number", clock_file);
	return ms;
}

int64_t clock_monotonic_ms(void) { return read_ms(CLOCK_MONOTONIC); }

/* So many digits of n, with what follows them. */
static char *put(char *at, int n, int digits, char next)
{
	for (int i = digits - 1; i >= 0; i--, n /= 10)
		at[i] = (char)('0' + n % 10);
	at[digits] = next;
	return at + digits + 1;
}

/* Each request asks for a dozen of these: strftime() and printf() take twenty times as long. */
const char *clock_text(struct arena *a, int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	char *text = arena_alloc(a, sizeof("9999-12-31T23:59:59.999Z"));
	char *at = text;
	struct tm tm;

	gmtime_r(&seconds, &tm);
	at = put(at, tm.tm_year + 1900, 4, '-');
	at = put(at, tm.tm_mon + 1, 2, '-');
	at = put(at, tm.tm_mday, 2, 'T');
	at = put(at, tm.tm_hour, 2, ':');
	at = put(at, tm.tm_min, 2, ':');
	at = put(at, tm.tm_sec, 2, '.');
	put(at, (int)(ms % 1000), 3, 'Z');
	return text;
}

/* Reads n digits; -1 where there are fewer. */
static int digits(const char **s, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++, (*s)++) {
		if (!isdigit((unsigned char)**s))
			return -1;
		value = value * 10 + (**s - '0');
	}
	return value;
}

static bool skip(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static bool read_day(const char **s, struct tm *tm)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = digits(s, 4);
	int month = year < 1 || !skip(s, '-') ? -1 : digits(s, 2);
	int day = month < 1 || month > 12 || !skip(s, '-') ? -1 : digits(s, 2);

	if (day < 1 || day > lengths[month - 1] + (month == 2 && is_leap(year)))
		return false;
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	tm->tm_mday = day;
	return true;
}

static bool read_time(const char **s, struct tm *tm, int *ms)
{
	int scale = 100;

	tm->tm_hour = digits(s, 2);
	tm->tm_min = tm->tm_hour < 0 || !skip(s, ':') ? -1 : digits(s, 2);
	tm->tm_sec = tm->tm_min < 0 || !skip(s, ':') ? -1 : digits(s, 2);
	if (tm->tm_hour > 23 || tm->tm_min > 59 || tm->tm_sec < 0 || tm->tm_sec > 59)
		return false;

	*ms = 0;
	if (!skip(s, '.'))
		return true;
	if (!isdigit((unsigned char)**s))
		return false;
	for (; isdigit((unsigned char)**s); (*s)++, scale /= 10)
		*ms += (**s - '0') * scale;
	return true;
}

static bool read_offset(const char **s, int *minutes)
{
	int sign = **s == '-' ? -1 : 1;
	int hours;
	int rest;

	*minutes = 0;
	if (skip(s, 'Z') || skip(s, 'z'))
		return true;
	if (!skip(s, '+') && !skip(s, '-'))
		return false;
	hours = digits(s, 2);
	rest = hours < 0 || !skip(s, ':') ? -1 : digits(s, 2);
	if (hours > 23 || rest < 0 || rest > 59)
		return false;
	*minutes = sign * (hours * 60 + rest);
	return true;
}

bool clock_parse(const char *s, int64_t *ms)
{
	struct tm tm = { 0 };
	int fraction;
	int offset;

	if (!read_day(&s, &tm) || (!skip(&s, 'T') && !skip(&s, 't')))
		return false;
	if (!read_time(&s, &tm, &fraction) || !read_offset(&s, &offset) || *s)
		return false;
	*ms = ((int64_t)timegm(&tm) - (int64_t)offset * 60) * 1000 + fraction;
	return *ms >= 0 && *ms <= LAST_MS;
}

bool clock_is_date(const char *s)
{
	struct tm tm = { 0 };

	return read_day(&s, &tm) && !*s;
}
