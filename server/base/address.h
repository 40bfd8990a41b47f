/*
 * address: where a request comes from, as IPv6; an IPv4 address is its mapped one (::ffff:a.b.c.d).
 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct address {
	unsigned char bytes[16];
};

/* All addresses that begin with the same bits. */
struct network {
	struct address address;
	unsigned int bits;
};

/* False where the n bytes are no address: "203.0.113.7", "2001:db8::1", also "[2001:db8::1]:443".
 */
bool address_read(const char *s, size_t n, struct address *address);
/* "10.0.0.0/8", or an address alone, which is a network of one. */
bool network_read(const char *s, size_t n, struct network *network);
bool network_has(const struct network *network, const struct address *address);

const char *address_text(struct arena *mem, const struct address *address);

/*
 * What one household or attacker has at once: an IPv4 address, or the first 64 bits of an IPv6
 * one ("2001:db8:1:2::/64"). What is no address is a class of its own name.
 */
const char *address_class(struct arena *mem, const char *address);

#endif
