#include "base/uuid.h"

#include <string.h>

#include "base/crypt.h"

/* Every row has one and a submission a dozen: printf would be the dearest thing about them. */
static const char *write_uuid(struct arena *a, unsigned char b[static 16], unsigned int version)
{
	static const char digits[] = "0123456789abcdef";
	char *s = arena_alloc(a, UUID_TEXT);
	char *at = s;

	b[6] = (unsigned char)((b[6] & 0x0f) | version << 4);
	b[8] = (b[8] & 0x3f) | 0x80;
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		*at++ = digits[b[i] >> 4];
		*at++ = digits[b[i] & 0x0f];
	}
	return s;
}

const char *uuid_v7(struct arena *a, int64_t now_ms)
{
	unsigned char b[16];

	random_bytes(b, sizeof(b));
	for (int i = 0; i < 6; i++)
		b[i] = (unsigned char)((uint64_t)now_ms >> (40 - 8 * i));
	return write_uuid(a, b, 7);
}

const char *uuid_v4(struct arena *a)
{
	unsigned char b[16];

	random_bytes(b, sizeof(b));
	return write_uuid(a, b, 4);
}

bool is_uuid(const char *s)
{
	for (int i = 0; i < UUID_TEXT - 1; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (s[i] != '-')
				return false;
		} else if (!s[i] || !strchr("0123456789abcdef", s[i])) {
			return false;
		}
	}
	return !s[UUID_TEXT - 1];
}
