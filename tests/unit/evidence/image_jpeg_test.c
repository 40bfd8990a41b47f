#include "evidence/image_jpeg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jpeglib.h>

/* How to write a JPEG that image_jpeg_encode() never would. */
struct recipe {
	J_COLOR_SPACE given, stored; /* stored JCS_UNKNOWN: as libjpeg chooses */
	int components;
	bool is_progressive, is_arithmetic, has_no_adobe_marker;
	unsigned restart_rows;
	const jpeg_scan_info *scans;
	int scans_nr;
};

struct bytes {
	uint8_t *at;
	size_t size;
};

static const struct recipe plain = { .given = JCS_RGB, .components = 3 };
static const struct recipe progressive = { .given = JCS_RGB,
					   .components = 3,
					   .is_progressive = true };

static void use(struct jpeg_compress_struct *info, const struct recipe *recipe)
{
	jpeg_set_defaults(info);
	if (recipe->stored)
		jpeg_set_colorspace(info, recipe->stored);
	jpeg_set_quality(info, 90, TRUE);
	if (recipe->is_progressive)
		jpeg_simple_progression(info);
	info->arith_code = recipe->is_arithmetic;
	info->restart_in_rows = (int)recipe->restart_rows;
	if (recipe->has_no_adobe_marker)
		info->write_Adobe_marker = FALSE;
	if (recipe->scans) {
		info->scan_info = recipe->scans;
		info->num_scans = recipe->scans_nr;
	}
}

static struct bytes written(const struct picture *picture, const struct recipe *recipe)
{
	struct jpeg_error_mgr errors;
	struct jpeg_compress_struct info = { .err = jpeg_std_error(&errors) };
	struct bytes jpeg = { 0 };
	unsigned long size = 0;

	jpeg_create_compress(&info);
	jpeg_mem_dest(&info, &jpeg.at, &size);
	info.image_width = picture->width;
	info.image_height = picture->height;
	info.input_components = recipe->components;
	info.in_color_space = recipe->given;
	use(&info, recipe);
	jpeg_start_compress(&info, TRUE);
	while (info.next_scanline < info.image_height) {
		JSAMPROW row = picture_row(picture, info.next_scanline);

		jpeg_write_scanlines(&info, &row, 1);
	}
	jpeg_finish_compress(&info);
	jpeg_destroy_compress(&info);
	jpeg.size = size;
	return jpeg;
}

/* Noise, so that every row takes about as many bytes. */
static struct picture noise(uint32_t width, uint32_t height, unsigned channels)
{
	struct picture picture;
	uint32_t seed = 1;

	picture_init(&picture, width, height, channels);
	for (size_t i = 0; i < (size_t)width * height * channels; i++) {
		seed = seed * 1664525U + 1013904223U;
		picture.samples[i] = (uint8_t)(seed >> 24);
	}
	return picture;
}

static struct picture plane(uint32_t width, uint32_t height, unsigned channels,
			    const uint8_t *colour)
{
	struct picture picture;

	picture_init(&picture, width, height, channels);
	for (size_t i = 0; i < (size_t)width * height; i++)
		memcpy(picture.samples + i * channels, colour, channels);
	return picture;
}

static struct bytes noisy_jpeg(const struct recipe *recipe)
{
	struct picture picture = noise(160, 320, 3);
	struct bytes jpeg = written(&picture, recipe);

	picture_release(&picture);
	return jpeg;
}

/* Where a marker stands; without one the test fails. */
static size_t find_marker(const struct bytes *jpeg, unsigned marker, size_t from)
{
	for (size_t at = from; at + 1 < jpeg->size; at++)
		if (jpeg->at[at] == 0xff && jpeg->at[at + 1] == marker)
			return at;
	fail_msg("There is no marker %02x.", marker);
	return 0;
}

/* Puts `nr` times `what` in front of what stands at `at`. */
static void insert(struct bytes *jpeg, size_t at, const uint8_t *what, size_t size, size_t nr)
{
	uint8_t *more = malloc(jpeg->size + size * nr);

	assert_non_null(more);
	memcpy(more, jpeg->at, at);
	for (size_t i = 0; i < nr; i++)
		memcpy(more + at + i * size, what, size);
	memcpy(more + at + size * nr, jpeg->at + at, jpeg->size - at);
	free(jpeg->at);
	jpeg->at = more;
	jpeg->size += size * nr;
}

static bool decoded(struct image *image, const struct bytes *jpeg, size_t size)
{
	*image = (struct image){ 0 };
	return image_jpeg_decode(image, jpeg->at, size);
}

static void check_refused(struct bytes *jpeg, size_t size, const char *why)
{
	struct image image;

	assert_false(decoded(&image, jpeg, size));
	assert_non_null(strstr(image.unreadable, why));
	image_release(&image);
	free(jpeg->at);
}

static void check_noted(struct bytes *jpeg, size_t size, const char *note)
{
	struct image image;

	if (!decoded(&image, jpeg, size))
		fail_msg("%s", image.unreadable);
	assert_int_equal(image.notes_nr, note ? 1 : 0);
	if (note)
		assert_non_null(strstr(image.notes[0], note));
	image_release(&image);
	free(jpeg->at);
}

static void check_colour(const struct recipe *recipe, const uint8_t *stored, const uint8_t *seen)
{
	struct picture picture = plane(40, 24, (unsigned)recipe->components, stored);
	struct bytes jpeg = written(&picture, recipe);
	struct image image;

	if (!decoded(&image, &jpeg, jpeg.size))
		fail_msg("%s", image.unreadable);
	assert_int_equal(image.width, 40);
	assert_int_equal(image.height, 24);
	for (size_t i = 0; i < 3; i++)
		assert_in_range(image.view.samples[i] + 3, seen[i], seen[i] + 6);
	image_release(&image);
	picture_release(&picture);
	free(jpeg.at);
}

static void decodes_colour_and_grey(void **state)
{
	(void)state;
	check_colour(&plain, (const uint8_t[]){ 200, 100, 50 }, (const uint8_t[]){ 200, 100, 50 });
	check_colour(&progressive, (const uint8_t[]){ 9, 99, 199 },
		     (const uint8_t[]){ 9, 99, 199 });
	check_colour(&(struct recipe){ .given = JCS_RGB, .stored = JCS_RGB, .components = 3 },
		     (const uint8_t[]){ 0, 128, 255 }, (const uint8_t[]){ 0, 128, 255 });
	check_colour(&(struct recipe){ .given = JCS_GRAYSCALE, .components = 1 },
		     (const uint8_t[]){ 77 }, (const uint8_t[]){ 77, 77, 77 });
}

/* With Adobe's marker the values count light, without it they count ink. */
static void decodes_the_four_colours_of_print(void **state)
{
	const struct recipe cmyk = { .given = JCS_CMYK, .stored = JCS_CMYK, .components = 4 };
	const struct recipe ycck = { .given = JCS_CMYK, .stored = JCS_YCCK, .components = 4 };
	const struct recipe bare = {
		.given = JCS_CMYK, .stored = JCS_CMYK, .components = 4, .has_no_adobe_marker = true
	};

	(void)state;
	check_colour(&ycck, (const uint8_t[]){ 255, 128, 0, 128 }, (const uint8_t[]){ 128, 64, 0 });
	check_colour(&bare, (const uint8_t[]){ 0, 255, 255, 0 }, (const uint8_t[]){ 255, 0, 0 });
	check_colour(&bare, (const uint8_t[]){ 0, 0, 0, 155 }, (const uint8_t[]){ 100, 100, 100 });
	check_colour(&cmyk, (const uint8_t[]){ 255, 255, 0, 255 },
		     (const uint8_t[]){ 255, 255, 0 });
}

/* 4000 wide is decoded at a half and scaled; a colour edge stays where it was. */
static void shrinks_a_large_picture_to_viewing_size(void **state)
{
	struct picture picture;
	struct bytes jpeg;
	struct image image;

	(void)state;
	picture_init(&picture, 4000, 1000, 3);
	for (uint32_t y = 0; y < 1000; y++)
		memset(picture_row(&picture, y), 250, 1000L * 3);
	jpeg = written(&picture, &plain);
	assert_true(decoded(&image, &jpeg, jpeg.size));
	assert_int_equal(image.width, 4000);
	assert_int_equal(image.height, 1000);
	assert_int_equal(image.view.width, 1600);
	assert_int_equal(image.view.height, 400);
	assert_in_range(picture_row(&image.view, 200)[395 * 3], 240, 255);
	assert_in_range(picture_row(&image.view, 200)[405 * 3], 0, 10);
	image_release(&image);
	picture_release(&picture);
	free(jpeg.at);
}

static void accepts_a_whole_file_without_a_note(void **state)
{
	struct bytes jpeg = noisy_jpeg(&plain);

	(void)state;
	check_noted(&jpeg, jpeg.size, NULL);
	jpeg = noisy_jpeg(&progressive);
	check_noted(&jpeg, jpeg.size, NULL);
}

static void refuses_a_file_that_is_cut_in_half(void **state)
{
	struct bytes jpeg = noisy_jpeg(&plain);

	(void)state;
	check_refused(&jpeg, jpeg.size / 2, "The JPEG is cut off: only 45 % of it is there.");
}

static void notes_that_the_last_rows_are_missing(void **state)
{
	struct bytes jpeg = noisy_jpeg(&plain);

	(void)state;
	check_noted(&jpeg, jpeg.size * 97 / 100, "truncated: the last 5 % of the rows are missing");
	jpeg = noisy_jpeg(&plain);
	check_refused(&jpeg, jpeg.size * 87 / 100, "only 85 %");
}

static void notes_that_the_end_mark_is_missing(void **state)
{
	struct bytes jpeg = noisy_jpeg(&plain);

	(void)state;
	check_noted(&jpeg, jpeg.size - 2, "truncated: the end of the file is missing");
}

/* An end mark in the middle: nothing is missing in the file, but half of the picture is. */
static void refuses_a_picture_that_ends_before_its_file(void **state)
{
	struct bytes jpeg = noisy_jpeg(&plain);

	(void)state;
	memcpy(jpeg.at + jpeg.size / 2, "\xff\xd9", 2);
	check_refused(&jpeg, jpeg.size, "The JPEG is cut off");
}

static void accepts_coarse_scans_when_the_fine_ones_are_missing(void **state)
{
	struct bytes jpeg = noisy_jpeg(&progressive);
	size_t second = find_marker(&jpeg, 0xda, find_marker(&jpeg, 0xda, 0) + 2);

	(void)state;
	check_noted(&jpeg, second + 200, "truncated: the end of the file is missing");
	jpeg = noisy_jpeg(&progressive);
	check_refused(&jpeg, (find_marker(&jpeg, 0xda, 0) + second) / 2, "The JPEG is cut off");
}

static const jpeg_scan_info by_colour[] = {
	{ 1, { 0 }, 0, 63, 0, 0 },
	{ 1, { 1 }, 0, 63, 0, 0 },
	{ 1, { 2 }, 0, 63, 0, 0 },
};
static const struct recipe scan_by_colour = {
	.given = JCS_RGB, .components = 3, .scans = by_colour, .scans_nr = 3
};

static void refuses_a_picture_that_lacks_a_colour(void **state)
{
	struct bytes jpeg = noisy_jpeg(&scan_by_colour);
	size_t third = find_marker(&jpeg, 0xda, 0);

	(void)state;
	third = find_marker(&jpeg, 0xda, find_marker(&jpeg, 0xda, third + 2) + 2);
	memcpy(jpeg.at + third, "\xff\xd9", 2);
	check_refused(&jpeg, jpeg.size, "before all of its colours");
	jpeg = noisy_jpeg(&scan_by_colour);
	check_noted(&jpeg, jpeg.size, NULL);
}

static void goes_on_at_the_next_restart_mark(void **state)
{
	struct recipe restarting = plain;
	struct bytes jpeg;
	size_t gap;

	(void)state;
	restarting.restart_rows = 1;
	jpeg = noisy_jpeg(&restarting);
	gap = find_marker(&jpeg, 0xd3, 0) - 410;
	memmove(jpeg.at + gap, jpeg.at + gap + 400, jpeg.size - gap - 400);
	check_noted(&jpeg, jpeg.size - 400, "a part of a row is missing");
}

static void refuses_more_than_two_hundred_scans(void **state)
{
	struct bytes jpeg = noisy_jpeg(&scan_by_colour);
	size_t last = find_marker(&jpeg, 0xda, 0);
	uint8_t *scan;
	size_t size;

	(void)state;
	last = find_marker(&jpeg, 0xda, find_marker(&jpeg, 0xda, last + 2) + 2);
	size = jpeg.size - 2 - last;
	scan = malloc(size);
	assert_non_null(scan);
	memcpy(scan, jpeg.at + last, size);
	insert(&jpeg, jpeg.size - 2, scan, size, 198);
	free(scan);
	check_refused(&jpeg, jpeg.size, "more than 200 scans");
}

static void refuses_more_than_a_thousand_damages(void **state)
{
	struct bytes jpeg = noisy_jpeg(&plain);

	(void)state;
	insert(&jpeg, 2, (const uint8_t *)"?\xff\xfe\0\2", 5, 900);
	check_noted(&jpeg, jpeg.size, "extraneous bytes");
	jpeg = noisy_jpeg(&plain);
	insert(&jpeg, 2, (const uint8_t *)"?\xff\xfe\0\2", 5, 1001);
	check_refused(&jpeg, jpeg.size, "damaged in more than 1000 places");
}

static void patch_frame(struct bytes *jpeg, size_t offset, const char *value, size_t size)
{
	memcpy(jpeg->at + find_marker(jpeg, 0xc0, 0) + offset, value, size);
}

static void refuses_sizes_beyond_the_limits(void **state)
{
	struct bytes jpeg = noisy_jpeg(&plain);

	(void)state;
	patch_frame(&jpeg, 5, "\x10\0\x40\1", 4);
	check_refused(&jpeg, jpeg.size, "16385 by 4096 pixels; a side may have at most 16384");
	jpeg = noisy_jpeg(&plain);
	patch_frame(&jpeg, 5, "\x20\0\x20\0", 4);
	check_refused(&jpeg, jpeg.size, "8192 by 8192 pixels, more than 50 megapixels");
	jpeg = noisy_jpeg(&plain);
	patch_frame(&jpeg, 5, "\xff\xff\xff\xff", 4);
	check_refused(&jpeg, jpeg.size, "cannot be decoded");
	jpeg = noisy_jpeg(&plain);
	patch_frame(&jpeg, 5, "\0\0\0\0", 4);
	check_refused(&jpeg, jpeg.size, "cannot be decoded");
}

static void refuses_what_no_camera_writes(void **state)
{
	const struct recipe two = { .given = JCS_UNKNOWN, .components = 2 };
	struct recipe arithmetic = plain;
	struct bytes jpeg = noisy_jpeg(&plain);

	(void)state;
	patch_frame(&jpeg, 4, "\x0c", 1);
	check_refused(&jpeg, jpeg.size, "12 bits a sample; only 8 can be read");
	arithmetic.is_arithmetic = true;
	jpeg = noisy_jpeg(&arithmetic);
	check_refused(&jpeg, jpeg.size, "compressed arithmetically");
	jpeg = noisy_jpeg(&two);
	check_refused(&jpeg, jpeg.size, "has 2 colour components");
	jpeg = noisy_jpeg(&plain);
	jpeg.at[find_marker(&jpeg, 0xc0, 0) + 1] = 0xc3;
	check_refused(&jpeg, jpeg.size, "cannot be decoded");
}

static void notes_an_error_behind_the_picture(void **state)
{
	struct bytes jpeg = noisy_jpeg(&plain);
	size_t scan = find_marker(&jpeg, 0xda, 0);
	uint8_t head[14];

	(void)state;
	memcpy(head, jpeg.at + scan, sizeof(head));
	insert(&jpeg, jpeg.size - 2, head, sizeof(head), 1);
	check_noted(&jpeg, jpeg.size, "JPEG, after the picture: ");
}

/* Whatever bytes are wrong, the answer is a picture or a sentence. */
static void survives_any_wrong_byte(void **state)
{
	struct picture picture = noise(24, 24, 3);
	struct bytes jpeg = written(&picture, &progressive);

	(void)state;
	for (size_t at = 2; at < jpeg.size; at++) {
		uint8_t right = jpeg.at[at];
		struct image image;
		bool is_read;

		jpeg.at[at] = (uint8_t)(at % 3 ? ~right : 0xff);
		is_read = decoded(&image, &jpeg, jpeg.size);
		assert_int_equal(is_read, !image.unreadable[0]);
		image_release(&image);
		jpeg.at[at] = right;
	}
	picture_release(&picture);
	free(jpeg.at);
}

static void encodes_without_metadata(void **state)
{
	struct picture picture = noise(33, 20, 3);
	struct bytes jpeg;
	struct image image;
	size_t at = 2;

	(void)state;
	jpeg.at = image_jpeg_encode(&picture, 80, &jpeg.size);
	while (jpeg.at[at + 1] != 0xda) {
		unsigned marker = jpeg.at[at + 1];

		assert_int_equal(jpeg.at[at], 0xff);
		assert_true(marker == 0xe0 || marker == 0xdb || marker == 0xc0 || marker == 0xc4);
		at += 2 + ((size_t)jpeg.at[at + 2] << 8 | jpeg.at[at + 3]);
	}
	assert_true(decoded(&image, &jpeg, jpeg.size));
	assert_int_equal(image.width, 33);
	assert_int_equal(image.height, 20);
	image_release(&image);
	picture_release(&picture);
	free(jpeg.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_colour_and_grey),
		cmocka_unit_test(decodes_the_four_colours_of_print),
		cmocka_unit_test(shrinks_a_large_picture_to_viewing_size),
		cmocka_unit_test(accepts_a_whole_file_without_a_note),
		cmocka_unit_test(refuses_a_file_that_is_cut_in_half),
		cmocka_unit_test(notes_that_the_last_rows_are_missing),
		cmocka_unit_test(notes_that_the_end_mark_is_missing),
		cmocka_unit_test(refuses_a_picture_that_ends_before_its_file),
		cmocka_unit_test(accepts_coarse_scans_when_the_fine_ones_are_missing),
		cmocka_unit_test(refuses_a_picture_that_lacks_a_colour),
		cmocka_unit_test(goes_on_at_the_next_restart_mark),
		cmocka_unit_test(refuses_more_than_two_hundred_scans),
		cmocka_unit_test(refuses_more_than_a_thousand_damages),
		cmocka_unit_test(refuses_sizes_beyond_the_limits),
		cmocka_unit_test(refuses_what_no_camera_writes),
		cmocka_unit_test(notes_an_error_behind_the_picture),
		cmocka_unit_test(survives_any_wrong_byte),
		cmocka_unit_test(encodes_without_metadata),
	};

	return cmocka_run_group_tests_name("image_jpeg", tests, NULL, NULL);
}
