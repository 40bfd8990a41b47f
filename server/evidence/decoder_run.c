#include "evidence/decoder_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

#define SAID_MAX 65536
#define COMPLAINT_MAX 1024
#define REAP_MS 5

/* One of the program's outputs. */
struct output {
	int fd; /* our end; -1: it is closed */
	char *text;
	size_t len;
	size_t most;
	bool is_too_much;
};

struct child {
	pid_t pid;
	struct output said;
	struct output complaint;
	int64_t until_ms;
	int stop_fd;
};

/* ---- start */

static bool output_open(struct arena *mem, struct output *o, size_t most, int *its_end)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return false;
	o->fd = ends[0];
	o->text = arena_alloc(mem, most + 1);
	o->most = most;
	*its_end = ends[1];
	return true;
}

static void output_close(struct output *o)
{
	if (o->fd >= 0)
		close(o->fd);
	o->fd = -1;
}

/* The server blocks some signals and ignores others; its child begins like any program. */
static int spawn(struct child *child, const char *const *argv, int said, int complaint)
{
	static char *const no_environment[] = { NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int why;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
						      POSIX_SPAWN_SETPGROUP);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, said, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, complaint, STDERR_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	why = posix_spawn(&child->pid, argv[0], &files, &attributes, (char *const *)argv,
			  no_environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return why;
}

static bool start(struct arena *mem, struct child *child, const char *const *argv, struct run *run)
{
	int said = -1, complaint = -1, why = 0;

	if (!output_open(mem, &child->said, SAID_MAX, &said) ||
	    !output_open(mem, &child->complaint, COMPLAINT_MAX, &complaint))
		why = errno;
	else
		why = spawn(child, argv, said, complaint);
	if (said >= 0)
		close(said);
	if (complaint >= 0)
		close(complaint);
	if (!why)
		return true;
	run->end = RUN_NOT_STARTED;
	run->cause = arena_printf(mem, "%s cannot be started: %s", argv[0], strerrordesc_np(why));
	return false;
}

/* ---- listen */

static void output_read(struct output *o)
{
	char beyond[512];
	size_t room = o->most - o->len;
	ssize_t n =
		room ? read(o->fd, o->text + o->len, room) : read(o->fd, beyond, sizeof(beyond));

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0)
		output_close(o);
	else if (room)
		o->len += (size_t)n;
	else
		o->is_too_much = true;
}

static int left_ms(const struct child *child)
{
	int64_t left = child->until_ms - clock_monotonic_ms();

	return left > 0 ? (int)left : 0;
}

/* Until both outputs are closed. False: it is to be killed, and run->end and ->cause say why. */
static bool listen_to(struct child *child, struct run *run)
{
	while (child->said.fd >= 0 || child->complaint.fd >= 0) {
		struct pollfd on[] = {
			{ .fd = child->stop_fd, .events = POLLIN },
			{ .fd = child->said.fd, .events = POLLIN },
			{ .fd = child->complaint.fd, .events = POLLIN },
		};
		int left = left_ms(child);
		int nr = poll(on, sizeof(on) / sizeof(on[0]), left);

		run->end = on[0].revents && nr > 0 ? RUN_STOPPED : RUN_LATE;
		run->cause = "it took too long";
		if (!left || (nr > 0 && on[0].revents))
			return false;
		if (nr > 0 && on[1].revents)
			output_read(&child->said);
		if (nr > 0 && on[2].revents)
			output_read(&child->complaint);
		run->end = RUN_DIED;
		run->cause = "it said too much";
		if (child->said.is_too_much)
			return false;
	}
	return true;
}

/* ---- end */

/* What has closed its outputs is about to end; what then does not is killed as well. */
static bool reap(struct child *child, int *status, struct run *run)
{
	struct pollfd stop = { .fd = child->stop_fd, .events = POLLIN };

	for (;;) {
		pid_t pid = waitpid(child->pid, status, WNOHANG);

		if (pid == child->pid)
			return true;
		run->cause = "it took too long";
		run->end = RUN_LATE;
		if (!left_ms(child))
			return false;
		if (poll(&stop, 1, REAP_MS) > 0) {
			run->end = RUN_STOPPED;
			return false;
		}
	}
}

static void kill_and_reap(struct child *child)
{
	int status;

	kill(child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		continue;
}

static void read_status(struct arena *mem, const struct child *child, int status, struct run *run)
{
	char *complaint = child->complaint.text;

	if (complaint)
		complaint[strcspn(complaint, "\n")] = '\0';
	if (WIFEXITED(status)) {
		run->end = RUN_EXITED;
		run->code = WEXITSTATUS(status);
		run->cause = complaint;
	} else {
		run->end = RUN_DIED;
		run->cause =
			arena_printf(mem, "it died of signal %d. %s", WTERMSIG(status), complaint);
	}
}

void decoder_run(struct arena *mem, const char *const *argv, int timeout_ms, int stop_fd,
		 struct run *run)
{
	struct child child = {
		.said = { .fd = -1 },
		.complaint = { .fd = -1 },
		.until_ms = clock_monotonic_ms() + timeout_ms,
		.stop_fd = stop_fd,
	};
	int status;

	*run = (struct run){ .said = "" };
	if (start(mem, &child, argv, run)) {
		if (listen_to(&child, run) && reap(&child, &status, run))
			read_status(mem, &child, status, run);
		else
			kill_and_reap(&child);
		run->said = child.said.text;
	}
	output_close(&child.said);
	output_close(&child.complaint);
}
