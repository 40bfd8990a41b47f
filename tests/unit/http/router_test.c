#include "http/router.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ID "0190163d-8694-739b-aea5-966c26f8ad91"
#define SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const struct route routes[] = {
	{ .method = GET, .path = "/v1/units", .handler_name = "list" },
	{ .method = POST, .path = "/v1/units", .handler_name = "post" },
	{ .method = GET, .path = "/v1/units/{id}", .handler_name = "get" },
	{ .method = PATCH, .path = "/v1/units/{id}", .handler_name = "patch" },
	{ .method = POST, .path = "/v1/units/{id}/close", .handler_name = "close" },
	{ .method = POST, .path = "/v1/units/bulk", .handler_name = "bulk" },
	{ .method = GET, .path = "/v1/photos/{sha256}", .handler_name = "photo" },
	{ .method = GET, .path = "/v1/lists/{id}/versions/{number}", .handler_name = "version" },
	{ .method = GET, .path = "/v1/codes/{code}", .handler_name = "code" },
};

static struct arena mem;
static const struct route *route;
static struct request req;
static const char *allowed;

static int end(void **state)
{
	(void)state;
	arena_reset(&mem);
	return 0;
}

static enum routing find(const char *method, const char *path)
{
	memset(&req, 0, sizeof(req));
	route = NULL;
	allowed = NULL;
	return route_find(&mem, routes, sizeof(routes) / sizeof(*routes), method, path, &route,
			  &req, &allowed);
}

static void leads_to(const char *method, const char *path, const char *expected)
{
	if (find(method, path) != ROUTED)
		fail_msg("%s %s leads nowhere", method, path);
	assert_string_equal(route->handler_name, expected);
}

static void finds_the_handler_of_a_method_and_a_path(void **state)
{
	(void)state;
	leads_to("GET", "/v1/units", "list");
	leads_to("POST", "/v1/units", "post");
	assert_int_equal(req.method, POST);
	leads_to("PATCH", "/v1/units/" ID, "patch");
	leads_to("POST", "/v1/units/" ID "/close", "close");
	leads_to("POST", "/v1/units/bulk", "bulk");
}

static void gives_the_values_of_the_braces(void **state)
{
	(void)state;
	leads_to("GET", "/v1/lists/" ID "/versions/12", "version");
	assert_int_equal(req.params_nr, 2);
	assert_string_equal(request_param(&req, "id"), ID);
	assert_string_equal(request_param(&req, "number"), "12");
	leads_to("GET", "/v1/photos/" SHA256, "photo");
	assert_string_equal(request_param(&req, "sha256"), SHA256);
	leads_to("GET", "/v1/codes/a.b-c_9", "code");
	leads_to("GET", "/v1/codes/%61", "code");
	assert_string_equal(request_param(&req, "code"), "a");
}

static void takes_no_path_that_only_resembles_one(void **state)
{
	static const char *const paths[] = {
		"",
		"/",
		"/v1",
		"/v1/",
		"/v1/unit",
		"/v1/units/",
		"/v1/unitsx",
		"/V1/units",
		"/v1/units//",
		"//v1/units",
		"/v1//units",
		"v1/units",
		"/v1/units/" ID "/",
		"/v1/units/" ID "/closed",
		"/v1/units/" ID "/close/x",
		"/v1/%75nits",
		"/v1/./units",
		"/v1/units;x",
		"/v1/lists/" ID "/versions/",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		for (int m = 0; m < METHODS; m++)
			if (find(method_texts[m], paths[i]) != ROUTE_NOT_FOUND)
				fail_msg("%s leads somewhere", paths[i]);
}

static void keeps_encoded_slashes_inside_a_segment(void **state)
{
	(void)state;
	assert_int_equal(find("POST", "/v1/units/" ID "%2Fclose"), ROUTE_NOT_FOUND);
	assert_int_equal(find("GET", "/v1%2Funits"), ROUTE_NOT_FOUND);
	assert_int_equal(find("GET", "/v1/codes/a%2Fb"), ROUTE_NOT_FOUND);
}

static void takes_an_id_in_any_case_and_gives_it_in_lower_case(void **state)
{
	(void)state;
	leads_to("GET", "/v1/units/" ID, "get");
	leads_to("GET", "/v1/units/0190163D-8694-739B-AEA5-966C26F8AD91", "get");
	assert_string_equal(request_param(&req, "id"), "0190163d-8694-739b-aea5-966c26f8ad91");
	assert_int_equal(find("GET", "/v1/units/nonsense"), ROUTE_NOT_FOUND);
	assert_int_equal(find("GET", "/v1/units/" ID "0"), ROUTE_NOT_FOUND);
	assert_int_equal(find("GET", "/v1/units/%00" ID), ROUTE_NOT_FOUND);
	assert_int_equal(find("GET", "/v1/units/" ID "%00"), ROUTE_NOT_FOUND);
}

static void takes_numbers_hashes_and_codes_in_one_spelling(void **state)
{
	static const char *const paths[] = {
		"/v1/lists/" ID "/versions/01",
		"/v1/lists/" ID "/versions/-1",
		"/v1/lists/" ID "/versions/+1",
		"/v1/lists/" ID "/versions/1234567890",
		"/v1/lists/" ID "/versions/1.0",
		"/v1/photos/" SHA256 "0",
		"/v1/photos/abc",
		"/v1/codes/A",
		"/v1/codes/-a",
		"/v1/codes/.a",
		"/v1/codes/a%20b",
		"/v1/codes/%E4%B8%AD",
	};

	(void)state;
	leads_to("GET", "/v1/lists/" ID "/versions/0", "version");
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (find("GET", paths[i]) != ROUTE_NOT_FOUND)
			fail_msg("%s leads somewhere", paths[i]);
}

static void tells_another_method_from_another_path(void **state)
{
	(void)state;
	assert_int_equal(find("DELETE", "/v1/units"), ROUTE_OTHER_METHOD);
	assert_string_equal(allowed, "GET, HEAD, POST");
	assert_int_equal(find("POST", "/v1/units/" ID), ROUTE_OTHER_METHOD);
	assert_string_equal(allowed, "GET, HEAD, PATCH");
	assert_int_equal(find("GET", "/v1/units/" ID "/close"), ROUTE_OTHER_METHOD);
	assert_string_equal(allowed, "POST");
	assert_int_equal(find("get", "/v1/units"), ROUTE_OTHER_METHOD);
	assert_int_equal(find("OPTIONS", "/v1/units"), ROUTE_OTHER_METHOD);
	assert_int_equal(find("DELETE", "/v1/nowhere"), ROUTE_NOT_FOUND);
}

static const char *decoded(const char *s, bool plus)
{
	return uri_decode(&mem, s, strlen(s), plus);
}

static void decodes_escapes(void **state)
{
	(void)state;
	assert_string_equal(decoded("a%20b", false), "a b");
	assert_string_equal(decoded("%e4%B8%ad", false), "中");
	assert_string_equal(decoded("a+b", false), "a+b");
	assert_string_equal(decoded("a+b%2B", true), "a b+");
	assert_string_equal(decoded("%2561", false), "%61");
	assert_string_equal(decoded("", false), "");
	assert_string_equal(uri_decode(&mem, "%41%42", 3, false), "A");
}

static void decodes_no_broken_escape_no_nul_and_no_other_bytes(void **state)
{
	static const char *const texts[] = {
		"%",   "%4",    "a%",  "%zz",    "%4g",       "%-1",    "% 1",
		"%00", "a%00b", "%ff", "%c0%af", "%ed%a0%80", "%e4%b8", "%u4e2d",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (decoded(texts[i], true))
			fail_msg("%s is decoded", texts[i]);
	assert_null(uri_decode(&mem, "%41", 2, false));
}

static bool split(const char *query)
{
	memset(&req, 0, sizeof(req));
	return query_split(&mem, query, &req);
}

static void splits_a_query_before_it_decodes(void **state)
{
	(void)state;
	assert_true(split("a=b&c=d%26e%3Df&g&h=&=i&&j=k=l"));
	assert_int_equal(req.query_nr, 6);
	assert_string_equal(request_query(&req, "a"), "b");
	assert_string_equal(request_query(&req, "c"), "d&e=f");
	assert_string_equal(request_query(&req, "g"), "");
	assert_string_equal(request_query(&req, "h"), "");
	assert_string_equal(request_query(&req, ""), "i");
	assert_string_equal(request_query(&req, "j"), "k=l");
	assert_null(request_query(&req, "k"));
}

static void splits_nothing_into_nothing(void **state)
{
	(void)state;
	assert_true(split(NULL) && req.query_nr == 0);
	assert_true(split("") && req.query_nr == 0);
	assert_true(split("&&") && req.query_nr == 0);
}

static void splits_no_query_that_cannot_be_decoded_or_has_no_end(void **state)
{
	char *much = arena_alloc(&mem, 4 * 66);

	(void)state;
	assert_false(split("a=%"));
	assert_false(split("%zz=a"));
	assert_false(split("a=b&c=%00"));
	for (int i = 0; i < 64; i++)
		memcpy(much + 4 * (size_t)i, "a=b&", 4);
	assert_true(split(much));
	assert_int_equal(req.query_nr, 64);
	memcpy(much + 4 * 64, "a=b", 3);
	assert_false(split(much));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(finds_the_handler_of_a_method_and_a_path, end),
		cmocka_unit_test_teardown(gives_the_values_of_the_braces, end),
		cmocka_unit_test_teardown(takes_no_path_that_only_resembles_one, end),
		cmocka_unit_test_teardown(keeps_encoded_slashes_inside_a_segment, end),
		cmocka_unit_test_teardown(takes_an_id_in_any_case_and_gives_it_in_lower_case, end),
		cmocka_unit_test_teardown(takes_numbers_hashes_and_codes_in_one_spelling, end),
		cmocka_unit_test_teardown(tells_another_method_from_another_path, end),
		cmocka_unit_test_teardown(decodes_escapes, end),
		cmocka_unit_test_teardown(decodes_no_broken_escape_no_nul_and_no_other_bytes, end),
		cmocka_unit_test_teardown(splits_a_query_before_it_decodes, end),
		cmocka_unit_test_teardown(splits_nothing_into_nothing, end),
		cmocka_unit_test_teardown(splits_no_query_that_cannot_be_decoded_or_has_no_end,
					  end),
	};

	return cmocka_run_group_tests_name("router", tests, NULL, NULL);
}
