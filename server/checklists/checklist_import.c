#include "checklists/checklist_import.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"
#include "checklists/checklist_draft.h"
#include "checklists/checklist_import.sql.h"
#include "db/db.h"
#include "organization/tenant.h"

struct import {
	const char *tenant;
	bool publishes;
	const char *path;
	struct checklist_draft draft;
	/* what is there */
	const char *checklist_id;
	const char *number;
	bool is_new;
	bool is_draft;
};

/* No more than can be told to be too much. */
static void read_stream(FILE *f, struct work *w, struct text *t)
{
	char *block = arena_alloc(&w->mem, BUFSIZ);
	size_t n;

	while (t->len <= CHECKLIST_MOST_BYTES && (n = fread(block, 1, BUFSIZ, f)) > 0)
		text_add_bytes(t, block, n);
}

static bool read_file(struct work *w, const char *path, struct text *t)
{
	FILE *f = fopen(path, "rb");

	text_init(t, &w->mem);
	if (f)
		read_stream(f, w, t);
	if (!f || ferror(f)) {
		refuse(w, PROBLEM_not_found, "The file cannot be read: %s.",
		       strerrordesc_np(errno));
		if (f)
			fclose(f);
		return false;
	}
	fclose(f);
	return true;
}

static bool take_in_new(struct work *w, struct import *i)
{
	i->checklist_id = uuid_v7(&w->mem, w->now);
	i->number = "1";
	i->is_draft = true;
	return checklist_create(w, i->checklist_id, &i->draft, &i->is_new);
}

static bool take_in(struct work *w, struct import *i)
{
	const struct db_rows *rows =
		db_query(w, &checklist_by_code_sql, w->tenant, i->draft.checklist->code);
	const char *sha256;

	if (!rows)
		return false;
	if (!db_count(rows))
		return take_in_new(w, i);
	i->checklist_id = db_text(rows, 0, "id");
	i->number = db_text(rows, 0, "number");
	sha256 = db_text(rows, 0, "sha256");
	i->is_draft = true;
	if (!sha256 || strcmp(sha256, i->draft.sha256) != 0)
		return checklist_draft_add(w, i->checklist_id, uuid_v7(&w->mem, w->now), &i->draft,
					   &i->number, &i->is_new);
	i->is_draft = !strcmp(db_text(rows, 0, "state"), "draft");
	return true;
}

static bool note(struct work *w, const struct import *i)
{
	struct audit audit = {
		.operation = "checklist_import",
		.subject = "checklist",
		.subject_id = i->checklist_id,
		.body = i->draft.document,
		.body_size = strlen(i->draft.document),
	};

	return !(i->is_new || (i->publishes && i->is_draft)) || audit_note(w, &audit);
}

static bool import(struct work *w, struct import *i)
{
	struct tenant tenant = { .code = i->tenant };
	struct text t;

	return read_file(w, i->path, &t) && checklist_draft_read(w, t.s, t.len, &i->draft) &&
	       tenant_open(w, &tenant) && take_in(w, i) &&
	       (!i->publishes || !i->is_draft ||
		checklist_publish(w, i->checklist_id, i->number, i->draft.sha256)) &&
	       note(w, i) && db_commit(w);
}

static void tell(const struct import *i)
{
	const char *what = i->is_new ? "drafted" : "is there already";

	if (i->publishes && i->is_draft)
		what = "published";
	printf("%s: %s version %s %s\n", i->path, i->draft.checklist->code, i->number, what);
}

static int complain(struct work *w, const char *path)
{
	const struct problem *p = &w->problem;

	fprintf(stderr, "gemba: %s: %s\n", path, p->cause ? p->cause : p->detail);
	for (const struct fault *f = p->faults; f; f = f->next)
		fprintf(stderr, "  %s: %s\n", f->pointer, f->detail);
	db_rollback(w);
	return p->faults ? 2 : 1;
}

static int import_file(const char *tenant, bool publishes, const char *path)
{
	struct import i = { .tenant = tenant, .publishes = publishes, .path = path };
	struct work w;
	int status = 0;

	work_init(&w, clock_now());
	if (import(&w, &i))
		tell(&i);
	else
		status = complain(&w, path);
	work_release(&w);
	return status;
}

int checklist_import(int argc, char **argv)
{
	static const struct option options[] = {
		{ "tenant", required_argument, NULL, 't' },
		{ "publish", no_argument, NULL, 'p' },
		{ 0 },
	};
	const char *tenant = NULL;
	bool publishes = false;
	int status = 0;
	int flag;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): a command has one thread */
	while ((flag = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (flag == '?')
			return 1;
		if (flag == 't')
			tenant = optarg;
		publishes |= flag == 'p';
	}
	if (!tenant || optind == argc) {
		fputs("usage: gemba checklist import --tenant CODE [--publish] FILE…\n", stderr);
		return 1;
	}
	for (int i = optind; i < argc; i++) {
		int file_status = import_file(tenant, publishes, argv[i]);

		status = file_status > status ? file_status : status;
	}
	return status;
}
