#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tables/book_parts.h"

/* Days from the spreadsheet's day 0 (30 December 1899) to 1970, and from its other one. */
#define DAYS_TO_1970 25569
#define DAYS_1900_TO_1904 1462
#define MOST_DAYS 2958466 /* the end of 9999 */

enum book_style book_style_built_in(long id)
{
	if (id == 9 || id == 10)
		return STYLE_PERCENT;
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 50 && id <= 54) ||
	    (id >= 57 && id <= 58) || id == 36)
		return STYLE_DATE;
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) ||
	    id == 55 || id == 56)
		return STYLE_TIME;
	return id == 22 ? STYLE_DATE_TIME : STYLE_PLAIN;
}

/* Behind what stands in quotation marks, brackets or behind a backslash. */
static const char *behind_quoted(const char *s)
{
	const char *end;

	switch (*s) {
	case '"':
		end = strchr(s + 1, '"');
		return end ? end + 1 : s + strlen(s);
	case '[':
		/* [h] is a time, [Red] and [$-804] are not */
		end = strchr(s, ']');
		return end && !strchr("hms", s[1] | ' ') ? end + 1 : s;
	case '\\':
	case '_':
	case '*':
		return s[1] ? s + 2 : s + 1;
	default:
		return s;
	}
}

enum book_style book_style_of(const char *format)
{
	bool has_date = false, has_time = false;

	if (!strcasecmp(format, "general"))
		return STYLE_PLAIN;
	while (*format && *format != ';') {
		const char *next = behind_quoted(format);

		if (next != format) {
			format = next;
			continue;
		}
		if (*format == '%')
			return STYLE_PERCENT;
		has_date |= strchr("yYdD", *format) != NULL;
		has_time |= strchr("hHsS", *format) != NULL;
		format++;
	}
	if (has_date && has_time)
		return STYLE_DATE_TIME;
	return has_date ? STYLE_DATE : has_time ? STYLE_TIME : STYLE_PLAIN;
}

static void add_plain(struct text *t, double number, const char *digits)
{
	char shown[40];

	snprintf(shown, sizeof(shown), "%.15g", number == 0 ? 0 : number);
	text_add(t, strchr(shown, 'e') ? digits : shown);
}

/* "2026-11-21T08:00:00.000Z" cut to what the style shows. */
static void add_moment(struct text *t, double days, enum book_style style)
{
	int64_t ms = (int64_t)llround((days - DAYS_TO_1970) * 86400) * 1000;
	char *iso = (char *)clock_text(t->mem, ms);
	bool has_seconds = strncmp(iso + 17, "00", 2) != 0;

	iso[has_seconds ? 19 : 16] = '\0';
	if (style == STYLE_DATE && !strcmp(iso + 11, "00:00"))
		iso[10] = '\0';
	text_add(t, style == STYLE_TIME && days < 1 ? iso + 11 : iso);
}

void book_number(struct text *t, const char *digits, enum book_style style, bool from_1904)
{
	char *end;
	double number = strtod(digits, &end);

	t->len = 0;
	t->s[0] = '\0';
	if (end == digits || *end || !isfinite(number)) {
		text_add(t, digits);
		return;
	}
	if (style == STYLE_PERCENT) {
		add_plain(t, number * 100, digits);
		text_add_char(t, '%');
		return;
	}
	number += from_1904 && style > STYLE_PERCENT ? DAYS_1900_TO_1904 : 0;
	/* The spreadsheet believes in 29 February 1900. */
	if (style > STYLE_PERCENT && number >= 1 && number < 60)
		number += 1;
	if (style > STYLE_PERCENT && number >= 0 && number < MOST_DAYS)
		add_moment(t, number, style);
	else
		add_plain(t, number, digits);
}
