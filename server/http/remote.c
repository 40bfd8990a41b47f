#include "http/remote.h"

#include <string.h>
#include <strings.h>

#include "base/address.h"

#define PROXIES_MOST 64
#define BETWEEN ", \t"

static struct network proxies[PROXIES_MOST];
static size_t proxies_nr;

bool remote_trust(const char *list, const char **wrong)
{
	proxies_nr = 0;
	for (list += strspn(list, BETWEEN); *list; list += strspn(list, BETWEEN)) {
		size_t len = strcspn(list, BETWEEN);

		*wrong = list;
		if (proxies_nr == PROXIES_MOST || !network_read(list, len, &proxies[proxies_nr]))
			return false;
		proxies_nr++;
		list += len;
	}
	return true;
}

static bool is_trusted(const struct address *address)
{
	for (size_t i = 0; i < proxies_nr; i++)
		if (network_has(&proxies[i], address))
			return true;
	return false;
}

/*
 * Goes back through one header from its end. False: the client is found, or what stands there is
 * no address, and the proxy that told it is all that is known.
 */
static bool go_back(const char *value, struct address *address)
{
	size_t end = strlen(value);

	while (end) {
		struct address told;
		size_t begin;

		while (end && strchr(BETWEEN, value[end - 1]))
			end--;
		for (begin = end; begin && !strchr(BETWEEN, value[begin - 1]);)
			begin--;
		if (begin == end)
			break;
		if (!address_read(value + begin, end - begin, &told))
			return false;
		*address = told;
		if (!is_trusted(address))
			return false;
		end = begin;
	}
	return true;
}

const char *remote_address(struct arena *mem, const char *peer, const struct request *req)
{
	struct address address;

	if (!address_read(peer, strlen(peer), &address))
		return peer;
	/* A proxy may add a header of its own instead of adding to the one that is there. */
	if (is_trusted(&address))
		for (size_t i = req->headers_nr; i--;)
			if (!strcasecmp(req->headers[i].name, "X-Forwarded-For") &&
			    !go_back(req->headers[i].value, &address))
				break;
	return address_text(mem, &address);
}
