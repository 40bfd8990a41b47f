/*
 * remote: whose request it is. Behind a proxy that is trusted (GEMBA_TRUSTED_PROXIES) the address
 * is the last one in X-Forwarded-For that is not such a proxy's; what anybody else writes into
 * that header means nothing.
 */
#ifndef HTTP_REMOTE_H
#define HTTP_REMOTE_H

#include "base/arena.h"
#include "http/http.h"

/* Addresses and networks, separated by commas or spaces. False: *wrong is what is none. */
bool remote_trust(const char *proxies, const char **wrong);

/* The client's address as it is kept and compared. */
const char *remote_address(struct arena *mem, const char *peer, const struct request *req);

#endif
