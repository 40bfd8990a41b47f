#include "http/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#define SOCKETS_MOST 65536

bool socket_peer_of(const struct mg_connection *conn, struct socket_peer *peer)
{
	const struct mg_request_info *info = mg_get_request_info(conn);
	struct in_addr address;

	if (!info || inet_pton(AF_INET, info->remote_addr, &address) != 1)
		return false;
	*peer = (struct socket_peer){ address.s_addr, htons((uint16_t)info->remote_port), -1 };
	return true;
}

static bool read_peer(int fd, struct socket_peer *peer)
{
	struct sockaddr_in end = { .sin_family = AF_UNSPEC };
	socklen_t size = sizeof(end);

	if (getpeername(fd, (struct sockaddr *)&end, &size) || end.sin_family != AF_INET)
		return false;
	*peer = (struct socket_peer){ end.sin_addr.s_addr, end.sin_port, fd };
	return true;
}

static bool is_other_end(int fd, const struct socket_peer *end)
{
	struct socket_peer peer;

	return read_peer(fd, &peer) && peer.port == end->port && peer.address == end->address;
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
	struct socket_peer end;
	int most;

	if (!socket_peer_of(conn, &end))
		return -1;
	if (last >= 0 && is_other_end(last, &end))
		return last;
	most = files_most();
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

bool socket_last_heard(int fd, int64_t *ago)
{
	struct tcp_info info;
	socklen_t size = sizeof(info);

	if (fd < 0 || getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size))
		return false;
	*ago = info.tcpi_last_data_recv;
	return true;
}

void socket_deafen(int fd) { shutdown(fd, SHUT_RD); }

static int compare_peers(const void *a, const void *b)
{
	const struct socket_peer *x = a;
	const struct socket_peer *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return (x->port > y->port) - (x->port < y->port);
}

int socket_list(struct socket_peer *peers, int most)
{
	int files = files_most();
	int nr = 0;

	/* The kernel gives the lowest number that is free, so there are none far above. */
	if (files > 2 * most)
		files = 2 * most;
	for (int fd = 0; fd < files && nr < most; fd++)
		nr += read_peer(fd, &peers[nr]);
	qsort(peers, (size_t)nr, sizeof(*peers), compare_peers);
	return nr;
}

int socket_find(const struct socket_peer *peers, int nr, const struct socket_peer *peer)
{
	const struct socket_peer *found =
		bsearch(peer, peers, (size_t)nr, sizeof(*peers), compare_peers);

	return found ? found->fd : -1;
}
