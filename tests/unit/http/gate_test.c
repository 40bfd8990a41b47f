#include "http/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct work w;
static struct mg_request_info info;
static struct frame frame;

static int begin(void **state)
{
	(void)state;
	work_init(&w, 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	work_release(&w);
	return 0;
}

static char *cut(char *at, const char *until)
{
	at += strcspn(at, until);
	return at;
}

static char *cut_space(char *at)
{
	while (*at == ' ' || *at == '\r' || *at == '\n')
		*at++ = '\0';
	return at;
}

/* A header as CivetWeb cuts it; NULL at what it takes for the end of the head. */
static char *cut_header(char *at)
{
	struct mg_header *header = &info.http_headers[info.num_headers];

	if (info.num_headers == MG_MAX_HEADERS || *at <= ' ')
		return NULL;
	header->name = at;
	at = cut(at, ": ");
	while (*at == ' ')
		*at++ = '\0';
	*at++ = '\0';
	at += strspn(at, " \t");
	header->value = at;
	at = cut(at, "\r\n");
	if (*at == '\r')
		*at++ = '\0';
	info.num_headers++;
	if (!*at)
		return NULL;
	*at++ = '\0';
	return at;
}

/* The head as CivetWeb leaves it: cut up where it lies. */
static void receive(const char *head)
{
	char *at = arena_strdup(&w.mem, head);
	const char *length;

	memset(&info, 0, sizeof(info));
	at[strlen(head) - 1] = '\0';
	info.request_method = at;
	info.request_uri = at = cut_space(cut(at, " "));
	at = cut_space(cut(at, " "));
	info.http_version = at + 5;
	at = cut_space(cut(at, "\r\n "));
	info.local_uri_raw = info.request_uri;
	info.query_string = strchr(info.request_uri, '?');
	if (info.query_string)
		*(char *)(uintptr_t)info.query_string++ = '\0';
	while (at)
		at = cut_header(at);
	info.content_length = -1;
	length = strstr(head, "Content-Length:");
	if (length)
		info.content_length = strtoll(length + 15, NULL, 10);
}

static bool passes(const char *head)
{
	work_forgive(&w);
	memset(&frame, 0, sizeof(frame));
	receive(head);
	return gate_pass(&w, &info, &frame);
}

static void refused(const char *head, enum problem_kind kind)
{
	if (passes(head))
		fail_msg("passes: %s", head);
	if (w.problem.kind != kind)
		fail_msg("%s is %s", head, problem_name(w.problem.kind));
}

static const char *with(const char *lines)
{
	return arena_printf(&w.mem, "POST /a HTTP/1.1\r\nHost: h\r\n%s\r\n", lines);
}

static const char *to(const char *target)
{
	return arena_printf(&w.mem, "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", target);
}

static const char *many(int nr)
{
	const char *lines = "";

	for (int i = 0; i < nr; i++)
		lines = arena_printf(&w.mem, "%sX-%d: y\r\n", lines, i);
	return with(lines);
}

static void lets_plain_requests_in(void **state)
{
	(void)state;
	assert_true(passes(with("")));
	assert_false(frame.has_body);
	assert_true(passes(with("Content-Length: 0\r\n")));
	assert_false(frame.has_body);
	assert_true(passes(with("Content-Length: 17\r\n")));
	assert_true(frame.has_body);
	assert_int_equal(frame.size, 17);
	assert_true(passes(with("Content-Length:   017 \r\n")));
	assert_int_equal(frame.size, 17);
	assert_true(passes(with("Content-Length: 999999999999\r\n")));
	assert_true(passes(with("X:\r\nY: a:b, \"c\"\r\nZ: \xe4\xb8\xad\r\n")));
	assert_true(passes("GET /a HTTP/1.0\r\nHost: [::1]:8080 \r\n\r\n"));
	assert_true(passes(to("/v1/units/a.b-c_d~e?x=y&z=/?%20")));
	assert_true(passes(many(62)));
}

static void refuses_bodies_of_unclear_length(void **state)
{
	static const char *const lengths[] = {
		"",
		"+5",
		"-5",
		"0x5",
		"5a",
		"5 5",
		"5,5",
		"five",
		"1e3",
		"0000000000001",
		"18446744073709551617",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		refused(with(arena_printf(&w.mem, "Content-Length: %s\r\n", lengths[i])),
			PROBLEM_bad_request);
	refused(with("Content-Length: 5\r\nContent-Length: 5\r\n"), PROBLEM_bad_request);
	refused(with("content-length: 5\r\nCONTENT-LENGTH: 6\r\n"), PROBLEM_bad_request);
	refused(with("Transfer-Encoding: chunked\r\n"), PROBLEM_length_required);
	refused(with("transfer-encoding: identity\r\n"), PROBLEM_length_required);
	refused(with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
		PROBLEM_length_required);
	refused(with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
		PROBLEM_bad_request);
}

static void refuses_what_may_be_there_once_where_it_is_there_twice(void **state)
{
	static const char *const names[] = {
		"Host", "authorization", "Idempotency-Key", "Content-Type", "If-Match", "Expect",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		refused(with(arena_printf(&w.mem, "%s: a\r\nX: y\r\n%s: a\r\n", names[i],
					  names[i])),
			PROBLEM_bad_request);
	assert_true(passes(with("Accept: a\r\nAccept: b\r\n")));
}

static void refuses_a_missing_or_strange_host(void **state)
{
	static const char *const hosts[] = { "", "a,b", "a b", "a/b", "a@b", "a?b", "a#b", "a\\b" };

	(void)state;
	refused("GET /a HTTP/1.1\r\nX: y\r\n\r\n", PROBLEM_bad_request);
	refused("GET /a HTTP/1.1\r\n\r\n", PROBLEM_bad_request);
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		refused(arena_printf(&w.mem, "GET /a HTTP/1.1\r\nHost: %s\r\n\r\n", hosts[i]),
			PROBLEM_bad_request);
}

static void refuses_lines_that_were_passed_over(void **state)
{
	(void)state;
	refused(with("X: a\r\n b\r\n"), PROBLEM_bad_request);
	refused(with("X: a\r\n\tb\r\nAuthorization: z\r\n"), PROBLEM_bad_request);
	refused(with(" X: a\r\n"), PROBLEM_bad_request);
	refused(with("X: a\r\n\x80Y: b\r\n"), PROBLEM_bad_request);
	refused("GET /a HTTP/1.1\r\n X: a\r\nHost: h\r\n\r\n", PROBLEM_bad_request);
	refused(many(63), PROBLEM_headers_too_large);
	refused(many(64), PROBLEM_headers_too_large);
	refused(many(100), PROBLEM_headers_too_large);
}

static void refuses_lines_that_end_otherwise(void **state)
{
	(void)state;
	refused(with("X: a\nY: b\r\n"), PROBLEM_bad_request);
	refused("GET /a HTTP/1.1\nHost: h\r\n\r\n", PROBLEM_bad_request);
	refused("GET /a HTTP/1.1\r\nHost: h\n\n", PROBLEM_bad_request);
	refused("GET /a HTTP/1.1\r\nHost: h\n\r\n", PROBLEM_bad_request);
}

static void refuses_space_where_there_should_be_none(void **state)
{
	(void)state;
	refused("GET  /a HTTP/1.1\r\nHost: h\r\n\r\n", PROBLEM_bad_request);
	refused("GET /a  HTTP/1.1\r\nHost: h\r\n\r\n", PROBLEM_bad_request);
	refused("GET /a HTTP/1.1 \r\nHost: h\r\n\r\n", PROBLEM_bad_request);
	refused("GET /a?b  HTTP/1.1\r\nHost: h\r\n\r\n", PROBLEM_bad_request);
	refused(with("X : a\r\n"), PROBLEM_bad_request);
	refused(with("Content-Length : 5\r\n"), PROBLEM_bad_request);
}

static void refuses_names_and_values_that_are_none(void **state)
{
	(void)state;
	refused(with("X@Y: a\r\n"), PROBLEM_bad_request);
	refused(with("X(Y): a\r\n"), PROBLEM_bad_request);
	refused(with("X: a\x01\r\n"), PROBLEM_bad_request);
	assert_true(passes(with("X!#$%&'*+-.^_`|~9: a\tb\r\n")));
}

static void refuses_a_head_that_is_too_large(void **state)
{
	char *much = arena_alloc(&w.mem, 17001);

	(void)state;
	memset(much, 'x', 17000);
	refused(with(arena_printf(&w.mem, "X: %s\r\n", much)), PROBLEM_headers_too_large);
	much[16000] = '\0';
	assert_true(passes(with(arena_printf(&w.mem, "X: %s\r\n", much))));
}

static void refuses_other_versions(void **state)
{
	(void)state;
	refused("GET /a HTTP/2.0\r\nHost: h\r\n\r\n", PROBLEM_version_not_supported);
	refused("GET /a HTTP/1.2\r\nHost: h\r\n\r\n", PROBLEM_version_not_supported);
	refused("GET /a HTTP/1.1x\r\nHost: h\r\n\r\n", PROBLEM_version_not_supported);
}

static void refuses_targets_that_others_read_otherwise(void **state)
{
	static const char *const targets[] = {
		"*",     "a",         "a/b",           "http://h/a", "//a",    "/a//b", "/a\\b",
		"/%00",  "/a%2fb",    "/a%2Fb",        "/a%5cb",     "/%5C",   "/a#b",  "/a?b#c",
		"/\xff", "/\xc0\xaf", "/\xed\xa0\x80", "/a\x7f",     "/a\x01",
	};
	char *much = arena_alloc(&w.mem, 5001);

	(void)state;
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++)
		refused(to(targets[i]), PROBLEM_bad_request);
	memset(much, 'x', 5000);
	*much = '/';
	refused(to(much), PROBLEM_bad_request);
	much[1] = '?';
	refused(to(much), PROBLEM_bad_request);
	much[4000] = '\0';
	assert_true(passes(to(much)));
}

static void refuses_a_target_that_names_a_host(void **state)
{
	(void)state;
	receive(to("http://h/a"));
	info.local_uri_raw = info.request_uri + 8;
	assert_string_equal(info.local_uri_raw, "/a");
	assert_false(gate_pass(&w, &info, &frame));
	info.local_uri_raw = NULL;
	assert_false(gate_pass(&w, &info, &frame));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lets_plain_requests_in, begin, end),
		cmocka_unit_test_setup_teardown(refuses_bodies_of_unclear_length, begin, end),
		cmocka_unit_test_setup_teardown(
			refuses_what_may_be_there_once_where_it_is_there_twice, begin, end),
		cmocka_unit_test_setup_teardown(refuses_a_missing_or_strange_host, begin, end),
		cmocka_unit_test_setup_teardown(refuses_lines_that_were_passed_over, begin, end),
		cmocka_unit_test_setup_teardown(refuses_lines_that_end_otherwise, begin, end),
		cmocka_unit_test_setup_teardown(refuses_space_where_there_should_be_none, begin,
						end),
		cmocka_unit_test_setup_teardown(refuses_names_and_values_that_are_none, begin, end),
		cmocka_unit_test_setup_teardown(refuses_a_head_that_is_too_large, begin, end),
		cmocka_unit_test_setup_teardown(refuses_other_versions, begin, end),
		cmocka_unit_test_setup_teardown(refuses_targets_that_others_read_otherwise, begin,
						end),
		cmocka_unit_test_setup_teardown(refuses_a_target_that_names_a_host, begin, end),
	};

	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
