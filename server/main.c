#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "access/access.h"
#include "audit/audit_command.h"
#include "background/background.h"
#include "backup/backup.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/log.h"
#include "bench/bench.h"
#include "checklists/checklist.h"
#include "checklists/checklist_command.h"
#include "checklists/checklist_import.h"
#include "db/db.h"
#include "demo/demo.h"
#include "evidence/decoder.h"
#include "evidence/store.h"
#include "http/count.h"
#include "http/http.h"
#include "http/rate.h"
#include "http/scrape.h"
#include "messengers/mail.h"
#include "messengers/outgoing.h"
#include "metrics/metrics.h"
#include "organization/person_command.h"
#include "pages/pages.h"
#include "routes.h"
#include "settings.h"

struct command {
	const char *name;
	const char *usage;
	int (*run)(const struct settings *settings, int argc, char **argv);
};

static int complain(struct work *w)
{
	const struct fault *faults = w->problem.faults_nr > 1 ? w->problem.faults : NULL;

	fprintf(stderr, "gemba: %s\n", w->problem.cause ? w->problem.cause : w->problem.detail);
	for (const struct fault *f = faults; f; f = f->next)
		fprintf(stderr, "  %s: %s\n", f->pointer, f->detail);
	db_rollback(w);
	work_release(w);
	db_close();
	return 1;
}

/* What is not a setting is a slip of the pen, and not to be passed over. */
static bool takes_only_settings(int argc, char **argv)
{
	if (argc > 1)
		fprintf(stderr, "gemba: %s takes settings only, not \"%s\".\n", argv[0], argv[1]);
	return argc == 1;
}

static void open_database(const struct settings *settings)
{
	struct db_settings db = {
		.conninfo = settings->database,
		.connections = (int)settings->connections,
		.queue_s = (int)settings->queue_seconds,
		.lock_s = (int)settings->lock_seconds,
	};

	db_open(&db);
}

/* ---- serve */

static bool schema_is_known(struct work *w)
{
	if (!db_begin(w, DB_APP, DB_READ) || !db_schema_is_known(w))
		return false;
	db_rollback(w);
	return true;
}

static bool start(struct work *w, const struct settings *settings, struct http_settings *http)
{
	const struct decoder_settings decoder = {
		.program = settings->photo_program,
		.threads = (int)settings->decoders,
		.run_ms = (int)settings->decode_seconds * 1000,
	};
	const struct mail_settings mail = {
		.smtp = { .url = settings->smtp,
			  .user = settings->smtp_user,
			  .password = "",
			  .ca_file = settings->smtp_ca },
		.password_file = settings->smtp_password_file,
		.from = settings->mail_from,
		.url = settings->url,
	};

	http->upload_folder = arena_printf(&w->mem, "%s/incoming", settings->photos);
	return token_keys_load(w, settings->keys) && schema_is_known(w) &&
	       store_open(w, settings->photos) && mail_open(w, &mail) &&
	       pages_load(w, settings->pages) && decoder_start(w, &decoder) &&
	       background_start(w) &&
	       (!*settings->metrics || scrape_start(w, settings->metrics, metrics_tell)) &&
	       http_start(w, http);
}

/* Signals are waited for, not handled: nothing runs between two instructions of anything else. */
static void block_signals(sigset_t *signals)
{
	struct sigaction at_hangup;

	sigemptyset(signals);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGINT);
	/* The terminal was closed; who was started with nohup goes on. */
	sigaction(SIGHUP, NULL, &at_hangup);
	if (at_hangup.sa_handler != SIG_IGN)
		sigaddset(signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, signals, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int serve(const struct settings *settings, int argc, char **argv)
{
	struct http_settings http = {
		.listen = settings->listen,
		.threads = (int)settings->threads,
		.head_ms = (int)settings->head_seconds * 1000,
		.routes = routes,
		.routes_nr = routes_nr,
	};
	sigset_t signals;
	struct work w;
	int number;

	if (!takes_only_settings(argc, argv))
		return 1;
	block_signals(&signals);
	open_database(settings);
	outgoing_init(!strcmp(settings->outgoing_loopback, "yes"));
	rate_set(RATE_PERSON, settings->rate_person);
	rate_set(RATE_ADDRESS, settings->rate_address);
	work_init(&w, clock_now());
	metrics_open(settings->photos);
	count_open(routes, routes_nr);
	if (!start(&w, settings, &http)) {
		scrape_stop();
		background_stop();
		decoder_stop();
		return complain(&w);
	}
	log_info("event", "listening", "address", settings->listen, "version", GEMBA_VERSION);
	sigwait(&signals, &number);
	log_info("event", "draining");
	http_stop();
	scrape_stop();
	background_stop();
	decoder_stop();
	db_close();
	checklist_forget();
	pages_forget();
	token_keys_forget();
	work_release(&w);
	log_info("event", "stopped");
	return 0;
}

/* ---- migrate */

static void tell_applied(const char *name) { printf("applied %s\n", name); }

static int migrate(const struct settings *settings, int argc, char **argv)
{
	struct work w;

	if (!takes_only_settings(argc, argv))
		return 1;
	work_init(&w, clock_now());
	if (!db_migrate(&w, settings->database, tell_applied))
		return complain(&w);
	work_release(&w);
	puts("The database is up to date.");
	return 0;
}

/* ---- people */

static int person(const struct settings *settings, int argc, char **argv)
{
	struct work w;

	open_database(settings);
	work_init(&w, clock_now());
	if (!person_command(&w, argc, argv))
		return complain(&w);
	work_release(&w);
	db_close();
	return 0;
}

/* ---- checklists */

static int score(const struct settings *settings, int argc, char **argv)
{
	(void)settings;
	return checklist_command_score(argc, argv);
}

static int import_checklists(const struct settings *settings, int argc, char **argv)
{
	int status;

	open_database(settings);
	status = checklist_import(argc, argv);
	db_close();
	return status;
}

static int checklist(const struct settings *settings, int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "check"))
		return checklist_command_check(argc - 1, argv + 1);
	if (argc > 1 && !strcmp(argv[1], "import"))
		return import_checklists(settings, argc - 1, argv + 1);
	fputs("usage: gemba checklist check FILE\n"
	      "       gemba checklist import --tenant CODE [--publish] FILE…\n",
	      stderr);
	return 1;
}

/* ---- demo */

static bool make_demo(struct work *w, const struct settings *settings)
{
	const struct demo_settings demo = {
		.routes = routes,
		.routes_nr = routes_nr,
		.database = settings->database,
		.photos = settings->photos,
		.templates = settings->templates,
	};
	const struct decoder_settings decoder = {
		.program = settings->photo_program,
		.threads = (int)settings->decoders,
		.run_ms = (int)settings->decode_seconds * 1000,
	};

	return token_keys_load(w, settings->keys) && schema_is_known(w) &&
	       store_open(w, settings->photos) && decoder_start(w, &decoder) && demo_make(w, &demo);
}

static int demo(const struct settings *settings, int argc, char **argv)
{
	struct work w;
	bool ok;

	if (argc == 2 && !strcmp(argv[1], "--show")) {
		demo_show(settings->listen);
		return 0;
	}
	if (argc != 1) {
		fputs("usage: gemba demo [--show]\n", stderr);
		return 1;
	}
	open_database(settings);
	work_init(&w, clock_now());
	ok = make_demo(&w, settings);
	if (!ok && w.problem.kind == PROBLEM_tenant_code_is_taken) {
		puts("The group is there already; nothing was changed.");
		ok = true;
	}
	decoder_stop();
	checklist_forget();
	if (!ok)
		return complain(&w);
	work_release(&w);
	db_close();
	demo_show(settings->listen);
	return 0;
}

/* ---- bench */

static int bench(const struct settings *settings, int argc, char **argv)
{
	const struct bench_settings bench = {
		.database = settings->database,
		.photos = settings->photos,
		.keys = settings->keys,
	};
	struct work w;

	open_database(settings);
	work_init(&w, clock_now());
	if (!bench_command(&w, &bench, argc, argv))
		return w.problem.kind ? complain(&w) : 1;
	work_release(&w);
	db_close();
	return 0;
}

/* ---- backups */

static struct backup_settings backup_settings_of(const struct settings *settings)
{
	return (struct backup_settings){ settings->database, settings->photos };
}

static int backup(const struct settings *settings, int argc, char **argv)
{
	const struct backup_settings backup = backup_settings_of(settings);

	return backup_command(&backup, argc, argv);
}

static int restore(const struct settings *settings, int argc, char **argv)
{
	const struct backup_settings backup = backup_settings_of(settings);

	return restore_command(&backup, argc, argv);
}

/* ---- the audit log */

static int audit(const struct settings *settings, int argc, char **argv)
{
	struct work w;
	bool holds;

	open_database(settings);
	work_init(&w, clock_now());
	if (!audit_command(&w, settings->audit_key, argc, argv, &holds))
		return complain(&w);
	work_release(&w);
	db_close();
	return holds ? 0 : 1;
}

static int config(const struct settings *settings, int argc, char **argv)
{
	if (!takes_only_settings(argc, argv))
		return 1;
	settings_print(settings);
	return 0;
}

static const struct command commands[] = {
	{ "serve", "serve the API until SIGTERM", serve },
	{ "migrate", "bring the database up to date", migrate },
	{ "audit", "verify the audit log, or sign where it ends", audit },
	{ "backup", "copy the database and the photographs into a folder", backup },
	{ "restore", "the way back, into an empty database", restore },
	{ "person", "add a person, and the group where it is new", person },
	{ "score", "score a sheet without a database", score },
	{ "checklist", "check checklists, or import them", checklist },
	{ "demo", "make a group with two months behind it; --show: who can sign in", demo },
	{ "bench", "how fast, against the bare library; scripts/bench calls it", bench },
	{ "config", "print the settings in force", config },
};

static int usage(void)
{
	fputs("usage: gemba COMMAND [--setting VALUE …]\n\n", stderr);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(stderr, "  %-10s %s\n", commands[i].name, commands[i].usage);
	fputs("\nSettings are GEMBA_… in the environment or flags; \"gemba config\" prints them.\n",
	      stderr);
	return 1;
}

int main(int argc, char **argv)
{
	struct settings settings;

	crypt_init();
	if (!settings_read(&settings, &argc, argv))
		return 1;
	log_from(settings.log);
	if (settings.test_clock && *settings.test_clock)
		clock_use_file(settings.test_clock);
	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(&settings, argc - 1, argv + 1);
	return usage();
}
