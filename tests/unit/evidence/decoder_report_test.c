#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "evidence/decoder_report.h"

static struct work work;

static int begin(void **state)
{
	(void)state;
	work_init(&work, 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	work_release(&work);
	return 0;
}

static struct report read(const char *said)
{
	struct report report = { 0 };

	assert_true(report_read(&work, said, &report));
	return report;
}

static void a_report_is_read_whole(void **state)
{
	struct report r =
		read("{\"format\":\"jpeg\",\"width\":4032,\"height\":3024,"
		     "\"taken_at\":\"2026-11-20T16:14:03\",\"taken_offset\":\"+08:00\","
		     "\"lat\":31.2304,\"lon\":-121.5,\"camera_make\":\"Apple\","
		     "\"camera_model\":\"iPhone 5\",\"software\":\"6.0\",\"notes\":[]}\n");

	(void)state;
	assert_string_equal(r.format, "jpeg");
	assert_int_equal(r.width, 4032);
	assert_int_equal(r.height, 3024);
	assert_string_equal(r.taken_at, "2026-11-20T16:14:03");
	assert_string_equal(r.taken_offset, "+08:00");
	assert_string_equal(r.lat, "31.230399999999999");
	assert_string_equal(r.lon, "-121.5");
	assert_string_equal(r.camera, "Apple iPhone 5");
	assert_string_equal(r.software, "6.0");
	assert_non_null(strstr(r.json, "\"notes\":[]"));
}

static void what_a_picture_does_not_say_is_null(void **state)
{
	struct report r = read("{\"format\":\"png\",\"width\":1,\"height\":1,\"taken_at\":null,"
			       "\"lat\":null,\"lon\":null,\"camera_make\":null,\"software\":\"\"}");

	(void)state;
	assert_null(r.taken_at);
	assert_null(r.lat);
	assert_null(r.lon);
	assert_null(r.camera);
	assert_null(r.software);
}

static void a_camera_is_not_named_twice(void **state)
{
	(void)state;
	assert_string_equal(read("{\"format\":\"jpeg\",\"width\":1,\"height\":1,"
				 "\"camera_make\":\"HTC\",\"camera_model\":\"HTC One_M8\"}")
				    .camera,
			    "HTC One_M8");
	assert_string_equal(
		read("{\"format\":\"jpeg\",\"width\":1,\"height\":1,\"camera_make\":\"Sony\"}")
			.camera,
		"Sony");
	assert_string_equal(
		read("{\"format\":\"jpeg\",\"width\":1,\"height\":1,\"camera_model\":\"D5403\"}")
			.camera,
		"D5403");
}

static void a_place_is_whole_and_on_earth(void **state)
{
	static const char *const places[] = {
		"\"lat\":91,\"lon\":0",    "\"lat\":0,\"lon\":-181",  "\"lat\":1",
		"\"lat\":\"1\",\"lon\":1", "\"lat\":1e308,\"lon\":1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct report r = read(arena_printf(
			&work.mem, "{\"format\":\"jpeg\",\"width\":1,\"height\":1,%s}", places[i]));

		assert_null(r.lat);
		assert_null(r.lon);
	}
}

static void what_is_no_report_is_told(void **state)
{
	static const char *const lines[] = {
		"",
		"\n",
		"[]",
		"{}",
		"{\"format\":\"jpeg\",\"width\":1,\"height\":1} and more",
		"{\"format\":\"gif\",\"width\":1,\"height\":1}",
		"{\"format\":7,\"width\":1,\"height\":1}",
		"{\"format\":\"jpeg\",\"width\":0,\"height\":1}",
		"{\"format\":\"jpeg\",\"width\":1,\"height\":1000001}",
		"{\"format\":\"jpeg\",\"width\":1,\"height\":1.5}",
		"{\"format\":\"jpeg\",\"width\":1}",
		"{\"unreadable\":\"No.\"}",
	};
	struct report report;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_false(report_read(&work, lines[i], &report));
		assert_int_equal(work.problem.kind, PROBLEM_internal);
		work_forgive(&work);
	}
}

static void a_text_beyond_its_limit_is_left_out(void **state)
{
	char *name = arena_alloc(&work.mem, 302);
	const char *line;

	(void)state;
	memset(name, 'x', 301);
	line = arena_printf(&work.mem,
			    "{\"format\":\"jpeg\",\"width\":1,\"height\":1,\"software\":\"%s\"}",
			    name);
	assert_null(read(line).software);
}

static void an_unreadable_one_has_a_sentence(void **state)
{
	static const char *const without[] = { "{}", "{\"unreadable\":\"\"}", "{\"unreadable\":1}",
					       "\"no\"", "" };
	const char *why;

	(void)state;
	assert_true(report_read_unreadable(&work, "{\"unreadable\":\"It is cut off.\"}\n", &why));
	assert_string_equal(why, "It is cut off.");
	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++) {
		assert_false(report_read_unreadable(&work, without[i], &why));
		work_forgive(&work);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_report_is_read_whole, begin, end),
		cmocka_unit_test_setup_teardown(what_a_picture_does_not_say_is_null, begin, end),
		cmocka_unit_test_setup_teardown(a_camera_is_not_named_twice, begin, end),
		cmocka_unit_test_setup_teardown(a_place_is_whole_and_on_earth, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_report_is_told, begin, end),
		cmocka_unit_test_setup_teardown(a_text_beyond_its_limit_is_left_out, begin, end),
		cmocka_unit_test_setup_teardown(an_unreadable_one_has_a_sentence, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
