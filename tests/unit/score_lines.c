/*
 * score-lines: scores many sheets in one go. Reads one {"checklist": "<text>", "answers":
 * "<text>"} a line, prints the result or the problem of each on a line of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/work.h"
#include "checklists/result_document.h"

struct line {
	const char *checklist;
	const char *answers;
};

static const struct json_field line_fields[] = {
	JSON_FIELD(struct line, checklist, STRING, REQUIRED | MAY_BE_EMPTY),
	JSON_FIELD(struct line, answers, STRING, REQUIRED | MAY_BE_EMPTY),
};

static struct text text_of(struct work *w, const char *s)
{
	struct text t;

	text_init(&t, &w->mem);
	text_add(&t, s);
	return t;
}

static const char *score_line(struct work *w, const char *s, size_t len)
{
	struct text checklist, answers;
	const char *result;
	struct line line;

	if (!json_read_body(w, s, len, line_fields, &line))
		return NULL;
	checklist = text_of(w, line.checklist);
	answers = text_of(w, line.answers);
	if (result_document_score(w, &checklist, &answers, &result))
		return result;
	return work_is_faultless(w, PROBLEM_invalid_documents) ? NULL : problem_json(w, NULL);
}

int main(void)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while ((len = getline(&line, &size, stdin)) > 0) {
		const char *answer;
		struct work w;

		work_init(&w, 0);
		answer = score_line(&w, line, (size_t)len);
		if (!answer) {
			fprintf(stderr, "score-lines: %s\n", w.problem.detail);
			return 1;
		}
		puts(answer);
		work_release(&w);
	}
	free(line);
	return 0;
}
