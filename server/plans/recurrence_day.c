#include <stdlib.h>

#include "plans/recurrence_own.h"

/* Howard Hinnant's days_from_civil: years begin in March, so that leap days come last. */
int64_t day_of_civil(int year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct civil civil_of_day(int64_t day)
{
	int64_t z = day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t of_era = z - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;
	struct civil c;

	c.day = (int)(of_year - (153 * month + 2) / 5 + 1);
	c.month = (int)(month < 10 ? month + 3 : month - 9);
	c.year = (int)(year + era * 400 + (c.month <= 2));
	return c;
}

int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && is_leap);
}

int weekday_of(int64_t day)
{
	/* 1970 began on a Thursday. */
	return (int)(((day + 3) % 7 + 7) % 7) + 1;
}

int64_t day_of_text(const char *text)
{
	return day_of_civil((int)strtol(text, NULL, 10), (int)strtol(text + 5, NULL, 10),
			    (int)strtol(text + 8, NULL, 10));
}

const char *day_text(struct arena *mem, int64_t day)
{
	struct civil c = civil_of_day(day);

	return arena_printf(mem, "%04d-%02d-%02d", c.year, c.month, c.day);
}
