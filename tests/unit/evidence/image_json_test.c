#include "evidence/image_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void check_unreadable(const char *why, const char *line)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	assert_non_null(to);
	image_json_write_unreadable(to, why);
	assert_int_equal(fclose(to), 0);
	assert_string_equal(text, line);
	free(text);
}

static void check_line(const struct image *image, const char *line)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	assert_non_null(to);
	image_json_write(to, image);
	assert_int_equal(fclose(to), 0);
	assert_string_equal(text, line);
	free(text);
}

static void writes_everything_that_is_known(void **state)
{
	struct image image = {
		.format = "jpeg",
		.width = 3264,
		.height = 2448,
		.exif = { .orientation = 6,
			  .taken_at = "2014-09-21T16:04:11",
			  .taken_offset = "+02:00",
			  .taken_subsec = "045",
			  .gps_at = "2014-09-21T14:04:09Z",
			  .has_place = true,
			  .lat = 48.50251234,
			  .lon = -2.25,
			  .has_accuracy = true,
			  .accuracy_m = 12.5,
			  .camera_make = "相机 \"A\\B\"",
			  .camera_model = "G1",
			  .software = "2.0" },
		.measures = { .dhash = 0x0123456789abcdef,
			      .sharpness = 812.345,
			      .brightness = 127.5,
			      .contrast = 60 },
		.notes = { "one", "two" },
		.notes_nr = 2,
	};

	(void)state;
	check_line(&image,
		   "{\"format\":\"jpeg\",\"width\":3264,\"height\":2448,\"orientation\":6,"
		   "\"taken_at\":\"2014-09-21T16:04:11\",\"taken_offset\":\"+02:00\","
		   "\"taken_subsec\":\"045\",\"gps_at\":\"2014-09-21T14:04:09Z\","
		   "\"lat\":48.5025123,\"lon\":-2.2500000,\"gps_accuracy\":12.50,"
		   "\"camera_make\":\"相机 \\\"A\\\\B\\\"\",\"camera_model\":\"G1\","
		   "\"software\":\"2.0\",\"dhash\":\"0123456789abcdef\",\"sharpness\":812.35,"
		   "\"brightness\":127.50,\"contrast\":60.00,\"notes\":[\"one\",\"two\"]}\n");
}

static void writes_null_for_what_is_not_known(void **state)
{
	struct image image = { .format = "png", .width = 1, .height = 2, .exif.orientation = 1 };

	(void)state;
	check_line(&image, "{\"format\":\"png\",\"width\":1,\"height\":2,\"orientation\":1,"
			   "\"taken_at\":null,\"taken_offset\":null,\"taken_subsec\":null,"
			   "\"gps_at\":null,\"lat\":null,\"lon\":null,\"gps_accuracy\":null,"
			   "\"camera_make\":null,\"camera_model\":null,\"software\":null,"
			   "\"dhash\":\"0000000000000000\",\"sharpness\":0.00,\"brightness\":0.00,"
			   "\"contrast\":0.00,\"notes\":[]}\n");
}

static void escapes_control_characters(void **state)
{
	(void)state;
	check_unreadable("a\nb\tc\x01 \x7f",
			 "{\"unreadable\":\"a\\u000ab\\u0009c\\u0001 \\u007f\"}\n");
}

static void keeps_characters_of_every_length(void **state)
{
	(void)state;
	check_unreadable("é € 𝄞 \xed\x9f\xbf \xef\xbf\xbf \xf4\x8f\xbf\xbf",
			 "{\"unreadable\":\"é € 𝄞 \xed\x9f\xbf \xef\xbf\xbf \xf4\x8f\xbf\xbf\"}\n");
}

static void replaces_what_is_not_utf8(void **state)
{
	static const char *const wrong[] = {
		"\x80",             /* a continuation alone */
		"\xc0\xaf",         /* two bytes for what fits one */
		"\xe0\x9f\xbf",     /* three for what fits two */
		"\xf0\x8f\xbf\xbf", /* four for what fits three */
		"\xed\xa0\x80",     /* half of a surrogate pair */
		"\xf4\x90\x80\x80", /* beyond the last character */
		"\xe2\x82",         /* cut off at the end */
		"\xff",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char line[80] = "{\"unreadable\":\"";

		for (size_t k = 0; k < strlen(wrong[i]); k++)
			stpcpy(line + strlen(line), "\xef\xbf\xbd");
		stpcpy(line + strlen(line), "\"}\n");
		check_unreadable(wrong[i], line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_everything_that_is_known),
		cmocka_unit_test(writes_null_for_what_is_not_known),
		cmocka_unit_test(escapes_control_characters),
		cmocka_unit_test(keeps_characters_of_every_length),
		cmocka_unit_test(replaces_what_is_not_utf8),
	};

	return cmocka_run_group_tests_name("image_json", tests, NULL, NULL);
}
