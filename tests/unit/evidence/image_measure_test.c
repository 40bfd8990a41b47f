#include "evidence/image_measure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/image_scale.h"

static void paint(struct picture *picture, uint32_t x, uint32_t y, uint8_t value)
{
	memset(picture_row(picture, y) + (size_t)x * 3, value, 3);
}

/* Squares of `side` pixels, black and white by turns. */
static struct picture chessboard(uint32_t width, uint32_t height, uint32_t side)
{
	struct picture picture;

	picture_init(&picture, width, height, 3);
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++)
			paint(&picture, x, y, (x / side + y / side) % 2 ? 255 : 0);
	return picture;
}

static struct image_measures measure_and_release(struct picture *picture)
{
	struct image_measures measures;

	image_measure(picture, &measures);
	picture_release(picture);
	return measures;
}

static void finds_a_blank_picture_blank(void **state)
{
	struct picture picture;
	struct image_measures measures;

	(void)state;
	picture_init(&picture, 700, 30, 3);
	memset(picture.samples, 90, 700 * 30 * 3);
	measures = measure_and_release(&picture);
	assert_float_equal(measures.brightness, 90, 0);
	assert_float_equal(measures.contrast, 0, 0);
	assert_float_equal(measures.sharpness, 0, 0);
	assert_int_equal(measures.dhash, 0);
}

/* Every pixel of a chessboard of single pixels has four neighbours of the other colour. */
static void measures_a_chessboard_as_computed_by_hand(void **state)
{
	struct picture picture = chessboard(100, 100, 1);
	struct image_measures measures = measure_and_release(&picture);

	(void)state;
	assert_float_equal(measures.brightness, 127.5, 0);
	assert_float_equal(measures.contrast, 127.5, 1e-9);
	assert_float_equal(measures.sharpness, 1020.0 * 1020.0, 1e-3);
}

static void finds_a_blurred_picture_less_sharp(void **state)
{
	struct picture sharp = chessboard(512, 512, 16);
	struct picture small, blurred;
	double sharpness;

	(void)state;
	picture_scale(&sharp, 100, 100, &small);
	picture_scale(&small, 512, 512, &blurred);
	picture_release(&small);
	picture_scale(&blurred, 75, 75, &small);
	picture_release(&blurred);
	picture_scale(&small, 512, 512, &blurred);
	picture_release(&small);
	sharpness = measure_and_release(&blurred).sharpness;
	assert_true(measure_and_release(&sharp).sharpness > 1.5 * sharpness);
}

/* 18 columns: each of the 9 averages two; rising to the middle, falling after it. */
static void hashes_where_the_right_neighbour_is_brighter(void **state)
{
	struct picture picture;

	(void)state;
	picture_init(&picture, 18, 16, 3);
	for (uint32_t y = 0; y < 16; y++)
		for (uint32_t x = 0; x < 18; x++)
			paint(&picture, x, y,
			      (uint8_t)(y < 8 ? (x < 9 ? x * 10 : (17 - x) * 10) : x));
	assert_int_equal(measure_and_release(&picture).dhash, 0xf0f0f0f0ffffffff);
}

static void hashes_the_same_scene_alike_at_another_size(void **state)
{
	struct picture large = chessboard(1440, 1280, 160);
	struct picture small;
	uint64_t one, other;

	(void)state;
	picture_scale(&large, 333, 296, &small);
	one = measure_and_release(&large).dhash;
	other = measure_and_release(&small).dhash;
	assert_int_not_equal(one, 0);
	assert_true(__builtin_popcountll(one ^ other) <= 3);
}

static void measures_a_single_pixel(void **state)
{
	struct picture picture;
	struct image_measures measures;

	(void)state;
	picture_init(&picture, 1, 1, 3);
	paint(&picture, 0, 0, 200);
	measures = measure_and_release(&picture);
	assert_float_equal(measures.brightness, 200, 0);
	assert_float_equal(measures.sharpness, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_a_blank_picture_blank),
		cmocka_unit_test(measures_a_chessboard_as_computed_by_hand),
		cmocka_unit_test(finds_a_blurred_picture_less_sharp),
		cmocka_unit_test(hashes_where_the_right_neighbour_is_brighter),
		cmocka_unit_test(hashes_the_same_scene_alike_at_another_size),
		cmocka_unit_test(measures_a_single_pixel),
	};

	return cmocka_run_group_tests_name("image_measure", tests, NULL, NULL);
}
