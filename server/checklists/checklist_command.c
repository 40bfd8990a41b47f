#include "checklists/checklist_command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/work.h"
#include "checklists/result_document.h"

static int complain(const char *sentence)
{
	fprintf(stderr, "gemba: %s\n", sentence);
	return 1;
}

static bool read_stream(struct work *w, FILE *f, struct text *t)
{
	char *block = arena_alloc(&w->mem, BUFSIZ);
	size_t n;

	while ((n = fread(block, 1, BUFSIZ, f)) > 0)
		text_add_bytes(t, block, n);
	return !ferror(f);
}

static bool read_file(struct work *w, const char *path, struct text *t)
{
	FILE *f = fopen(path, "rb");
	bool is_read;
	int error;

	text_init(t, &w->mem);
	is_read = f && read_stream(w, f, t);
	error = errno;
	if (f)
		fclose(f);
	if (is_read)
		return true;
	return refuse(w, PROBLEM_not_found, "%s cannot be read: %s.", path, strerrordesc_np(error));
}

static int print_problem(struct work *w)
{
	if (!work_is_faultless(w, PROBLEM_invalid_documents))
		fprintf(stderr, "%s\n", problem_json(w, NULL));
	work_release(w);
	return 2;
}

/* What is said is said only when it is written. */
static int end(struct work *w)
{
	work_release(w);
	if (!fflush(stdout))
		return 0;
	return complain(strerrordesc_np(errno));
}

static int print_result(struct work *w, const struct text *checklist, const struct text *answers)
{
	const char *result;

	if (!result_document_score(w, checklist, answers, &result))
		return print_problem(w);
	puts(result);
	return end(w);
}

int checklist_command_score(int argc, char **argv)
{
	static const char usage[] = "usage: gemba score --checklist FILE --answers FILE";
	const char *checklist_path = NULL, *answers_path = NULL;
	struct text checklist, answers;
	struct work w;

	for (int i = 1; i < argc; i += 2) {
		const char **path = NULL;

		if (!strcmp(argv[i], "--checklist"))
			path = &checklist_path;
		else if (!strcmp(argv[i], "--answers"))
			path = &answers_path;
		if (!path || *path || i + 1 == argc)
			return complain(usage);
		*path = argv[i + 1];
	}
	if (!checklist_path || !answers_path)
		return complain(usage);

	work_init(&w, 0);
	if (!read_file(&w, checklist_path, &checklist) || !read_file(&w, answers_path, &answers)) {
		complain(w.problem.detail);
		work_release(&w);
		return 1;
	}
	return print_result(&w, &checklist, &answers);
}

int checklist_command_check(int argc, char **argv)
{
	const struct checklist *checklist;
	struct text document;
	struct work w;

	if (argc != 2)
		return complain("usage: gemba checklist check FILE");
	work_init(&w, 0);
	if (!read_file(&w, argv[1], &document)) {
		complain(w.problem.detail);
		work_release(&w);
		return 1;
	}
	w.source = "checklist";
	if (!checklist_document_read(&w, document.s, document.len, &checklist))
		return print_problem(&w);
	printf("%s: %s, %d question%s, no faults.\n", argv[1], checklist->code,
	       checklist->rules.questions_nr, checklist->rules.questions_nr == 1 ? "" : "s");
	return end(&w);
}
