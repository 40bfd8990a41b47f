#include "evidence/image_picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* A grey picture, a letter a sample. */
static struct picture drawn(uint32_t width, uint32_t height, const char *samples)
{
	struct picture picture;

	picture_init(&picture, width, height, 1);
	memcpy(picture.samples, samples, (size_t)width * height);
	return picture;
}

/* EXIF's own words: how the letter F lies in the file, by orientation. */
static void stands_upright_from_all_eight_ways_to_lie(void **state)
{
	static const struct {
		int orientation;
		uint32_t width, height;
		const char *stored;
	} cases[] = {
		{ 1, 3, 4,
		  "###"
		  "#.."
		  "##."
		  "#.." },
		{ 2, 3, 4,
		  "###"
		  "..#"
		  ".##"
		  "..#" },
		{ 3, 3, 4,
		  "..#"
		  ".##"
		  "..#"
		  "###" },
		{ 4, 3, 4,
		  "#.."
		  "##."
		  "#.."
		  "###" },
		{ 5, 4, 3,
		  "####"
		  "#.#."
		  "#..." },
		{ 6, 4, 3,
		  "#..."
		  "#.#."
		  "####" },
		{ 7, 4, 3,
		  "...#"
		  ".#.#"
		  "####" },
		{ 8, 4, 3,
		  "####"
		  ".#.#"
		  "...#" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct picture picture = drawn(cases[i].width, cases[i].height, cases[i].stored);

		picture_turn(&picture, cases[i].orientation);
		assert_int_equal(picture.width, 3);
		assert_int_equal(picture.height, 4);
		assert_memory_equal(picture.samples, cases[0].stored, 12);
		picture_release(&picture);
	}
}

static void turns_whole_pixels_of_three_channels(void **state)
{
	struct picture picture;

	(void)state;
	picture_init(&picture, 2, 1, 3);
	memcpy(picture.samples, "abcdef", 6);
	picture_turn(&picture, 8);
	assert_int_equal(picture.width, 1);
	assert_int_equal(picture.height, 2);
	assert_memory_equal(picture.samples, "defabc", 6);
	picture_release(&picture);
}

static void check_fit(uint32_t width, uint32_t height, uint32_t to_width, uint32_t to_height)
{
	uint32_t fitted_width, fitted_height;

	picture_fit(width, height, 1600, &fitted_width, &fitted_height);
	assert_int_equal(fitted_width, to_width);
	assert_int_equal(fitted_height, to_height);
}

static void fits_the_longer_side_and_keeps_the_proportions(void **state)
{
	(void)state;
	check_fit(3264, 2448, 1600, 1200);
	check_fit(2448, 3264, 1200, 1600);
	check_fit(3000, 3000, 1600, 1600);
	check_fit(1601, 1, 1600, 1);
	check_fit(1, 16384, 1, 1600);
	check_fit(1920, 1081, 1600, 901);
}

static void never_makes_a_picture_larger(void **state)
{
	(void)state;
	check_fit(1600, 1600, 1600, 1600);
	check_fit(7, 9, 7, 9);
}

static void weighs_colours_as_the_eye_does(void **state)
{
	struct picture picture, grey;

	(void)state;
	picture_init(&picture, 5, 1, 3);
	memcpy(picture.samples, "\xff\0\0\0\xff\0\0\0\xff\xff\xff\xff\0\0\0", 15);
	picture_grey(&picture, &grey);
	assert_memory_equal(grey.samples, "\x4c\x96\x1d\xff\0", 5);
	picture_release(&picture);
	picture_release(&grey);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stands_upright_from_all_eight_ways_to_lie),
		cmocka_unit_test(turns_whole_pixels_of_three_channels),
		cmocka_unit_test(fits_the_longer_side_and_keeps_the_proportions),
		cmocka_unit_test(never_makes_a_picture_larger),
		cmocka_unit_test(weighs_colours_as_the_eye_does),
	};

	return cmocka_run_group_tests_name("image_picture", tests, NULL, NULL);
}
