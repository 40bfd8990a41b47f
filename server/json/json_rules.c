#include "json/json.h"

#include <stdio.h>
#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"

bool json_is_key(const char *s)
{
	size_t n = strspn(s, LOWER DIGIT "._-");

	return n && n <= 64 && !s[n] && !strchr("._-", s[0]);
}

bool json_is_language(const char *s)
{
	size_t n = strspn(s, LOWER UPPER);

	if (n < 2 || n > 3)
		return false;
	for (s += n; *s == '-'; s += n + 1) {
		n = strspn(s + 1, LOWER UPPER DIGIT);
		if (n < 2 || n > 8)
			return false;
	}
	return !*s;
}

bool json_is_hex(const char *s, size_t n)
{
	return strlen(s) == n && strspn(s, DIGIT "abcdef") == n;
}

bool json_is_blank(const char *s)
{
	for (;;) {
		s += strspn(s, " \t\n");
		if (text_begins(s, "\xc2\xa0"))
			s += 2;
		else if (text_begins(s, "\xe3\x80\x80"))
			s += 3;
		else
			return !*s;
	}
}

/* n digits at s as a number; -1 where one is none. */
static int digits(const char *s, size_t n)
{
	int number = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		number = number * 10 + (s[i] - '0');
	}
	return number;
}

static int days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && is_leap ? 29 : days[month - 1];
}

/* Reads YYYY-MM-DD at s. */
static bool read_day(const char *s, int *year, int *month, int *day)
{
	if (strnlen(s, 10) < 10 || s[4] != '-' || s[7] != '-')
		return false;
	*year = digits(s, 4);
	*month = digits(s + 5, 2);
	*day = digits(s + 8, 2);
	return *year >= 1 && *month >= 1 && *month <= 12 && *day >= 1 &&
	       *day <= days_of_month(*year, *month);
}

bool json_is_date(const char *s)
{
	int year, month, day;

	return read_day(s, &year, &month, &day) && !s[10];
}

/* Days from 1970-01-01; the year begins in March, so that the leap day is its last. */
static int64_t days_since_1970(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - 719468;
}

/* Reads Z or ±hh:mm, to the end. */
static bool read_offset(const char *s, int *minutes)
{
	int hour, minute;

	*minutes = 0;
	if (*s == 'Z' || *s == 'z')
		return !s[1];
	if ((*s != '+' && *s != '-') || strlen(s) != 6 || s[3] != ':')
		return false;
	hour = digits(s + 1, 2);
	minute = digits(s + 4, 2);
	*minutes = (hour * 60 + minute) * (*s == '-' ? -1 : 1);
	return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59;
}

/* Reads .123 if it is there; gives where it ends, NULL where digits are missing. */
static const char *read_fraction(const char *s, int *ms)
{
	size_t n;

	*ms = 0;
	if (*s != '.')
		return s;
	n = strspn(++s, DIGIT);
	for (size_t i = 0; i < 3; i++)
		*ms = *ms * 10 + (i < n ? s[i] - '0' : 0);
	return n ? s + n : NULL;
}

bool json_time(const char *s, int64_t *ms)
{
	int year, month, day, hour, minute, second, fraction, offset;
	int64_t minutes;

	if (!read_day(s, &year, &month, &day) || strnlen(s, 19) < 19 || !strchr("Tt", s[10]) ||
	    s[13] != ':' || s[16] != ':')
		return false;
	hour = digits(s + 11, 2);
	minute = digits(s + 14, 2);
	second = digits(s + 17, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
		return false;

	s = read_fraction(s + 19, &fraction);
	if (!s || !read_offset(s, &offset))
		return false;
	minutes = days_since_1970(year, month, day) * 1440 + hour * INT64_C(60) + minute - offset;
	*ms = (minutes * 60 + second) * 1000 + fraction;
	return true;
}
