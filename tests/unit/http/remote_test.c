#include "http/remote.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *wrong;

/* The client's address of a request with up to two headers, told by that peer. */
static void is(const char *peer, const char *first, const char *second, const char *expected)
{
	const struct param headers[] = {
		{ "Host", "x" },
		{ "x-forwarded-for", first },
		{ "X-Forwarded-For", second },
	};
	struct request req = { .headers = headers,
			       .headers_nr = (size_t)(second  ? 3
						      : first ? 2
							      : 1) };
	struct arena mem = { 0 };

	assert_string_equal(remote_address(&mem, peer, &req), expected);
	arena_reset(&mem);
}

static void believes_nobody_by_itself(void **state)
{
	(void)state;
	assert_true(remote_trust("", &wrong));
	is("127.0.0.1", "203.0.113.7", NULL, "127.0.0.1");
	is("127.0.0.1", NULL, NULL, "127.0.0.1");
}

static void believes_a_proxy_that_is_trusted(void **state)
{
	(void)state;
	assert_true(remote_trust(" 127.0.0.1, 10.0.0.0/8", &wrong));
	is("127.0.0.1", NULL, NULL, "127.0.0.1");
	is("127.0.0.1", "203.0.113.7", NULL, "203.0.113.7");
	is("203.0.113.9", "198.51.100.1", NULL, "203.0.113.9");
	is("127.0.0.1", "2001:db8::7", NULL, "2001:db8::7");
}

static void takes_the_last_hop_that_is_no_proxy(void **state)
{
	(void)state;
	assert_true(remote_trust("127.0.0.1,10.0.0.0/8", &wrong));
	is("127.0.0.1", "198.51.100.1, 203.0.113.7, 10.1.2.3", NULL, "203.0.113.7");
	is("127.0.0.1", "198.51.100.1", "203.0.113.7", "203.0.113.7");
	is("127.0.0.1", "203.0.113.7", "10.1.2.3", "203.0.113.7");
	is("127.0.0.1", "10.9.9.9", NULL, "10.9.9.9");
}

static void stops_at_what_is_no_address(void **state)
{
	(void)state;
	assert_true(remote_trust("127.0.0.1 10.0.0.0/8", &wrong));
	is("127.0.0.1", "203.0.113.7, unknown, 10.1.2.3", NULL, "10.1.2.3");
	is("127.0.0.1", "unknown", NULL, "127.0.0.1");
	is("127.0.0.1", " , ,", NULL, "127.0.0.1");
	is("socket", "203.0.113.7", NULL, "socket");
}

static void says_what_is_no_proxy(void **state)
{
	(void)state;
	assert_false(remote_trust("127.0.0.1,localhost", &wrong));
	assert_string_equal(wrong, "localhost");
	assert_false(remote_trust("10.0.0.0/40", &wrong));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(believes_nobody_by_itself),
		cmocka_unit_test(believes_a_proxy_that_is_trusted),
		cmocka_unit_test(takes_the_last_hop_that_is_no_proxy),
		cmocka_unit_test(stops_at_what_is_no_address),
		cmocka_unit_test(says_what_is_no_proxy),
	};

	return cmocka_run_group_tests_name("remote", tests, NULL, NULL);
}
