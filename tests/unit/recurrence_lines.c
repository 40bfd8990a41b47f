/*
 * recurrence-lines: one recurrence a line of standard input, its days as a line of standard
 * output; what judges them is tests/recurrence/.
 *
 *	2026-01-01 2027-01-01 2026-01-05 FREQ=WEEKLY;BYDAY=MO	from, to, start, rule
 */
#include <stdio.h>
#include <string.h>

#include "plans/recurrence.h"

static void refused(const struct work *w)
{
	for (const struct fault *f = w->problem.faults; f; f = f->next)
		printf("%s|", f->detail);
	putchar('\n');
}

int main(void)
{
	char line[1024];

	while (fgets(line, sizeof(line), stdin)) {
		struct work w;
		struct rule rule;
		struct recurrence r = { .rule = &rule };
		size_t nr;

		work_init(&w, 0);
		line[strcspn(line, "\n")] = 0;
		r.starts_on = day_of_text(line + 22);
		if (rule_read(&w, "/rrule", line + 33, &rule)) {
			const struct occurrence_day *days = recurrence_expand(
				&w.mem, &r, day_of_text(line), day_of_text(line + 11), &nr);

			for (size_t i = 0; i < nr; i++)
				printf("%s%s", i ? " " : "", day_text(&w.mem, days[i].day));
			putchar('\n');
		} else {
			refused(&w);
		}
		work_release(&w);
	}
	return 0;
}
