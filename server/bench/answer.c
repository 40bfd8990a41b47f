#include "bench/answer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/bug.h"
#include "bench/memory.h"
#include "bench/nginx.h"

#define SIZE 1024
#define IDLE 1000
#define FILE_NAME "phone/kilobyte.json"

struct asker {
	struct wire wire;
	int port;
};

struct asking {
	const struct bench *bench;
	int clients;
	struct nginx nginx;
	struct asker ours[BENCH_CLIENTS_MOST];
	struct asker theirs[BENCH_CLIENTS_MOST];
	void *our_list[BENCH_CLIENTS_MOST];
	void *their_list[BENCH_CLIENTS_MOST];
	struct wire *idle;
};

static bool make_folder(struct work *w, const char *path)
{
	return !mkdir(path, 0755) || errno == EEXIST ||
	       broken(w, "%s cannot be made: %s", path, strerrordesc_np(errno));
}

static bool make_file(struct work *w, const char *path)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return broken(w, "%s cannot be written: %s", path, strerrordesc_np(errno));
	fprintf(f, "{\"text\":\"%0*d\"}", SIZE - 11, 0);
	return !fclose(f) || broken(w, "%s cannot be written", path);
}

/* Both sides and the server have a file open for each connection. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

bool answer_pages(struct work *w, const char *photos, const char **pages)
{
	const char *bench = arena_printf(&w->mem, "%s/bench", photos);

	raise_limit();
	*pages = arena_printf(&w->mem, "%s/pages", bench);
	return make_folder(w, photos) && make_folder(w, bench) && make_folder(w, *pages) &&
	       make_folder(w, arena_printf(&w->mem, "%s/phone", *pages)) &&
	       make_file(w, arena_printf(&w->mem, "%s/" FILE_NAME, *pages));
}

static enum turn ask(struct work *w, void *asker)
{
	struct asker *a = asker;

	return wire_expect(w, &a->wire, 200,
			   wire_request(&w->mem, "GET", "/" FILE_NAME, NULL, NULL))
		       ? TURN_DONE
		       : TURN_FAILED;
}

static bool connect_anew(struct work *w, void *context, size_t turns)
{
	struct asking *a = context;

	(void)turns;
	for (int i = 0; i < a->clients; i++)
		if (!wire_reopen(w, &a->ours[i].wire, a->ours[i].port) ||
		    (a->nginx.pid && !wire_reopen(w, &a->theirs[i].wire, a->theirs[i].port)))
			return false;
	return true;
}

static bool compete(struct work *w, struct asking *a, int sides_nr)
{
	struct side sides[] = {
		{ .name = "gemba",
		  .take_turn = ask,
		  .clients = a->our_list,
		  .provide = connect_anew,
		  .context = a },
		{ .name = "nginx",
		  .take_turn = ask,
		  .clients = a->their_list,
		  .provide = connect_anew,
		  .context = a },
	};
	struct match match = bench_match(a->bench, a->clients, sides, sides_nr);
	bool ok = match_play(w, &match);

	if (ok)
		table_match(&match);
	match_release(&match);
	return ok;
}

static bool compete_by_clients(struct work *w, struct asking *a, const char *what, int sides_nr)
{
	table_head(what);
	for (int i = 0; i < a->bench->series_nr; i++) {
		a->clients = a->bench->clients[i];
		if (!compete(w, a, sides_nr))
			return false;
	}
	printf("\n");
	return true;
}

/* Each has asked once, and is kept. */
static bool lie_idle(struct work *w, struct asking *a)
{
	for (int i = 0; i < IDLE; i++)
		if (!wire_open(w, &a->idle[i], a->bench->ground->port) ||
		    !wire_expect(w, &a->idle[i], 200,
				 wire_request(&w->mem, "GET", "/healthz", NULL, NULL)))
			return false;
	return true;
}

static bool run(struct work *w, struct asking *a)
{
	int64_t before = memory_now(a->bench->server);
	int sides_nr = a->nginx.pid ? 2 : 1;

	if (!a->nginx.pid)
		printf("nginx is not installed; there is nothing to compare with.\n");
	if (!compete_by_clients(w, a, "1 kB", sides_nr) || !lie_idle(w, a) ||
	    !compete_by_clients(w, a, "1 kB, 1,000 idle", 1))
		return false;
	printf("The server had %lld MB before, and at most %lld MB during that.\n",
	       (long long)before >> 20, (long long)memory_most(a->bench->server) >> 20);
	return true;
}

static void close_all(struct asking *a)
{
	for (int i = 0; i < BENCH_CLIENTS_MOST; i++) {
		wire_close(&a->ours[i].wire);
		wire_close(&a->theirs[i].wire);
	}
	for (int i = 0; i < IDLE; i++)
		wire_close(&a->idle[i]);
	nginx_stop(&a->nginx);
}

bool answer_bench(struct work *w, const struct bench *bench)
{
	struct asking *a = arena_alloc(&w->mem, sizeof(*a));
	const char *folder = arena_printf(&w->mem, "%s/bench", bench->photos);
	bool ok;

	a->bench = bench;
	a->idle = arena_array(&w->mem, IDLE, sizeof(*a->idle));
	ok = nginx_start(w, &a->nginx, folder, arena_printf(&w->mem, "%s/pages", folder));
	for (int i = 0; i < BENCH_CLIENTS_MOST; i++) {
		a->our_list[i] = &a->ours[i];
		a->their_list[i] = &a->theirs[i];
		a->ours[i].port = bench->ground->port;
		a->theirs[i].port = a->nginx.port;
	}
	ok = ok && run(w, a);
	close_all(a);
	return ok;
}
