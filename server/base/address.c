#include "base/address.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"

#define MAPPED_BITS 96
#define CLASS_BITS 64
#define LONGEST INET6_ADDRSTRLEN

static const unsigned char mapped[MAPPED_BITS / 8] = { [10] = 0xff, [11] = 0xff };

static bool is_mapped(const struct address *a) { return !memcmp(a->bytes, mapped, sizeof(mapped)); }

/* Some proxies add the port. */
static size_t without_port(const char **s, size_t n)
{
	const char *end;

	if (n && **s == '[') {
		end = memchr(*s, ']', n);
		(*s)++;
		return end ? (size_t)(end - *s) : 0;
	}
	end = memchr(*s, ':', n);
	return end && memchr(*s, '.', n) && !memchr(end + 1, ':', n - (size_t)(end + 1 - *s))
		       ? (size_t)(end - *s)
		       : n;
}

bool address_read(const char *s, size_t n, struct address *address)
{
	char text[LONGEST];

	n = without_port(&s, n);
	if (!n || n >= sizeof(text))
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	if (inet_pton(AF_INET6, text, address->bytes) == 1)
		return true;
	memcpy(address->bytes, mapped, sizeof(mapped));
	return inet_pton(AF_INET, text, address->bytes + sizeof(mapped)) == 1;
}

static bool read_bits(const char *s, size_t n, unsigned int *bits)
{
	*bits = 0;
	if (!n || n > 3)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*bits = *bits * 10 + (unsigned int)(s[i] - '0');
	}
	return true;
}

bool network_read(const char *s, size_t n, struct network *network)
{
	const char *slash = memchr(s, '/', n);
	size_t len = slash ? (size_t)(slash - s) : n;
	unsigned int first;
	unsigned int bits;

	if (!address_read(s, len, &network->address))
		return false;
	first = is_mapped(&network->address) ? MAPPED_BITS : 0;
	network->bits = 128;
	if (!slash)
		return true;
	if (!read_bits(slash + 1, n - len - 1, &bits) || bits > 128 - first)
		return false;
	network->bits = first + bits;
	return true;
}

bool network_has(const struct network *network, const struct address *address)
{
	unsigned int whole = network->bits / 8;
	unsigned int rest = network->bits % 8;
	unsigned int mask = 0xff00U >> rest & 0xff;

	return !memcmp(network->address.bytes, address->bytes, whole) &&
	       (!rest || !((network->address.bytes[whole] ^ address->bytes[whole]) & mask));
}

const char *address_text(struct arena *mem, const struct address *address)
{
	bool is_short = is_mapped(address);
	char text[LONGEST];

	inet_ntop(is_short ? AF_INET : AF_INET6,
		  is_short ? address->bytes + sizeof(mapped) : address->bytes, text, sizeof(text));
	return arena_strdup(mem, text);
}

const char *address_class(struct arena *mem, const char *address)
{
	struct address a;

	if (!address_read(address, strlen(address), &a))
		return address;
	if (is_mapped(&a))
		return address_text(mem, &a);
	memset(a.bytes + CLASS_BITS / 8, 0, sizeof(a.bytes) - CLASS_BITS / 8);
	return arena_printf(mem, "%s/%d", address_text(mem, &a), CLASS_BITS);
}
