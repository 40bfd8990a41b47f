#include "bench/nginx.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench/child.h"
#include "bench/wire.h"

#define READY_MS 5000
#define PAUSE_NS 20000000L

static const char *const places[] = { "/usr/sbin/nginx", "/usr/bin/nginx",
				      "/usr/local/sbin/nginx" };

/* As many processes as there are processors, and a line in a log for each request, as we have. */
static const char settings[] = "%s"
			       "worker_processes auto;\n"
			       "daemon off;\n"
			       "pid %s/nginx.pid;\n"
			       "error_log stderr;\n"
			       "events { worker_connections 1024; }\n"
			       "http {\n"
			       "	access_log %s/nginx.log;\n"
			       "	keepalive_requests 100000000;\n"
			       "	default_type application/json;\n"
			       "	client_body_temp_path %s/nginx-body;\n"
			       "	proxy_temp_path %s/nginx-proxy;\n"
			       "	fastcgi_temp_path %s/nginx-fastcgi;\n"
			       "	uwsgi_temp_path %s/nginx-uwsgi;\n"
			       "	scgi_temp_path %s/nginx-scgi;\n"
			       "	server { listen 127.0.0.1:%d; root %s; }\n"
			       "}\n";

static const char *find(void)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!access(places[i], X_OK))
			return places[i];
	return NULL;
}

static bool write_settings(struct work *w, const char *path, const char *folder, const char *pages,
			   int port)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return broken(w, "%s cannot be written: %s", path, strerrordesc_np(errno));
	/* Started by root it would change to somebody who cannot enter the folder. */
	fprintf(f, settings, getuid() ? "" : "user root;\n", folder, folder, folder, folder, folder,
		folder, folder, port, pages);
	return !fclose(f) || broken(w, "%s cannot be written", path);
}

static void become(const char *program, const char *path)
{
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	dup2(nowhere, STDERR_FILENO);
	execl(program, "nginx", "-c", path, (char *)NULL);
	_exit(127);
}

static bool wait_until_ready(struct work *w, struct nginx *nginx)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };
	int64_t until = clock_monotonic_ms() + READY_MS;
	struct wire wire;

	while (!wire_open(w, &wire, nginx->port)) {
		work_forgive(w);
		if (clock_monotonic_ms() > until || waitpid(nginx->pid, NULL, WNOHANG))
			return broken(w, "nginx does not start");
		nanosleep(&pause, NULL);
	}
	wire_close(&wire);
	return true;
}

bool nginx_start(struct work *w, struct nginx *nginx, const char *folder, const char *pages)
{
	const char *path = arena_printf(&w->mem, "%s/nginx.conf", folder);
	const char *program = find();

	memset(nginx, 0, sizeof(*nginx));
	if (!program)
		return true;
	nginx->port = child_free_port();
	if (!write_settings(w, path, folder, pages, nginx->port))
		return false;
	nginx->pid = fork();
	if (nginx->pid < 0)
		return broken(w, "nginx cannot be started: %s", strerrordesc_np(errno));
	if (!nginx->pid)
		become(program, path);
	return wait_until_ready(w, nginx);
}

void nginx_stop(struct nginx *nginx)
{
	if (nginx->pid > 0) {
		kill(nginx->pid, SIGTERM);
		waitpid(nginx->pid, NULL, 0);
	}
	nginx->pid = 0;
}
