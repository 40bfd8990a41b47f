#include "evidence/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/image_jpeg.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

/* An EXIF segment that says only: turned to the right (6). */
static const uint8_t turned[] = "\xff\xe1\0\x22"
				"Exif\0\0MM\0*\0\0\0\10\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0";

/* A JPEG, the upper half white, the lower black, with a segment behind its first marker. */
static uint8_t *half_white(const uint8_t *segment, size_t segment_size, size_t *size)
{
	struct picture picture;
	uint8_t *plain, *jpeg;

	picture_init(&picture, 64, 32, 3);
	memset(picture.samples, 255, 64 * 16 * 3);
	plain = image_jpeg_encode(&picture, 90, size);
	picture_release(&picture);
	jpeg = malloc(*size + segment_size);
	assert_non_null(jpeg);
	memcpy(jpeg, plain, 2);
	if (segment)
		memcpy(jpeg + 2, segment, segment_size);
	memcpy(jpeg + 2 + segment_size, plain + 2, *size - 2);
	*size += segment_size;
	free(plain);
	return jpeg;
}

static void check_refused(const uint8_t *bytes, size_t size, const char *why)
{
	struct image image;

	assert_false(image_read(&image, bytes, size));
	assert_string_equal(image.unreadable, why);
	image_release(&image);
}

static void turns_a_picture_as_its_exif_data_says(void **state)
{
	size_t size;
	uint8_t *jpeg = half_white(turned, sizeof(turned) - 1, &size);
	struct image image;

	(void)state;
	assert_true(image_read(&image, jpeg, size));
	assert_string_equal(image.format, "jpeg");
	assert_int_equal(image.exif.orientation, 6);
	assert_int_equal(image.notes_nr, 0);
	assert_int_equal(image.width, 32);
	assert_int_equal(image.height, 64);
	assert_int_equal(image.view.width, 32);
	assert_true(picture_row(&image.view, 30)[3 * 3] < 20); /* what was below is left */
	assert_true(picture_row(&image.view, 30)[28 * 3] > 235);
	assert_float_equal(image.measures.brightness, 127.5, 2);
	assert_int_equal(image.measures.dhash, 0x1818181818181818); /* the edge is in the middle */
	image_release(&image);
	free(jpeg);
}

static void leaves_a_picture_that_says_nothing_as_it_is(void **state)
{
	size_t size;
	uint8_t *jpeg = half_white(NULL, 0, &size);
	struct image image;

	(void)state;
	assert_true(image_read(&image, jpeg, size));
	assert_int_equal(image.exif.orientation, 1);
	assert_int_equal(image.width, 64);
	assert_int_equal(image.height, 32);
	image_release(&image);
	free(jpeg);
}

static void notes_what_is_wrong_with_the_exif_data(void **state)
{
	static const uint8_t damaged[] = "\xff\xe1\0\12Exif\0\0??";
	static const uint8_t impossible[] =
		"\xff\xe1\0\x32"
		"Exif\0\0II*\0\10\0\0\0\1\0\x32\1\2\0\x14\0\0\0\x16\0\0\0"
		"2024:99:01 00:00:00\0";
	static const uint8_t changed[] = "\xff\xe1\0\x32"
					 "Exif\0\0II*\0\10\0\0\0\1\0\x32\1\2\0\x14\0\0\0\x16\0\0\0"
					 "2024:09:01 00:00:00\0";
	static const struct {
		const uint8_t *segment;
		size_t size;
		const char *note;
	} cases[] = {
		{ damaged, sizeof(damaged) - 1, "is damaged" },
		{ impossible, sizeof(impossible) - 1, "a time that does not exist" },
		{ changed, sizeof(changed) - 1, "last changed, not when it was taken" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t size;
		uint8_t *jpeg = half_white(cases[i].segment, cases[i].size, &size);
		struct image image;

		assert_true(image_read(&image, jpeg, size));
		assert_int_equal(image.notes_nr, 1);
		assert_non_null(strstr(image.notes[0], cases[i].note));
		image_release(&image);
		free(jpeg);
	}
}

static void says_what_a_file_is_that_it_cannot_read(void **state)
{
	(void)state;
	check_refused(BYTES(""), "The file is empty.");
	check_refused(BYTES("<!doctype html><html></html>"),
		      "The file is neither a JPEG nor a PNG picture.");
	check_refused(BYTES("\xff"), "The file is neither a JPEG nor a PNG picture.");
	check_refused(BYTES("\x89PNG\n\x1a\n"), "The file is neither a JPEG nor a PNG picture.");
	check_refused(BYTES("\0\0\0\x18"
			    "ftypheic\0\0\0\0"),
		      "The file is a HEIC picture; only JPEG and PNG can be read.");
	check_refused(BYTES("RIFF\0\0\0\0WEBPVP8 "),
		      "The file is a WebP picture; only JPEG and PNG can be read.");
	check_refused(BYTES("GIF89a"), "The file is a GIF picture; only JPEG and PNG can be read.");
	check_refused(BYTES("%PDF-1.7"),
		      "The file is a PDF document; only JPEG and PNG can be read.");
}

static void refuses_a_file_of_more_than_25_megabytes(void **state)
{
	uint8_t *bytes = calloc(IMAGE_BYTES_MAX + 1, 1);

	(void)state;
	assert_non_null(bytes);
	memcpy(bytes, "\xff\xd8\xff", 3);
	check_refused(bytes, IMAGE_BYTES_MAX + 1, "The file is larger than 25 MB.");
	free(bytes);
}

static void notes_the_same_words_once_and_only_so_many(void **state)
{
	struct image image = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++)
		image_note(&image, "%s", "odd");
	assert_int_equal(image.notes_nr, 1);
	for (int i = 0; i < 100; i++)
		image_note(&image, "odd %d", i);
	assert_int_equal(image.notes_nr, IMAGE_NOTES_MAX);
	assert_string_equal(image.notes[1], "odd 0");
}

static void keeps_the_first_reason(void **state)
{
	struct image image = { 0 };

	(void)state;
	assert_false(image_refuse(&image, "first"));
	assert_false(image_refuse(&image, "second"));
	assert_string_equal(image.unreadable, "first");
}

/* 8192 by 6144 is sold as 50 megapixels. */
static void accepts_fifty_megapixels_and_not_a_row_more(void **state)
{
	struct image image = { 0 };

	(void)state;
	assert_true(image_take_size(&image, 8192, 6400));
	assert_int_equal(image.view.width, 1600);
	assert_int_equal(image.view.height, 1250);
	image_release(&image);
	assert_false(image_take_size(&image, 8192, 6401));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(turns_a_picture_as_its_exif_data_says),
		cmocka_unit_test(leaves_a_picture_that_says_nothing_as_it_is),
		cmocka_unit_test(notes_what_is_wrong_with_the_exif_data),
		cmocka_unit_test(says_what_a_file_is_that_it_cannot_read),
		cmocka_unit_test(refuses_a_file_of_more_than_25_megabytes),
		cmocka_unit_test(notes_the_same_words_once_and_only_so_many),
		cmocka_unit_test(keeps_the_first_reason),
		cmocka_unit_test(accepts_fifty_megapixels_and_not_a_row_more),
	};

	return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
