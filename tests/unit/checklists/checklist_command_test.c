#include "checklists/checklist_command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define CHECKLIST                                                                       \
 "{\"format\":\"gemba.checklist/1\",\"code\":\"lobby\",\"title\":{\"en\":\"T\"},"       \
 "\"kind\":\"daily\",\"scoring\":{\"method\":\"points\"},\"sections\":[{\"key\":\"s\"," \
 "\"title\":{\"en\":\"S\"},\"questions\":[{\"key\":\"q\",\"text\":{\"en\":\"Q\"},"      \
 "\"type\":\"check\",\"points\":1}]}]}"

/* A file with a text, until the end of the test. */
struct file {
	char path[32];
};

static struct file file_of(const char *text)
{
	struct file file = { "/tmp/gemba-command-XXXXXX" };
	int fd = mkstemp(file.path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	return file;
}

/* What the command wrote to its output and to its errors. */
static struct {
	char out[2000];
	char err[2000];
} said;

static FILE *divert(int fd, int *kept)
{
	FILE *f = tmpfile();

	assert_non_null(f);
	fflush(stdout);
	*kept = dup(fd);
	dup2(fileno(f), fd);
	return f;
}

static void restore(FILE *f, int fd, int kept, char *text, size_t size)
{
	fflush(stdout);
	dup2(kept, fd);
	close(kept);
	rewind(f);
	text[fread(text, 1, size - 1, f)] = '\0';
	fclose(f);
}

static int run(int (*command)(int argc, char **argv), const char *a, const char *b, const char *c,
	       const char *d)
{
	const char *words[] = { "word", a, b, c, d, NULL };
	char *argv[6] = { NULL };
	int argc = 0, out, err, code;
	FILE *out_file, *err_file;

	for (; words[argc]; argc++)
		argv[argc] = strdup(words[argc]);
	out_file = divert(STDOUT_FILENO, &out);
	err_file = divert(STDERR_FILENO, &err);
	code = command(argc, argv);
	restore(err_file, STDERR_FILENO, err, said.err, sizeof(said.err));
	restore(out_file, STDOUT_FILENO, out, said.out, sizeof(said.out));
	while (argc--)
		free(argv[argc]);
	return code;
}

static void scores_two_files(void **state)
{
	struct file checklist = file_of(CHECKLIST);
	struct file answers = file_of("{\"answers\":{\"q\":{\"check\":true}}}");

	(void)state;
	assert_int_equal(run(checklist_command_score, "--answers", answers.path, "--checklist",
			     checklist.path),
			 0);
	assert_string_equal(said.out,
			    "{\"earned\":1,\"possible\":1,\"percent\":\"100.00\",\"grade\":null,"
			    "\"status\":\"pass\",\"reasons\":[],\"sections\":[{\"key\":\"s\","
			    "\"earned\":1,\"possible\":1,\"percent\":\"100.00\"}],"
			    "\"findings\":[],\"missing\":[]}\n");
	assert_string_equal(said.err, "");
	unlink(checklist.path);
	unlink(answers.path);
}

static void tells_the_faults_of_documents_as_a_problem(void **state)
{
	struct file checklist = file_of(CHECKLIST), answers = file_of("{\"x\":1,\"y\":2}");

	(void)state;
	assert_int_equal(run(checklist_command_score, "--checklist", checklist.path, "--answers",
			     answers.path),
			 2);
	assert_string_equal(said.out, "");
	assert_non_null(strstr(said.err, "\"/problems/invalid-documents\""));
	assert_non_null(strstr(said.err, "{\"source\":\"answers\",\"pointer\":\"/y\","));
	assert_int_equal(run(checklist_command_check, answers.path, NULL, NULL, NULL), 2);
	assert_string_equal(said.out, "");
	assert_non_null(strstr(said.err, "{\"source\":\"checklist\",\"pointer\":\"/format\","));
	unlink(checklist.path);
	unlink(answers.path);
}

static void says_how_many_questions_a_good_checklist_has(void **state)
{
	struct file checklist = file_of(CHECKLIST);
	char expected[100];

	(void)state;
	assert_int_equal(run(checklist_command_check, checklist.path, NULL, NULL, NULL), 0);
	snprintf(expected, sizeof(expected), "%s: lobby, 1 question, no faults.\n", checklist.path);
	assert_string_equal(said.out, expected);
	unlink(checklist.path);
}

static void says_how_it_is_used(void **state)
{
	static const char *const wrong[][4] = {
		{ NULL, NULL, NULL, NULL },
		{ "--checklist", NULL, NULL, NULL },
		{ "--checklist", "a", NULL, NULL },
		{ "--answers", "a", NULL, NULL },
		{ "--answers", "a", "--answers", "b" },
		{ "--checklist", "a", "--colour", "b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		assert_int_equal(run(checklist_command_score, wrong[i][0], wrong[i][1], wrong[i][2],
				     wrong[i][3]),
				 1);
		assert_string_equal(said.err, "gemba: usage: gemba score --checklist FILE "
					      "--answers FILE\n");
		assert_string_equal(said.out, "");
	}
	assert_int_equal(run(checklist_command_check, NULL, NULL, NULL, NULL), 1);
	assert_string_equal(said.err, "gemba: usage: gemba checklist check FILE\n");
}

static void says_which_file_is_missing(void **state)
{
	struct file checklist = file_of(CHECKLIST);

	(void)state;
	assert_int_equal(run(checklist_command_score, "--checklist", checklist.path, "--answers",
			     "/nowhere/a.json"),
			 1);
	assert_string_equal(said.err, "gemba: /nowhere/a.json cannot be read: No such file or "
				      "directory.\n");
	assert_int_equal(run(checklist_command_check, "/", NULL, NULL, NULL), 1);
	assert_string_equal(said.err, "gemba: / cannot be read: Is a directory.\n");
	unlink(checklist.path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_two_files),
		cmocka_unit_test(tells_the_faults_of_documents_as_a_problem),
		cmocka_unit_test(says_how_many_questions_a_good_checklist_has),
		cmocka_unit_test(says_how_it_is_used),
		cmocka_unit_test(says_which_file_is_missing),
	};

	return cmocka_run_group_tests_name("checklist_command", tests, NULL, NULL);
}
