/*
 * socket: how much of a body has arrived and waits to be read.
 *
 * CivetWeb does not tell which socket a connection is. The kernel knows one socket of ours whose
 * other end is that address and port.
 */
#ifndef HTTP_SOCKET_H
#define HTTP_SOCKET_H

#include <civetweb.h>
#include <stddef.h>

/* -1 where it is not found. */
int socket_of(const struct mg_connection *conn);
/* Bytes that can be read without waiting; 0 of -1. */
size_t socket_waiting(int fd);

#endif
