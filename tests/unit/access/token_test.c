#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

#include "access/access.h"
#include "base/crypt.h"
#include "base/text.h"
#include "json/json.h"

#define NOW INT64_C(1790000000000)
#define KID "first"
#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" KID "\"}"
#define PERSON "01935f6e-7b10-7c52-9b4e-5f2d1a3c4e01"
#define TENANT "01935f6e-7b10-7c52-9b4e-5f2d1a3c4e02"
#define SESSION "01935f6e-7b10-7c52-9b4e-5f2d1a3c4e03"
#define CLAIMS_BUT_TIMES                                                        \
 "\"iss\":\"gemba\",\"aud\":\"gemba-api\",\"cls\":\"access\",\"sub\":\"" PERSON \
 "\",\"tnt\":\"" TENANT "\",\"sid\":\"" SESSION "\",\"epo\":3"
#define TIMES "\"iat\":1790000000,\"exp\":1790000900"
#define CLAIMS "{" CLAIMS_BUT_TIMES "," TIMES "}"

static const unsigned char first_key[32] = "the first key has 32 bytes, too";
static const unsigned char second_key[32] = "the second key is another key, 2";

static char key_file[] = "/tmp/gemba-token-test-XXXXXX";
static struct work w;

static void write_keys(const char *first_kid)
{
	FILE *f = fopen(key_file, "w");

	assert_non_null(f);
	fprintf(f, "# comment\n%s %s\nsecond %s\n", first_kid,
		base64url(&w.mem, first_key, sizeof(first_key)),
		base64url(&w.mem, second_key, sizeof(second_key)));
	fclose(f);
	assert_true(token_keys_load(&w, key_file));
}

static int begin(void **state)
{
	(void)state;
	work_init(&w, NOW);
	write_keys(KID);
	return 0;
}

static int end(void **state)
{
	(void)state;
	token_keys_forget();
	work_release(&w);
	return 0;
}

static const char *sign(const char *header, const char *payload, const unsigned char *key,
			size_t key_size)
{
	const char *h = base64url(&w.mem, header, strlen(header));
	const char *p = base64url(&w.mem, payload, strlen(payload));
	const char *signed_text = arena_printf(&w.mem, "%s.%s", h, p);
	crypto_auth_hmacsha256_state mac;
	unsigned char bytes[32];

	crypto_auth_hmacsha256_init(&mac, key, key_size);
	crypto_auth_hmacsha256_update(&mac, (const unsigned char *)signed_text,
				      strlen(signed_text));
	crypto_auth_hmacsha256_final(&mac, bytes);
	return arena_printf(&w.mem, "%s.%s", signed_text, base64url(&w.mem, bytes, sizeof(bytes)));
}

static const char *forge(const char *header, const char *payload)
{
	return sign(header, payload, first_key, sizeof(first_key));
}

static bool is_taken(const char *token)
{
	struct principal who;
	bool ok = token_read(&w, token, &who);

	if (!ok)
		assert_int_equal(w.problem.kind, PROBLEM_not_signed_in);
	work_forgive(&w);
	return ok;
}

static void reads_back_what_it_issued(void **state)
{
	struct principal who = {
		.person_id = PERSON, .tenant_id = TENANT, .session_id = SESSION, .epoch = 7
	};
	struct principal read;

	(void)state;
	assert_true(token_read(&w, token_issue(&w, &who), &read));
	assert_string_equal(read.person_id, PERSON);
	assert_string_equal(read.tenant_id, TENANT);
	assert_string_equal(read.session_id, SESSION);
	assert_int_equal(read.epoch, 7);
	assert_int_equal(read.needs, RIGHT_none);
	assert_int_equal(read.rights, 0);
}

static void takes_what_any_of_its_keys_signed_in_its_own_name(void **state)
{
	static const char second[] = "{\"alg\":\"HS256\",\"kid\":\"second\"}";

	(void)state;
	assert_true(is_taken(forge(HEADER, CLAIMS)));
	assert_true(is_taken(sign(second, CLAIMS, second_key, sizeof(second_key))));
	assert_false(is_taken(sign(HEADER, CLAIMS, second_key, sizeof(second_key))));
	assert_false(is_taken(forge(second, CLAIMS)));
}

static void takes_no_token_with_one_character_changed(void **state)
{
	const char *good = forge(HEADER, CLAIMS);

	(void)state;
	for (size_t i = 0; good[i]; i++) {
		char *bad = arena_strdup(&w.mem, good);

		bad[i] = good[i] == 'A' ? 'B' : 'A';
		assert_false(is_taken(bad));
		bad[i] = good[i] == '.' ? 'x' : '.';
		assert_false(is_taken(bad));
	}
	for (size_t len = 0; len < strlen(good); len++)
		assert_false(is_taken(arena_strndup(&w.mem, good, len)));
	assert_false(is_taken(arena_printf(&w.mem, "%s.", good)));
	assert_false(is_taken(arena_printf(&w.mem, "%sA", good)));
	assert_false(is_taken(arena_printf(&w.mem, " %s", good)));
}

/* The unused bits of the last character of the MAC: other text, the same bytes. */
static void takes_one_spelling_of_the_mac_only(void **state)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	char *token = arena_strdup(&w.mem, forge(HEADER, CLAIMS));
	char *last = token + strlen(token) - 1;
	char good = *last;
	int taken = 0;

	(void)state;
	for (const char *c = alphabet; *c; c++) {
		*last = *c;
		taken += is_taken(token) && *c == good;
		assert_true(*c == good || !is_taken(token));
	}
	assert_int_equal(taken, 1);
}

static void takes_no_other_algorithm_and_no_head_it_does_not_understand(void **state)
{
	static const char *const headers[] = {
		"{\"alg\":\"none\",\"kid\":\"" KID "\"}",
		"{\"alg\":\"NONE\",\"kid\":\"" KID "\"}",
		"{\"alg\":\"HS512\",\"kid\":\"" KID "\"}",
		"{\"alg\":\"RS256\",\"kid\":\"" KID "\"}",
		"{\"alg\":\"hs256\",\"kid\":\"" KID "\",\"crit\":[]}",
		"{\"kid\":\"" KID "\"}",
		"{\"alg\":\"HS256\"}",
		"{\"alg\":\"HS256\",\"kid\":7}",
		"{\"alg\":\"HS256\",\"kid\":\"\"}",
		"{\"alg\":\"HS256\",\"kid\":\"unknown\"}",
		"{\"alg\":\"HS256\",\"kid\":\"" KID "\",\"crit\":[\"exp\"]}",
		"{\"alg\":\"HS256\",\"kid\":\"" KID "\",\"crit\":[\"b64\"],\"b64\":false}",
		"{\"alg\":\"HS256\",\"kid\":\"" KID "\",\"crit\":null}",
		"[]",
		"{}",
		"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		const char *token = forge(headers[i], CLAIMS);
		size_t head = (size_t)(strrchr(token, '.') - token);

		assert_false(is_taken(token));
		assert_false(is_taken(arena_strndup(&w.mem, token, head + 1)));
		assert_false(is_taken(arena_strndup(&w.mem, token, head)));
	}
}

static void takes_a_mac_of_an_empty_key_from_nobody(void **state)
{
	(void)state;
	assert_false(is_taken(sign(HEADER, CLAIMS, (const unsigned char *)"", 0)));
}

static void every_claim_is_there_and_of_its_type(void **state)
{
	static const char *const claims[] = {
		"{" TIMES "}",
		"{" CLAIMS_BUT_TIMES "}",
		"{" CLAIMS_BUT_TIMES ",\"iat\":1790000000}",
		"{" CLAIMS_BUT_TIMES ",\"exp\":1790000900}",
		"{" CLAIMS_BUT_TIMES ",\"iat\":1790000000,\"exp\":\"1790000900\"}",
		"{" CLAIMS_BUT_TIMES ",\"iat\":\"1790000000\",\"exp\":1790000900}",
		"{" CLAIMS_BUT_TIMES ",\"iat\":1790000000,\"exp\":1790000900.5}",
		"{" CLAIMS_BUT_TIMES ",\"iat\":1790000000,\"exp\":null}",
		"{" CLAIMS_BUT_TIMES ",\"iat\":1790000000,\"exp\":[1790000900]}",
		"{" CLAIMS_BUT_TIMES ",\"iat\":1790000000,\"exp\":true}",
		"{" CLAIMS_BUT_TIMES ",\"iat\":-1,\"exp\":1790000900}",
		"{" CLAIMS_BUT_TIMES ",\"iat\":1790000000,\"exp\":99999999999999999999}",
		"null",
		"[]",
		"{}",
		"",
		"not json",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
		assert_false(is_taken(forge(HEADER, claims[i])));
}

/* Each pair: what stands in good claims, and what takes its place. */
static void is_for_this_server_and_this_purpose(void **state)
{
	static const char *const pairs[][2] = {
		{ "\"iss\":\"gemba\"", "\"iss\":\"other\"" },
		{ "\"iss\":\"gemba\"", "\"iss\":[\"gemba\"]" },
		{ "\"iss\":\"gemba\",", "" },
		{ "\"aud\":\"gemba-api\"", "\"aud\":\"gemba\"" },
		{ "\"aud\":\"gemba-api\",", "" },
		{ "\"cls\":\"access\"", "\"cls\":\"refresh\"" },
		{ "\"cls\":\"access\",", "" },
		{ "\"sub\":\"" PERSON "\"", "\"sub\":\"admin\"" },
		{ "\"sub\":\"" PERSON "\"", "\"sub\":1" },
		{ "\"sub\":\"" PERSON "\"", "\"sub\":\"01935F6E-7B10-7C52-9B4E-5F2D1A3C4E01\"" },
		{ "\"tnt\":\"" TENANT "\",", "" },
		{ "\"tnt\":\"" TENANT "\"", "\"tnt\":\"' or true --\"" },
		{ "\"sid\":\"" SESSION "\",", "" },
		{ "\"epo\":3", "\"epo\":\"3\"" },
		{ ",\"epo\":3", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const char *at = strstr(CLAIMS, pairs[i][0]);
		const char *claims;

		assert_non_null(at);
		claims = arena_printf(&w.mem, "%.*s%s%s", (int)(at - CLAIMS), CLAIMS, pairs[i][1],
				      at + strlen(pairs[i][0]));
		assert_false(is_taken(forge(HEADER, claims)));
	}
}

static bool is_taken_with_times(long iat, long exp)
{
	return is_taken(forge(HEADER, arena_printf(&w.mem, "{%s,\"iat\":%ld,\"exp\":%ld}",
						   CLAIMS_BUT_TIMES, iat, exp)));
}

static void holds_from_its_beginning_to_its_end_give_or_take_a_minute(void **state)
{
	const long now = (long)(NOW / 1000);

	(void)state;
	assert_true(is_taken_with_times(now - 900, now - 59));
	assert_false(is_taken_with_times(now - 900, now - 60));
	assert_true(is_taken_with_times(now + 60, now + 900));
	assert_false(is_taken_with_times(now + 61, now + 900));
	assert_false(is_taken_with_times(now, now));
	assert_false(is_taken_with_times(now, now - 1));
	assert_false(is_taken_with_times(now - 900, 0));
}

static void is_no_longer_than_four_kilobytes(void **state)
{
	char *name = arena_alloc(&w.mem, 4001);
	const char *claims;

	(void)state;
	memset(name, 'x', 2000);
	claims = arena_printf(&w.mem, "{%s,\"name\":\"%s\"}", CLAIMS_BUT_TIMES "," TIMES, name);
	assert_true(is_taken(forge(HEADER, claims)));
	memset(name, 'x', 4000);
	claims = arena_printf(&w.mem, "{%s,\"name\":\"%s\"}", CLAIMS_BUT_TIMES "," TIMES, name);
	assert_false(is_taken(forge(HEADER, claims)));
}

/* ---- Wycheproof's vectors for HS256 */

static const struct json_value *load(const char *path)
{
	const struct json_value *value = NULL;
	FILE *f = fopen(path, "rb");
	char *text;
	long size;

	if (!f)
		return NULL;
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	text = arena_alloc(&w.mem, (size_t)size + 1);
	assert_int_equal(fread(text, 1, (size_t)size, f), size);
	fclose(f);
	assert_true(json_parse(&w, text, (size_t)size, &value));
	return value;
}

static const char *replace(const char *s, const char *what, const char *with)
{
	const char *at = strstr(s, what);

	if (!at)
		return s;
	return arena_printf(&w.mem, "%.*s%s%s", (int)(at - s), s, with, at + strlen(what));
}

/*
 * A vector does to its valid sibling what it tests; here it does the same to a token of ours,
 * which is signed by the same means and would be taken.
 */
static const char *transplant(const char *vector, const char *sibling, const char *token)
{
	for (int part = 0; part < 3; part++) {
		size_t from_len = strcspn(sibling, ".");
		size_t to_len = strcspn(token, ".");

		vector = replace(vector, arena_strndup(&w.mem, sibling, from_len),
				 arena_strndup(&w.mem, token, to_len));
		sibling += from_len + (part < 2);
		token += to_len + (part < 2);
	}
	return vector;
}

static size_t refuse_all(const struct json_value *group)
{
	const struct json_value *tests = json_member(group, "tests");
	const char *sibling = json_text(json_member(json_item(tests, 0), "jws"));
	const char *ours = forge(HEADER, CLAIMS);
	size_t refused = 0;

	assert_true(is_taken(transplant(sibling, sibling, ours)));
	for (size_t i = 0; i < json_length(tests); i++) {
		const struct json_value *test = json_item(tests, i);
		const char *jws = json_text(json_member(test, "jws"));

		assert_false(is_taken(jws));
		/* Padding in the sibling itself is not a change. */
		if (strcmp(json_text(json_member(test, "result")), "invalid") != 0 ||
		    !strcmp(jws, sibling))
			continue;
		assert_false(is_taken(transplant(jws, sibling, ours)));
		refused++;
	}
	return refused;
}

static void takes_none_of_the_forged_signatures_that_others_collected(void **state)
{
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): a test has one thread */
	const char *shared = getenv("GEMBA_SHARED");
	const char *path = arena_printf(&w.mem, "%s/corpora/jws/json_web_signature_test.json",
					shared ? shared : "../shared");
	const struct json_value *groups = json_member(load(path), "testGroups");
	size_t refused = 0;

	(void)state;
	if (!groups) {
		print_message("%s is not there; set GEMBA_SHARED\n", path);
		skip();
	}
	for (size_t i = 0; i < json_length(groups); i++) {
		const char *comment = json_text(json_member(json_item(groups, i), "comment"));

		if (!strcmp(comment, "hs256") || !strcmp(comment, "base64"))
			refused += refuse_all(json_item(groups, i));
	}
	assert_true(refused >= 25);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_back_what_it_issued),
		TEST(takes_what_any_of_its_keys_signed_in_its_own_name),
		TEST(takes_no_token_with_one_character_changed),
		TEST(takes_one_spelling_of_the_mac_only),
		TEST(takes_no_other_algorithm_and_no_head_it_does_not_understand),
		TEST(takes_a_mac_of_an_empty_key_from_nobody),
		TEST(every_claim_is_there_and_of_its_type),
		TEST(is_for_this_server_and_this_purpose),
		TEST(holds_from_its_beginning_to_its_end_give_or_take_a_minute),
		TEST(is_no_longer_than_four_kilobytes),
		TEST(takes_none_of_the_forged_signatures_that_others_collected),
	};
	int fd;
	int failed;

	crypt_init();
	fd = mkstemp(key_file);
	if (fd < 0)
		return 1;
	close(fd);
	failed = cmocka_run_group_tests_name("token", tests, NULL, NULL);
	unlink(key_file);
	return failed;
}
