#include "bench/child.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench/wire.h"

#define READY_MS 20000
#define PAUSE_NS 20000000L
#define TAIL 1000

/* The kernel names one that is free; until the server has it, nobody else is likely to ask. */
int child_free_port(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(any);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int port = 0;

	if (!bind(fd, (const struct sockaddr *)&any, size) &&
	    !getsockname(fd, (struct sockaddr *)&any, &size))
		port = ntohs(any.sin_port);
	close(fd);
	return port;
}

/* By the environment: a connection string may hold a password, and arguments are seen by all. */
static void become_server(const struct child *child, const struct bench_settings *settings,
			  const char *listen)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	/* NOLINTBEGIN(concurrency-mt-unsafe): the child has one thread */
	setenv("GEMBA_DATABASE", settings->database, 1);
	setenv("GEMBA_PHOTOS", settings->photos, 1);
	setenv("GEMBA_KEYS", settings->keys, 1);
	setenv("GEMBA_LISTEN", listen, 1);
	setenv("GEMBA_RATE_PERSON", "0", 1);
	if (settings->pages)
		setenv("GEMBA_PAGES", settings->pages, 1);
	/* NOLINTEND(concurrency-mt-unsafe) */
	dup2(child->log, STDERR_FILENO);
	execl("/proc/self/exe", "gemba", "serve", (char *)NULL);
	_exit(127);
}

static bool answers(const struct child *child)
{
	struct work w;
	struct wire wire;
	bool ok;

	work_init(&w, clock_now());
	ok = wire_open(&w, &wire, child->port);
	if (ok) {
		ok = wire_expect(&w, &wire, 200,
				 wire_request(&w.mem, "GET", "/readyz", NULL, NULL));
		wire_close(&wire);
	}
	work_release(&w);
	return ok;
}

static bool wait_until_ready(struct work *w, struct child *child)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };
	int64_t until = clock_monotonic_ms() + READY_MS;

	while (!answers(child)) {
		if (waitpid(child->pid, NULL, WNOHANG) == child->pid) {
			child->pid = 0;
			return broken(w, "the server ended at its start");
		}
		if (clock_monotonic_ms() > until)
			return broken(w, "the server does not answer");
		nanosleep(&pause, NULL);
	}
	return true;
}

bool child_start(struct work *w, struct child *child, const struct bench_settings *settings)
{
	const char *listen;

	child->port = child_free_port();
	listen = arena_printf(&w->mem, "127.0.0.1:%d", child->port);
	child->log = memfd_create("log", MFD_CLOEXEC);
	if (child->log < 0)
		return broken(w, "there is no room for the server's log: %s",
			      strerrordesc_np(errno));
	child->pid = fork();
	if (child->pid < 0)
		return broken(w, "the server cannot be started: %s", strerrordesc_np(errno));
	if (!child->pid)
		become_server(child, settings, listen);
	return wait_until_ready(w, child);
}

void child_stop(struct child *child)
{
	if (child->pid > 0) {
		kill(child->pid, SIGTERM);
		waitpid(child->pid, NULL, 0);
	}
	if (child->log > 0)
		close(child->log);
	memset(child, 0, sizeof(*child));
}

void child_tell(const struct child *child)
{
	off_t size = child->log > 0 ? lseek(child->log, 0, SEEK_END) : 0;
	off_t from = size > TAIL ? size - TAIL : 0;
	char tail[TAIL + 1] = "";
	const char *line = tail;

	if (size <= 0 || pread(child->log, tail, TAIL, from) <= 0)
		return;
	if (from && strchr(tail, '\n'))
		line = strchr(tail, '\n') + 1;
	fputs(line, stderr);
}
