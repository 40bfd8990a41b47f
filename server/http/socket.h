/*
 * socket: how much of a body has arrived and waits to be read, and when something came last.
 *
 * CivetWeb does not tell which socket a connection is. The kernel knows one socket of ours whose
 * other end is that address and port.
 */
#ifndef HTTP_SOCKET_H
#define HTTP_SOCKET_H

#include <civetweb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* -1 where it is not found. */
int socket_of(const struct mg_connection *conn);
/* Bytes that can be read without waiting; 0 of -1. */
size_t socket_waiting(int fd);
/* How many ms ago something came; false of -1. */
bool socket_last_heard(int fd, int64_t *ago);
/* Nothing more is read from it, not even by whoever waits for that. */
void socket_deafen(int fd);

/* The other end of a connection; CivetWeb speaks IPv4 alone. */
struct socket_peer {
	uint32_t address;
	uint16_t port;
	int fd;
};

bool socket_peer_of(const struct mg_connection *conn, struct socket_peer *peer);
/* Every socket that has another end, in an order to be searched; how many. */
int socket_list(struct socket_peer *peers, int most);
/* -1 where it is not there. */
int socket_find(const struct socket_peer *peers, int nr, const struct socket_peer *peer);

#endif
