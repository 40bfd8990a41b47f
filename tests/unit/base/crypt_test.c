#include "base/crypt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

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

/* FIPS 180-4's own examples. */
static void hashes_as_the_standard_does(void **state)
{
	static const struct {
		const char *text;
		const char *hex;
	} examples[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		char hex[SHA256_HEX];

		sha256_hex(examples[i].text, strlen(examples[i].text), hex);
		assert_string_equal(hex, examples[i].hex);
	}
}

static void hashes_bit_by_bit_as_at_once(void **state)
{
	char bytes[1000];
	char whole[SHA256_HEX];

	(void)state;
	random_bytes(bytes, sizeof(bytes));
	sha256_hex(bytes, sizeof(bytes), whole);
	for (size_t step = 1; step < sizeof(bytes); step = step * 3 + 1) {
		char hex[SHA256_HEX];
		struct sha256 s;

		sha256_init(&s);
		for (size_t at = 0; at < sizeof(bytes); at += step) {
			size_t left = sizeof(bytes) - at;

			sha256_add(&s, bytes + at, left < step ? left : step);
		}
		sha256_end_hex(&s, hex);
		assert_string_equal(hex, whole);
	}
}

static void knows_a_hash_by_its_looks(void **state)
{
	char hex[SHA256_HEX];

	(void)state;
	sha256_hex("", 0, hex);
	assert_true(is_sha256_hex(hex));
	hex[63] = 'G';
	assert_false(is_sha256_hex(hex));
	hex[63] = 'A';
	assert_false(is_sha256_hex(hex));
	hex[63] = '\0';
	assert_false(is_sha256_hex(hex));
	assert_false(is_sha256_hex(arena_printf(&mem, "%064d0", 0)));
	assert_true(is_sha256_hex(arena_printf(&mem, "%064d", 0)));
}

static void writes_base64url_as_rfc_4648(void **state)
{
	static const char *const examples[][2] = {
		{ "", "" },
		{ "f", "Zg" },
		{ "fo", "Zm8" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg" },
		{ "fooba", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy" },
		{ "\xff\xef\xbe", "_---" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		size_t n = 99;
		const char *text = base64url(&mem, examples[i][0], strlen(examples[i][0]));
		const char *bytes = base64url_decode(&mem, examples[i][1], &n);

		assert_string_equal(text, examples[i][1]);
		assert_non_null(bytes);
		assert_string_equal(bytes, examples[i][0]);
		assert_int_equal(n, strlen(examples[i][0]));
	}
}

static void reads_no_other_base64(void **state)
{
	static const char *const others[] = {
		"Zg==", "Zg=", "Z", "Zh", "Zm9", "Zm9v\n", "Zm 9v", "+///", "Zm9v!", "中文",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		size_t n;

		if (base64url_decode(&mem, others[i], &n))
			fail_msg("%s is read", others[i]);
	}
}

static void decodes_bytes_that_hold_a_nul(void **state)
{
	const char bytes[] = { 'a', '\0', 'b', '\0' };
	size_t n;

	(void)state;
	assert_memory_equal(base64url_decode(&mem, base64url(&mem, bytes, 4), &n), bytes, 4);
	assert_int_equal(n, 4);
}

static void makes_no_secret_twice(void **state)
{
	const char *secrets[100];

	(void)state;
	for (size_t i = 0; i < 100; i++) {
		size_t n;

		secrets[i] = secret_text(&mem, 32);
		assert_non_null(base64url_decode(&mem, secrets[i], &n));
		assert_int_equal(n, 32);
		for (size_t other = 0; other < i; other++)
			assert_string_not_equal(secrets[i], secrets[other]);
	}
}

static void draws_numbers_below_the_limit(void **state)
{
	bool seen[7] = { false };

	(void)state;
	for (int i = 0; i < 1000; i++) {
		uint32_t n = random_below(7);

		assert_true(n < 7);
		seen[n] = true;
	}
	for (int i = 0; i < 7; i++)
		assert_true(seen[i]);
	assert_int_equal(random_below(1), 0);
}

static void believes_the_right_password_and_no_other(void **state)
{
	const char *hash = password_hash(&mem, "correct horse");

	(void)state;
	assert_memory_equal(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
	assert_true(password_matches(hash, "correct horse"));
	assert_false(password_matches(hash, "correct horsf"));
	assert_false(password_matches(hash, "correct horse "));
	assert_false(password_matches(hash, ""));
	assert_false(password_matches("", "correct horse"));
	assert_false(password_matches("nonsense", "nonsense"));
	assert_string_not_equal(hash, password_hash(&mem, "correct horse"));
}

static void opens_only_with_its_secret(void **state)
{
	static const char data[] = "Grüße\0from here";
	const char *sealed = secret_seal(&mem, "a secret", data, sizeof(data));
	char *broken = arena_strdup(&mem, sealed);
	size_t n;

	(void)state;
	assert_memory_equal(secret_open(&mem, "a secret", sealed, &n), data, sizeof(data));
	assert_int_equal(n, sizeof(data));
	assert_string_not_equal(sealed, secret_seal(&mem, "a secret", data, sizeof(data)));
	assert_string_equal(secret_open(&mem, "s", secret_seal(&mem, "s", "", 0), &n), "");
	assert_int_equal(n, 0);
	assert_null(secret_open(&mem, "another secret", sealed, &n));
	broken[40] = broken[40] == 'A' ? 'B' : 'A';
	assert_null(secret_open(&mem, "a secret", broken, &n));
	assert_null(secret_open(&mem, "a secret", "", &n));
	assert_null(secret_open(&mem, "a secret", "AAAA", &n));
	assert_null(secret_open(&mem, "a secret", "no base64url!", &n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(hashes_as_the_standard_does, end),
		cmocka_unit_test_teardown(hashes_bit_by_bit_as_at_once, end),
		cmocka_unit_test_teardown(knows_a_hash_by_its_looks, end),
		cmocka_unit_test_teardown(writes_base64url_as_rfc_4648, end),
		cmocka_unit_test_teardown(reads_no_other_base64, end),
		cmocka_unit_test_teardown(decodes_bytes_that_hold_a_nul, end),
		cmocka_unit_test_teardown(makes_no_secret_twice, end),
		cmocka_unit_test_teardown(draws_numbers_below_the_limit, end),
		cmocka_unit_test_teardown(believes_the_right_password_and_no_other, end),
		cmocka_unit_test_teardown(opens_only_with_its_secret, end),
	};

	return cmocka_run_group_tests_name("crypt", tests, begin, NULL);
}
