#include "base/address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct address read(const char *s)
{
	struct address a;

	assert_true(address_read(s, strlen(s), &a));
	return a;
}

static bool has(const char *network, const char *address)
{
	struct address a = read(address);
	struct network n;

	assert_true(network_read(network, strlen(network), &n));
	return network_has(&n, &a);
}

static void reads_addresses_with_and_without_a_port(void **state)
{
	struct arena mem = { 0 };
	struct address a;

	(void)state;
	a = read("203.0.113.7:4711");
	assert_string_equal(address_text(&mem, &a), "203.0.113.7");
	a = read("[2001:DB8:0:0::1]:443");
	assert_string_equal(address_text(&mem, &a), "2001:db8::1");
	a = read("::ffff:203.0.113.7");
	assert_string_equal(address_text(&mem, &a), "203.0.113.7");
	arena_reset(&mem);
}

static void reads_nothing_else(void **state)
{
	static const char *const none[] = {
		"",          "unknown",
		"203.0.113", "203.0.113.256",
		"[::1",      "::g",
		"_hidden",   "203.0.113.7 ",
		"0x7f.1",    "2001:db8:1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:0:1:2:3:4"
	};
	struct address a;

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(address_read(none[i], strlen(none[i]), &a));
}

static void knows_what_a_network_has(void **state)
{
	struct network n;

	(void)state;
	assert_true(has("10.0.0.0/8", "10.255.1.2"));
	assert_false(has("10.0.0.0/8", "11.0.0.1"));
	assert_true(has("192.168.4.0/22", "192.168.7.255"));
	assert_false(has("192.168.4.0/22", "192.168.8.0"));
	assert_true(has("127.0.0.1", "127.0.0.1"));
	assert_false(has("127.0.0.1", "127.0.0.2"));
	assert_true(has("0.0.0.0/0", "8.8.8.8"));
	assert_false(has("0.0.0.0/0", "2001:db8::1"));
	assert_true(has("2001:db8::/32", "2001:db8:ffff::1"));
	assert_true(has("::/0", "8.8.8.8"));
	assert_false(network_read("10.0.0.0/33", 11, &n));
	assert_false(network_read("10.0.0.0/", 9, &n));
	assert_false(network_read("10.0.0.0/8x", 11, &n));
}

static void takes_an_ipv6_network_for_one(void **state)
{
	struct arena mem = { 0 };

	(void)state;
	assert_string_equal(address_class(&mem, "203.0.113.7"), "203.0.113.7");
	assert_string_equal(address_class(&mem, "2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
	assert_string_equal(address_class(&mem, "2001:db8:1:2:ffff::1"), "2001:db8:1:2::/64");
	assert_string_equal(address_class(&mem, "demo"), "demo");
	arena_reset(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_addresses_with_and_without_a_port),
		cmocka_unit_test(reads_nothing_else),
		cmocka_unit_test(knows_what_a_network_has),
		cmocka_unit_test(takes_an_ipv6_network_for_one),
	};

	return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
