#include "audit/audit_command.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit/verify.h"
#include "base/clock.h"

#define FILES_MOST 100

struct options {
	const char *tenant;
	const char *public_key;
	const char *out;
	const char *files[FILES_MOST];
	size_t files_nr;
};

static bool usage(struct work *w)
{
	return refuse(w, PROBLEM_bad_request,
		      "usage: gemba audit verify [--tenant CODE] [--checkpoint FILE]… "
		      "[--public-key KEY]\n"
		      "       gemba audit checkpoint --tenant CODE [--out FILE]\n"
		      "       gemba audit key");
}

static bool read_options(struct work *w, int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
		{ "tenant", required_argument, NULL, 't' },
		{ "checkpoint", required_argument, NULL, 'c' },
		{ "public-key", required_argument, NULL, 'p' },
		{ "out", required_argument, NULL, 'o' },
		{ 0 },
	};
	int option;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): there are no other threads yet */
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 't')
			o->tenant = optarg;
		else if (option == 'p')
			o->public_key = optarg;
		else if (option == 'o')
			o->out = optarg;
		else if (option == 'c' && o->files_nr < FILES_MOST)
			o->files[o->files_nr++] = optarg;
		else
			return usage(w);
	}
	return optind == argc || usage(w);
}

static const char *public_text(struct work *w, const struct sign_key *key)
{
	unsigned char public[SIGN_PUBLIC_BYTES];

	sign_public(key, public);
	return base64url(&w->mem, public, sizeof(public));
}

/* ---- verify */

static bool read_files(struct work *w, const char *key_file, struct options *o,
		       struct checkpoint *lists[FILES_MOST], size_t *nrs)
{
	struct sign_key key;

	if (o->files_nr && !o->public_key) {
		if (access(key_file, R_OK))
			return broken(w, "to check signatures, name the --public-key that \"gemba "
					 "audit key\" prints");
		if (!checkpoint_key_load(w, key_file, &key))
			return false;
		o->public_key = public_text(w, &key);
	}
	for (size_t i = 0; i < o->files_nr; i++)
		if (!checkpoints_read(w, o->files[i], o->public_key, &lists[i], &nrs[i]))
			return false;
	return true;
}

static struct checkpoint *join(struct work *w, struct checkpoint *lists[FILES_MOST],
			       const size_t *nrs, size_t files_nr, size_t *nr)
{
	struct checkpoint *all;

	*nr = 0;
	for (size_t i = 0; i < files_nr; i++)
		*nr += nrs[i];
	all = arena_array(&w->mem, *nr + 1, sizeof(*all));
	*nr = 0;
	for (size_t i = 0; i < files_nr; i++) {
		if (nrs[i])
			memcpy(all + *nr, lists[i], nrs[i] * sizeof(*all));
		*nr += nrs[i];
	}
	return all;
}

static bool verify(struct work *w, const char *key_file, struct options *o, bool *holds)
{
	struct checkpoint *lists[FILES_MOST] = { 0 };
	size_t nrs[FILES_MOST] = { 0 };
	struct checkpoint *all;
	struct log_end *ends;
	size_t ends_nr;
	size_t nr;

	if (!read_files(w, key_file, o, lists, nrs) || !audit_ends(w, o->tenant, &ends, &ends_nr))
		return false;
	all = join(w, lists, nrs, o->files_nr, &nr);
	for (size_t i = 0; i < ends_nr; i++) {
		const char *fault;

		if (!audit_verify(w, &ends[i], all, nr, &fault))
			return false;
		if (fault)
			fprintf(stderr, "gemba: %s: %s\n", ends[i].code, fault);
		else
			printf("%s: %lld entries hold.\n", ends[i].code, (long long)ends[i].seq);
		*holds &= !fault;
	}
	return true;
}

/* ---- checkpoint */

static bool append(struct work *w, const char *path, const char *line)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	const char *text = arena_printf(&w->mem, "%s\n", line);
	ssize_t written;

	if (fd < 0)
		return broken(w, "%s cannot be written: %s", path, strerrordesc_np(errno));
	written = write(fd, text, strlen(text));
	if (written != (ssize_t)strlen(text) || fsync(fd)) {
		close(fd);
		return broken(w, "%s cannot be written", path);
	}
	close(fd);
	return true;
}

/* What waits for its place is signed by a later one. */
static bool holds_so_far(struct work *w, const struct log_end *end, const char **fault)
{
	struct log_end sealed = *end;

	sealed.waiting = 0;
	return audit_verify(w, &sealed, NULL, 0, fault);
}

static bool make_checkpoint(struct work *w, const char *key_file, const struct options *o)
{
	struct checkpoint c = { .moment = clock_text(&w->mem, w->now) };
	struct sign_key key;
	struct log_end *end;
	const char *fault;
	const char *line;
	size_t nr;

	if (!o->tenant)
		return usage(w);
	if (!checkpoint_key_load(w, key_file, &key) || !audit_ends(w, o->tenant, &end, &nr) ||
	    !holds_so_far(w, end, &fault))
		return false;
	/* Nothing is signed that does not hold. */
	if (fault)
		return broken(w, "%s: %s", end->code, fault);
	c.code = end->code;
	c.tenant = end->tenant;
	c.seq = end->seq;
	c.link = end->link;
	line = checkpoint_line(w, &c, &key);
	if (o->out)
		return append(w, o->out, line);
	puts(line);
	return true;
}

bool audit_command(struct work *w, const char *key_file, int argc, char **argv, bool *holds)
{
	struct options o = { 0 };
	struct sign_key key;

	*holds = true;
	if (argc < 2)
		return usage(w);
	if (!read_options(w, argc - 1, argv + 1, &o))
		return false;
	if (!strcmp(argv[1], "verify"))
		return verify(w, key_file, &o, holds);
	if (!strcmp(argv[1], "checkpoint"))
		return make_checkpoint(w, key_file, &o);
	if (strcmp(argv[1], "key") != 0)
		return usage(w);
	if (!checkpoint_key_load(w, key_file, &key))
		return false;
	puts(public_text(w, &key));
	return true;
}
