#include "http/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#define SOCKETS_MOST 65536

static bool is_other_end(int fd, const struct sockaddr_in *end)
{
	struct sockaddr_in peer = { .sin_family = AF_UNSPEC };
	socklen_t size = sizeof(peer);

	return !getpeername(fd, (struct sockaddr *)&peer, &size) && peer.sin_family == AF_INET &&
	       peer.sin_port == end->sin_port && peer.sin_addr.s_addr == end->sin_addr.s_addr;
}

static int files_most(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur > SOCKETS_MOST)
		return SOCKETS_MOST;
	return (int)limit.rlim_cur;
}

int socket_of(const struct mg_connection *conn)
{
	/* A thread mostly serves the connection that it served before. */
	static _Thread_local int last = -1;
	const struct mg_request_info *info = mg_get_request_info(conn);
	struct sockaddr_in end = { .sin_family = AF_INET,
				   .sin_port = htons((uint16_t)info->remote_port) };
	int most = files_most();

	if (inet_pton(AF_INET, info->remote_addr, &end.sin_addr) != 1)
		return -1;
	if (last >= 0 && is_other_end(last, &end))
		return last;
	for (last = 0; last < most; last++)
		if (is_other_end(last, &end))
			return last;
	return last = -1;
}

size_t socket_waiting(int fd)
{
	int n = 0;

	return fd >= 0 && !ioctl(fd, FIONREAD, &n) && n > 0 ? (size_t)n : 0;
}
