#include "scoring/scoring.h"

scoring_wide scoring_divide(scoring_wide n, scoring_wide den)
{
	scoring_wide quotient, rest;

	/* Far cheaper than 128 bits, and nearly always enough. */
	if (n == (int64_t)n && den == (int64_t)den) {
		quotient = (int64_t)n / (int64_t)den;
		rest = (int64_t)n % (int64_t)den;
	} else {
		quotient = n / den;
		rest = n - quotient * den;
	}

	if (rest >= 0)
		return rest >= den - rest ? quotient + 1 : quotient;
	return -rest >= den + rest ? quotient - 1 : quotient;
}

/* The digits of n from the last to the first, at least `least` of them; gives how many. */
static size_t reversed_digits(char digits[SCORING_TEXT], scoring_wide n, size_t least)
{
	size_t nr = 0;

	/* Below zero, because there is one more number there. */
	if (n > 0)
		n = -n;
	for (; n < INT64_MIN; n /= 10)
		digits[nr++] = (char)('0' - (int)(n % 10));
	for (int64_t rest = (int64_t)n; rest || nr < least; rest /= 10)
		digits[nr++] = (char)('0' - (int)(rest % 10));
	return nr;
}

size_t scoring_print(char text[SCORING_TEXT], scoring_wide n, int places, bool is_trimmed)
{
	char digits[SCORING_TEXT];
	size_t point = (size_t)places, last = 0, len = 0;
	size_t nr = reversed_digits(digits, n, point + 1);

	while (is_trimmed && last < point && digits[last] == '0')
		last++;
	if (n < 0)
		text[len++] = '-';
	for (size_t i = nr; i-- > last;) {
		if (i + 1 == point)
			text[len++] = '.';
		text[len++] = digits[i];
	}
	text[len] = '\0';
	return len;
}

size_t scoring_print_points(char text[SCORING_TEXT], scoring_wide billionths)
{
	return scoring_print(text, scoring_divide(billionths, 1000000), 3, true);
}

size_t scoring_print_percent(char text[SCORING_TEXT], const struct scoring_percent *percent)
{
	return scoring_print(text, scoring_divide(percent->num, percent->den * 10), 2, false);
}
