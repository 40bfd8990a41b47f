#include <string.h>

#include "checklists/workbook_foreign.h"

const char *foreign_behind(const char *s, const char *const *words)
{
	for (; *words; words++)
		if (!strncmp(s, *words, strlen(*words))) {
			s += strlen(*words);
			return s + strspn(s, " ");
		}
	return s;
}

bool foreign_points(struct arena *mem, const char *s, int64_t *points, bool *is_deduction)
{
	static const char *const before[] = { "扣", "减", "deduct", "minus", NULL };
	static const char *const units[] = { "分/处", "分/次", "分",    "points", "point",
					     "pts",   "pt",    "marks", NULL };
	const char *plain = words_plain(mem, s);
	const char *from = foreign_behind(plain, before);
	size_t n;

	*is_deduction = from != plain;
	n = strspn(from, "+-0123456789.,");
	if (!n || *foreign_behind(from + n + strspn(from + n, " "), units) ||
	    !words_decimal(arena_strndup(mem, from, n), points))
		return false;
	if (*points < 0) {
		*is_deduction = true;
		*points = -*points;
	}
	return true;
}

const char *foreign_take_points(struct arena *mem, const char *s, int64_t *points)
{
	const char *narrow = strrchr(s, '('), *wide = strstr(s, "（");
	const char *open = narrow, *inside;
	bool is_deduction;
	size_t n;

	for (const char *next = wide; next; next = strstr(next + 1, "（"))
		wide = next;
	if (!open || (wide && wide > open))
		open = wide;
	if (!open)
		return s;
	inside = open + (*open == '(' ? 1 : strlen("（"));
	n = strcspn(inside, ")");
	if (strstr(inside, "）"))
		n = (size_t)(strstr(inside, "）") - inside);
	if (!foreign_points(mem, arena_strndup(mem, inside, n), points, &is_deduction) ||
	    is_deduction)
		return s;
	return words_trim(mem, arena_strndup(mem, s, (size_t)(open - s)));
}
