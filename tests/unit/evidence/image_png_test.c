#include "evidence/image_png.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <png.h>
#include <zlib.h>

struct bytes {
	uint8_t at[65536];
	size_t size;
};

/* What to store: a plane of one pixel value, each sample of `depth` bits. */
struct recipe {
	int type, depth;
	bool is_interlaced;
	const uint8_t *pixel;        /* packed for depths below 8: the whole byte */
	size_t pixel_size;           /* in bytes; 0 where several pixels share a byte */
	const png_color *palette;    /* of four colours */
	const uint8_t *transparency; /* of the palette */
	const png_color_16 *transparent;
};

static void on_write(png_structp png, png_bytep from, size_t size)
{
	struct bytes *to = png_get_io_ptr(png);

	assert_true(size <= sizeof(to->at) - to->size);
	memcpy(to->at + to->size, from, size);
	to->size += size;
}

static void on_flush(png_structp png) { (void)png; }

static void write_rows(png_structp png, const struct recipe *recipe, uint32_t width,
		       uint32_t height)
{
	int passes = png_set_interlace_handling(png);
	size_t size = recipe->pixel_size ? recipe->pixel_size : 1;
	uint8_t *row = test_calloc(width, size);

	for (uint32_t x = 0; x < width; x++)
		memcpy(row + x * size, recipe->pixel, size);
	for (int pass = 0; pass < passes; pass++)
		for (uint32_t y = 0; y < height; y++)
			png_write_row(png, row);
	test_free(row);
}

static void write_png(struct bytes *to, const struct recipe *recipe, uint32_t width,
		      uint32_t height)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);

	to->size = 0;
	png_set_write_fn(png, to, on_write, on_flush);
	png_set_IHDR(png, info, width, height, recipe->depth, recipe->type,
		     recipe->is_interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	if (recipe->palette)
		png_set_PLTE(png, info, recipe->palette, 4);
	if (recipe->transparency)
		png_set_tRNS(png, info, recipe->transparency, 4, NULL);
	if (recipe->transparent)
		png_set_tRNS(png, info, NULL, 0, recipe->transparent);
	png_write_info(png, info);
	write_rows(png, recipe, width, height);
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
}

static bool decoded(struct image *image, const struct bytes *png)
{
	uint8_t *exact = test_malloc(png->size ? png->size : 1);
	bool is_read;

	memcpy(exact, png->at, png->size);
	*image = (struct image){ 0 };
	is_read = image_png_decode(image, exact, png->size);
	test_free(exact);
	return is_read;
}

static void check_refused(const struct bytes *png, const char *why)
{
	struct image image;

	assert_false(decoded(&image, png));
	if (!strstr(image.unreadable, why))
		fail_msg("%s", image.unreadable);
	image_release(&image);
}

/* Every pixel of a plane, interlaced or not, is seen in this colour. */
static void check_colour(struct recipe recipe, unsigned red, unsigned green, unsigned blue)
{
	const uint8_t seen[] = { (uint8_t)red, (uint8_t)green, (uint8_t)blue };
	static struct bytes png;

	for (int i = 0; i < 2; i++) {
		struct image image;

		recipe.is_interlaced = i;
		write_png(&png, &recipe, 19, 11);
		if (!decoded(&image, &png))
			fail_msg("%s", image.unreadable);
		assert_int_equal(image.width, 19);
		assert_int_equal(image.height, 11);
		assert_int_equal(image.notes_nr, 0);
		for (size_t k = 0; k < 19 * 11; k++)
			assert_memory_equal(image.view.samples + k * 3, seen, 3);
		image_release(&image);
	}
}

#define PIXEL(...) \
 .pixel = (const uint8_t[]){ __VA_ARGS__ }, .pixel_size = sizeof((uint8_t[]){ __VA_ARGS__ })

static void decodes_every_colour_type_and_depth(void **state)
{
	static const png_color palette[] = {
		{ 1, 2, 3 }, { 9, 8, 7 }, { 50, 60, 70 }, { 0, 0, 0 }
	};

	(void)state;
	check_colour((struct recipe){ 0, 1, .pixel = (const uint8_t *)"\xff" }, 255, 255, 255);
	check_colour((struct recipe){ 0, 2, .pixel = (const uint8_t *)"\x55" }, 85, 85, 85);
	check_colour((struct recipe){ 0, 4, .pixel = (const uint8_t *)"\x33" }, 51, 51, 51);
	check_colour((struct recipe){ 0, 8, PIXEL(77) }, 77, 77, 77);
	check_colour((struct recipe){ 0, 16, PIXEL(0x80, 0x00) }, 128, 128, 128);
	check_colour((struct recipe){ 2, 8, PIXEL(10, 20, 30) }, 10, 20, 30);
	check_colour((struct recipe){ 2, 16, PIXEL(10, 10, 20, 20, 30, 30) }, 10, 20, 30);
	check_colour((struct recipe){ 3, 2, .pixel = (const uint8_t *)"\xaa", .palette = palette },
		     50, 60, 70);
	check_colour((struct recipe){ 3, 8, PIXEL(1), .palette = palette }, 9, 8, 7);
}

static void lays_what_is_transparent_on_white(void **state)
{
	static const png_color palette[] = {
		{ 1, 2, 3 }, { 9, 8, 7 }, { 50, 60, 70 }, { 0, 0, 0 }
	};
	static const uint8_t transparency[] = { 0, 255, 255, 51 };
	static const png_color_16 green = { .green = 255 };
	static const png_color_16 grey = { .gray = 0x1234 };

	(void)state;
	check_colour((struct recipe){ 6, 8, PIXEL(10, 20, 30, 255) }, 10, 20, 30);
	check_colour((struct recipe){ 6, 8, PIXEL(10, 20, 30, 0) }, 255, 255, 255);
	check_colour((struct recipe){ 6, 8, PIXEL(0, 100, 255, 51) }, 204, 224, 255);
	check_colour((struct recipe){ 4, 8, PIXEL(0, 51) }, 204, 204, 204);
	check_colour((struct recipe){ 4, 16, PIXEL(0, 0, 0x33, 0x33) }, 204, 204, 204);
	check_colour(
		(struct recipe){ 3, 8, PIXEL(0), .palette = palette, .transparency = transparency },
		255, 255, 255);
	check_colour(
		(struct recipe){ 3, 8, PIXEL(3), .palette = palette, .transparency = transparency },
		204, 204, 204);
	check_colour((struct recipe){ 2, 8, PIXEL(0, 255, 0), .transparent = &green }, 255, 255,
		     255);
	check_colour((struct recipe){ 2, 8, PIXEL(0, 254, 0), .transparent = &green }, 0, 254, 0);
	check_colour((struct recipe){ 0, 16, PIXEL(0x12, 0x34), .transparent = &grey }, 255, 255,
		     255);
}

static const struct recipe small = { 2, 8, PIXEL(10, 20, 30) };

static void put_32(uint8_t *to, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		to[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* Puts a chunk with a right checksum behind the header. */
static void insert_chunk(struct bytes *png, const char *name, const char *content)
{
	size_t size = strlen(content);
	uint8_t *at = png->at + 33;
	uint32_t sum;

	memmove(at + 12 + size, at, png->size - 33);
	put_32(at, (uint32_t)size);
	memcpy(at + 4, name, 4);
	memcpy(at + 8, content, size);
	sum = (uint32_t)crc32(0, at + 4, (uInt)(4 + size));
	put_32(at + 8 + size, sum);
	png->size += 12 + size;
}

/* Writes sizes into the header, with the checksum that makes them look honest. */
static void claim(struct bytes *png, uint32_t width, uint32_t height)
{
	put_32(png->at + 16, width);
	put_32(png->at + 20, height);
	put_32(png->at + 29, (uint32_t)crc32(0, png->at + 12, 17));
}

static void skips_chunks_that_hold_no_picture(void **state)
{
	static const char *const names[] = {
		"tEXt", "iCCP", "gAMA", "zTXt", "eXIf", "juNk", "tIME"
	};
	static struct bytes png;
	struct image image;

	(void)state;
	write_png(&png, &small, 19, 11);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		insert_chunk(&png, names[i], "nothing that makes sense here");
	assert_true(decoded(&image, &png));
	assert_int_equal(image.notes_nr, 0);
	assert_memory_equal(image.view.samples, "\x0a\x14\x1e", 3);
	image_release(&image);
}

static void refuses_a_chunk_longer_than_the_file(void **state)
{
	static const uint32_t lengths[] = { 1000, 0x7fffffff, 0x80000000, 0xffffffff };
	static struct bytes png;

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		write_png(&png, &small, 19, 11);
		insert_chunk(&png, "eXIf", "");
		put_32(png.at + 33, lengths[i]);
		check_refused(&png, "The PNG is cut off: a part of it claims");
	}
}

static void refuses_sizes_beyond_the_limits(void **state)
{
	static struct bytes png;

	(void)state;
	write_png(&png, &small, 19, 11);
	claim(&png, 16385, 1);
	check_refused(&png, "16385 by 1 pixels; a side may have at most 16384");
	claim(&png, 1, 0x7fffffff);
	check_refused(&png, "a side may have at most 16384");
	claim(&png, 16384, 16384);
	check_refused(&png, "more than 50 megapixels");
	claim(&png, 0, 11);
	check_refused(&png, "The picture is empty");
}

/* Fewer rows than claimed: the data ends. libpng says so, and nothing is made of it. */
static void refuses_a_picture_with_too_few_rows(void **state)
{
	static struct bytes png;
	struct recipe recipe = small;

	(void)state;
	write_png(&png, &recipe, 19, 11);
	claim(&png, 19, 12);
	check_refused(&png, "The PNG cannot be decoded");
	recipe.is_interlaced = true;
	write_png(&png, &recipe, 19, 11);
	claim(&png, 8192, 6144);
	check_refused(&png, "The PNG cannot be decoded");
}

static void refuses_a_wrong_checksum(void **state)
{
	static struct bytes png;

	(void)state;
	write_png(&png, &small, 19, 11);
	png.at[50] ^= 1;
	check_refused(&png, "The PNG cannot be decoded");
}

static void refuses_a_file_cut_off_anywhere_in_the_picture(void **state)
{
	static struct bytes png;
	size_t whole;

	(void)state;
	write_png(&png, &small, 19, 11);
	whole = png.size - 12;
	for (png.size = 8; png.size < whole; png.size++)
		check_refused(&png, "PNG");
}

static void notes_that_the_end_mark_is_missing(void **state)
{
	static struct bytes png;
	struct image image;

	(void)state;
	write_png(&png, &small, 19, 11);
	png.size -= 12;
	assert_true(decoded(&image, &png));
	assert_int_equal(image.notes_nr, 1);
	assert_string_equal(image.notes[0], "truncated: the end of the file is missing");
	image_release(&image);
}

static void needs_its_header_first(void **state)
{
	static struct bytes png;

	(void)state;
	write_png(&png, &small, 19, 11);
	memcpy(png.at + 12, "IDAT", 4);
	check_refused(&png, "does not begin with its header");
}

/* Whatever bytes are wrong, the answer is a picture or a sentence. */
static void survives_any_wrong_byte(void **state)
{
	static struct bytes png;
	struct recipe recipe = small;

	(void)state;
	recipe.is_interlaced = true;
	write_png(&png, &recipe, 19, 11);
	for (size_t at = 8; at < png.size; at++) {
		uint8_t right = png.at[at];
		struct image image;
		bool is_read;

		png.at[at] = (uint8_t)~right;
		is_read = decoded(&image, &png);
		assert_int_equal(is_read, !image.unreadable[0]);
		image_release(&image);
		png.at[at] = right;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_every_colour_type_and_depth),
		cmocka_unit_test(lays_what_is_transparent_on_white),
		cmocka_unit_test(skips_chunks_that_hold_no_picture),
		cmocka_unit_test(refuses_a_chunk_longer_than_the_file),
		cmocka_unit_test(refuses_sizes_beyond_the_limits),
		cmocka_unit_test(refuses_a_picture_with_too_few_rows),
		cmocka_unit_test(refuses_a_wrong_checksum),
		cmocka_unit_test(refuses_a_file_cut_off_anywhere_in_the_picture),
		cmocka_unit_test(notes_that_the_end_mark_is_missing),
		cmocka_unit_test(needs_its_header_first),
		cmocka_unit_test(survives_any_wrong_byte),
	};

	return cmocka_run_group_tests_name("image_png", tests, NULL, NULL);
}
