#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/crypt.h"
#include "http/connection.h"

static struct arena mem;

static int begin(void **state)
{
	(void)state;
	crypt_init();
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_reset(&mem);
	return 0;
}

/* What a client makes of it; gzip's own head and checksum are looked at, too. */
static const char *inflated(const char *gzipped, size_t size, size_t *n)
{
	char *out = arena_alloc(&mem, 1 << 20);
	z_stream z = { 0 };

	z.next_in = (unsigned char *)(uintptr_t)gzipped;
	z.avail_in = (unsigned int)size;
	z.next_out = (unsigned char *)out;
	z.avail_out = 1 << 20;
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	*n = z.total_out;
	inflateEnd(&z);
	return out;
}

static void can_be_read_again(void **state)
{
	char *text = arena_alloc(&mem, 200000);

	(void)state;
	for (size_t size = 100; size <= 200000; size *= 7) {
		const char *gzipped;
		size_t gzipped_size;
		size_t n;

		for (size_t i = 0; i < size; i++)
			text[i] = "{\"name\":\"中文\"}"[i * i % 17];
		gzipped = gzip(&mem, text, size, &gzipped_size);
		assert_non_null(gzipped);
		assert_true(gzipped_size < size);
		assert_memory_equal(inflated(gzipped, gzipped_size, &n), text, size);
		assert_int_equal(n, size);
	}
}

static void is_not_done_where_nothing_is_gained(void **state)
{
	char bytes[2000];
	size_t n;

	(void)state;
	random_bytes(bytes, sizeof(bytes));
	assert_null(gzip(&mem, bytes, sizeof(bytes), &n));
	assert_null(gzip(&mem, "", 0, &n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(can_be_read_again, end),
		cmocka_unit_test_teardown(is_not_done_where_nothing_is_gained, end),
	};

	return cmocka_run_group_tests_name("compress", tests, begin, NULL);
}
