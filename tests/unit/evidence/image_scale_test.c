#include "evidence/image_scale.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 16;
}

/* How much of [from, from + 1) lies in [begin, end). */
static double overlap(double begin, double end, double from)
{
	double first = fmax(begin, from);
	double last = fmin(end, from + 1);

	return last > first ? last - first : 0;
}

/* The average over the covered area, by the definition and slowly. */
static double average(const struct picture *picture, const struct picture *to, uint32_t x,
		      uint32_t y, unsigned channel)
{
	double wide = (double)picture->width / to->width;
	double high = (double)picture->height / to->height;
	double sum = 0;

	for (uint32_t v = 0; v < picture->height; v++)
		for (uint32_t u = 0; u < picture->width; u++)
			sum += overlap(x * wide, (x + 1) * wide, u) *
			       overlap(y * high, (y + 1) * high, v) *
			       picture_row(picture, v)[u * picture->channels + channel];
	return sum / (wide * high);
}

static void check_averages(const struct picture *picture, const struct picture *to)
{
	for (uint32_t y = 0; y < to->height; y++)
		for (uint32_t x = 0; x < to->width; x++)
			for (unsigned c = 0; c < to->channels; c++)
				assert_float_equal(picture_row(to, y)[x * to->channels + c],
						   average(picture, to, x, y, c), 0.5001);
}

static void gives_the_average_of_the_area_that_a_sample_covers(void **state)
{
	static const uint32_t sizes[][4] = {
		{ 8, 6, 4, 3 },  { 17, 13, 5, 4 }, { 9, 9, 9, 9 },
		{ 30, 1, 7, 1 }, { 1, 30, 1, 7 },  { 31, 29, 30, 28 },
		{ 5, 4, 9, 8 },  { 1, 1, 9, 8 },   { 2, 40, 9, 8 },
	};
	uint32_t seed = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]) * 2; i++) {
		const uint32_t *size = sizes[i / 2];
		unsigned channels = i % 2 ? 3 : 1;
		struct picture picture, to;

		picture_init(&picture, size[0], size[1], channels);
		for (size_t k = 0; k < (size_t)size[0] * size[1] * channels; k++)
			picture.samples[k] = (uint8_t)next_random(&seed);
		picture_scale(&picture, size[2], size[3], &to);
		check_averages(&picture, &to);
		picture_release(&picture);
		picture_release(&to);
	}
}

static void copies_a_picture_that_keeps_its_size(void **state)
{
	struct picture picture, to;

	(void)state;
	picture_init(&picture, 3, 2, 1);
	memcpy(picture.samples, "abcdef", 6);
	picture_scale(&picture, 3, 2, &to);
	assert_memory_equal(to.samples, "abcdef", 6);
	picture_release(&picture);
	picture_release(&to);
}

/* The largest sums there can be: white, both sides at their limit one after the other. */
static void keeps_white_white_at_the_largest_sizes(void **state)
{
	static const uint32_t sizes[][2] = { { 16384, 3200 }, { 3200, 16384 } };
	static uint8_t white[16384];

	(void)state;
	memset(white, 255, sizeof(white));
	for (size_t i = 0; i < 2; i++) {
		struct picture to;
		struct scaler scaler;

		picture_init(&to, 1599, 3, 1);
		scaler_init(&scaler, sizes[i][0], sizes[i][1], &to);
		for (uint32_t y = 0; y < sizes[i][1]; y++)
			scaler_take(&scaler, white);
		assert_memory_equal(to.samples, white, 1599 * 3);
		scaler_release(&scaler);
		picture_release(&to);
	}
}

static void ignores_rows_beyond_the_last(void **state)
{
	struct picture to;
	struct scaler scaler;

	(void)state;
	picture_init(&to, 2, 1, 1);
	scaler_init(&scaler, 2, 2, &to);
	scaler_take(&scaler, (const uint8_t *)"ab");
	scaler_take(&scaler, (const uint8_t *)"cd");
	scaler_take(&scaler, (const uint8_t *)"zz");
	assert_memory_equal(to.samples, "bc", 2);
	scaler_release(&scaler);
	picture_release(&to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_average_of_the_area_that_a_sample_covers),
		cmocka_unit_test(copies_a_picture_that_keeps_its_size),
		cmocka_unit_test(keeps_white_white_at_the_largest_sizes),
		cmocka_unit_test(ignores_rows_beyond_the_last),
	};

	return cmocka_run_group_tests_name("image_scale", tests, NULL, NULL);
}
