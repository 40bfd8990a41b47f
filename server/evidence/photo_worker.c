/*
 * gemba-photo ORIGINAL THUMBNAIL VIEW: decodes one photograph, so that the server does not have to.
 *
 * ORIGINAL is a file from outside and may be built to crash, fill the memory or never end. The
 * server starts this program for each one; whatever happens, happens here, under limits of memory
 * and time. It writes two JPEGs, says in one line of JSON on standard output what it saw, and ends:
 *
 *	0	the picture is read, both files are on disk
 *	3	it is unreadable; the line says why, no file is written
 *	1	something else went wrong (no such file, disk full), said on standard error
 *
 * A signal means that the decoder was broken into or broke; the file is to be treated as
 *unreadable.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "evidence/image.h"
#include "evidence/image_jpeg.h"
#include "evidence/image_json.h"
#include "evidence/image_scale.h"

#define EXIT_UNREADABLE 3
#define MEMORY_MAX (640UL << 20)
#define SECONDS_MAX 10
#define VIEW_QUALITY 82
#define THUMBNAIL_QUALITY 78

__attribute__((format(printf, 1, 2), noreturn)) static void stop(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	_exit(EXIT_FAILURE);
}

static void on_time_up(int signal_number)
{
	static const char line[] = "{\"unreadable\":\"The picture takes too long to decode.\"}\n";

	(void)signal_number;
	if (write(STDOUT_FILENO, line, sizeof(line) - 1) < 0)
		_exit(EXIT_FAILURE);
	_exit(EXIT_UNREADABLE);
}

static rlim_t smaller(rlim_t one, rlim_t other) { return one < other ? one : other; }

/* A limit that is already stricter stays. */
static void limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit))
		stop("The limits of the decoder cannot be read: %s.", strerrordesc_np(errno));
	limit.rlim_cur = smaller(limit.rlim_cur, soft);
	limit.rlim_max = smaller(limit.rlim_max, hard);
	if (setrlimit(resource, &limit))
		stop("The limits of the decoder cannot be set: %s.", strerrordesc_np(errno));
}

/*
 * Takes from this process what decoding does not need: open files, the environment (libjpeg reads
 * settings there), new rights, a core dump with somebody's photograph in it.
 */
static void shield(void)
{
	struct sigaction time_up = { .sa_handler = on_time_up };

	closefrom(STDERR_FILENO + 1);
	environ = NULL;
	umask(0027);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	sigaction(SIGXCPU, &time_up, NULL);
	limit(RLIMIT_CORE, 0, 0);
	limit(RLIMIT_AS, MEMORY_MAX, MEMORY_MAX);
	limit(RLIMIT_CPU, SECONDS_MAX, SECONDS_MAX + 5);
}

static int unreadable(const char *why)
{
	image_json_write_unreadable(stdout, why);
	if (fflush(stdout))
		stop("The answer cannot be written: %s.", strerrordesc_np(errno));
	return EXIT_UNREADABLE;
}

/* NULL when the file is too large to be looked at. */
static uint8_t *file_read(const char *path, size_t *size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat about;
	uint8_t *bytes;

	if (file < 0 || fstat(file, &about))
		stop("%s cannot be opened: %s.", path, strerrordesc_np(errno));
	if (!S_ISREG(about.st_mode))
		stop("%s is not a file.", path);
	*size = (size_t)about.st_size;
	if (*size > IMAGE_BYTES_MAX) {
		close(file);
		return NULL;
	}
	bytes = memory_new(*size + 1, 1);
	for (size_t at = 0; at < *size;) {
		ssize_t got = read(file, bytes + at, *size - at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			stop("%s cannot be read: %s.", path,
			     got ? strerrordesc_np(errno) : "it shrank");
		at += (size_t)got;
	}
	close(file);
	return bytes;
}

static bool write_all(int file, const uint8_t *bytes, size_t size)
{
	for (size_t at = 0; at < size;) {
		ssize_t put = write(file, bytes + at, size - at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		at += (size_t)put;
	}
	return true;
}

/* A name is on disk only when its folder is. */
static void sync_folder_of(const char *path)
{
	char *folder_path = memory_new(strlen(path) + sizeof("."), 1);
	const char *slash = strrchr(path, '/');
	int folder;

	memcpy(folder_path, slash ? path : ".", slash ? (size_t)(slash - path) + 1 : 1);
	folder = open(folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 || fsync(folder))
		stop("The folder of %s cannot be synced: %s.", path, strerrordesc_np(errno));
	close(folder);
	free(folder_path);
}

/* Under its name the file is there whole or not at all. */
static void file_write(const char *path, const uint8_t *bytes, size_t size)
{
	char *draft = memory_new(strlen(path) + sizeof(".tmp"), 1);
	int file;

	stpcpy(stpcpy(draft, path), ".tmp");
	file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (file < 0)
		stop("%s cannot be made: %s.", draft, strerrordesc_np(errno));
	if (!write_all(file, bytes, size) || fsync(file) || close(file) || rename(draft, path)) {
		int why = errno;

		unlink(draft);
		stop("%s cannot be written: %s.", path, strerrordesc_np(why));
	}
	sync_folder_of(path);
	free(draft);
}

static void picture_write(const char *path, const struct picture *picture, int quality)
{
	size_t size;
	uint8_t *bytes = image_jpeg_encode(picture, quality, &size);

	file_write(path, bytes, size);
	free(bytes);
}

static void pictures_write(const struct picture *view, const char *thumbnail_path,
			   const char *view_path)
{
	struct picture thumbnail;
	uint32_t width, height;

	picture_fit(view->width, view->height, IMAGE_THUMBNAIL_SIDE, &width, &height);
	picture_scale(view, width, height, &thumbnail);
	picture_write(thumbnail_path, &thumbnail, THUMBNAIL_QUALITY);
	picture_write(view_path, view, VIEW_QUALITY);
	picture_release(&thumbnail);
}

int main(int arguments_nr, char **arguments)
{
	struct image image;
	uint8_t *bytes;
	size_t size;

	if (arguments_nr != 4)
		stop("Usage: gemba-photo ORIGINAL THUMBNAIL VIEW");
	shield();
	bytes = file_read(arguments[1], &size);
	if (!bytes)
		return unreadable("The file is larger than 25 MB.");
	if (!image_read(&image, bytes, size))
		return unreadable(image.unreadable);

	/* The verdict stands; from here on the time-out must not contradict it. */
	signal(SIGXCPU, SIG_IGN);
	pictures_write(&image.view, arguments[2], arguments[3]);
	image_json_write(stdout, &image);
	if (fflush(stdout))
		stop("The answer cannot be written: %s.", strerrordesc_np(errno));
	image_release(&image);
	free(bytes);
	return EXIT_SUCCESS;
}
