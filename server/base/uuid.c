#include "base/uuid.h"

#include <stdatomic.h>
#include <string.h>

#include "base/crypt.h"

#define COUNTER_BITS 12
#define COUNTER_HALF 0x7ffU
#define MOMENTS 4093 /* that are told apart; a prime, as clocks of tests jump by round times */
#define MOST (UINT64_C(1000) << COUNTER_BITS) /* ids of one millisecond, before it begins anew */

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

/*
 * The millisecond with twelve bits below it: where a millisecond has begun, somewhere in the lower
 * half of them, and one more for each id after the first, so that what one unit of work makes
 * sorts in the order in which it was made. Units of work of other milliseconds make ids meanwhile,
 * so each millisecond has a count of its own; one of which there are very many runs on.
 */
static uint64_t next_moment(uint64_t now_ms, uint32_t chance)
{
	static _Atomic uint64_t lasts[MOMENTS];
	_Atomic uint64_t *last = &lasts[now_ms % MOMENTS];
	uint64_t first = now_ms << COUNTER_BITS;
	uint64_t before = atomic_load(last);
	uint64_t next;

	do {
		next = before >= first && before - first < MOST ? before + 1
								: first | (chance & COUNTER_HALF);
	} while (!atomic_compare_exchange_weak(last, &before, next));
	return next;
}

const char *uuid_v7(struct arena *a, int64_t now_ms)
{
	unsigned char b[16];
	uint64_t moment;
	uint32_t chance;

	random_bytes(b, sizeof(b));
	memcpy(&chance, b, sizeof(chance));
	moment = next_moment((uint64_t)now_ms, chance);
	for (int i = 0; i < 6; i++)
		b[i] = (unsigned char)(moment >> (COUNTER_BITS + 40 - 8 * i));
	b[6] = (moment >> 8) & 0x0f;
	b[7] = moment & 0xff;
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
