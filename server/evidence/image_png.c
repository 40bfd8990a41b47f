#include "evidence/image_png.h"

#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "evidence/image_scale.h"

#define SIGNATURE_SIZE 8
#define CHUNK_FRAME 12 /* length, name, checksum */
#define CHUNK_MEMORY_MAX (1UL << 20)

/* One decoding; in the frame of image_png_decode(), above the function that calls setjmp(). */
struct png_reader {
	png_structp png;
	png_infop info;
	const uint8_t *bytes;
	size_t size, at;
	struct image *image;
	struct scaler scaler;
	uint8_t *pixels; /* red, green, blue, alpha: one row, or all of an interlaced one */
	uint8_t *row;    /* the same on white */
	unsigned warnings_nr;
};

static void on_error(png_structp png, png_const_charp text)
{
	struct png_reader *reader = png_get_error_ptr(png);

	image_refuse(reader->image, "The PNG cannot be decoded: %s.", text);
	png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
	struct png_reader *reader = png_get_error_ptr(png);

	image_note(reader->image, "PNG: %s.", text);
	if (++reader->warnings_nr <= IMAGE_WARNINGS_MAX)
		return;
	image_refuse(reader->image, "The PNG is damaged in more than %d places.",
		     IMAGE_WARNINGS_MAX);
	png_longjmp(png, 1);
}

static void on_read(png_structp png, png_bytep to, size_t length)
{
	struct png_reader *reader = png_get_io_ptr(png);

	if (length > reader->size - reader->at)
		png_error(png, "the file ends too early");
	memcpy(to, reader->bytes + reader->at, length);
	reader->at += length;
}

static uint32_t read_32(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Walks the chunks before libpng sees them: libpng believes their lengths. */
static bool frame_is_sound(struct image *image, const uint8_t *bytes, size_t size)
{
	size_t at = SIGNATURE_SIZE;

	while (size - at >= CHUNK_FRAME) {
		uint32_t length = read_32(bytes + at);

		if (length > size - at - CHUNK_FRAME)
			return image_refuse(image,
					    "The PNG is cut off: a part of it claims %u "
					    "bytes, and %zu are left.",
					    length, size - at - CHUNK_FRAME);
		if (!memcmp(bytes + at + 4, "IEND", 4))
			return true;
		at += CHUNK_FRAME + length;
	}
	image_note(image, "truncated: the end of the file is missing");
	return true;
}

static bool header_is_ours(struct image *image, const uint8_t *bytes, size_t size)
{
	const uint8_t *header = bytes + SIGNATURE_SIZE;

	if (size < SIGNATURE_SIZE + CHUNK_FRAME + 13 || read_32(header) != 13 ||
	    memcmp(header + 4, "IHDR", 4) != 0)
		return image_refuse(image, "The PNG does not begin with its header.");
	return image_take_size(image, read_32(header + 8), read_32(header + 12));
}

static void open_reader(struct png_reader *reader)
{
	png_structp png = reader->png;

	png_set_read_fn(png, reader, on_read);
	png_set_user_limits(png, IMAGE_SIDE_MAX, IMAGE_SIDE_MAX);
	png_set_chunk_malloc_max(png, CHUNK_MEMORY_MAX);
	png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	png_read_info(png, reader->info);
}

/* Whatever is stored becomes 8-bit red, green, blue, alpha. Gives the number of passes. */
static int ask_for_rgba(struct png_reader *reader)
{
	png_structp png = reader->png;
	int passes;

	png_set_expand(png);
	png_set_scale_16(png);
	png_set_gray_to_rgb(png);
	png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
	passes = png_set_interlace_handling(png);
	png_read_update_info(png, reader->info);
	if (png_get_rowbytes(png, reader->info) != (size_t)reader->image->width * 4)
		png_error(png, "its rows have an unexpected length");
	return passes;
}

static void take_row(struct png_reader *reader, const uint8_t *rgba)
{
	uint8_t *to = reader->row;

	for (uint32_t x = 0; x < reader->image->width; x++, rgba += 4, to += 3) {
		unsigned alpha = rgba[3];

		for (size_t i = 0; i < 3; i++)
			to[i] = alpha == 255
					? rgba[i]
					: (uint8_t)((rgba[i] * alpha + 255 * (255 - alpha) + 127) /
						    255);
	}
	scaler_take(&reader->scaler, reader->row);
}

/* An interlaced picture is complete only after its last pass, so it is held whole: 200 MB at most.
 */
static void read_rows(struct png_reader *reader, int passes)
{
	uint32_t height = reader->image->height;
	size_t stride = (size_t)reader->image->width * 4;
	size_t step = passes > 1 ? stride : 0;

	reader->pixels = memory_new(passes > 1 ? height : 1, stride);
	reader->row = memory_new(reader->image->width, 3);
	scaler_init(&reader->scaler, reader->image->width, height, &reader->image->view);
	for (int pass = 1; pass <= passes; pass++) {
		for (uint32_t y = 0; y < height; y++) {
			png_read_row(reader->png, reader->pixels + y * step, NULL);
			if (pass == passes)
				take_row(reader, reader->pixels + y * step);
		}
	}
}

static bool decode(struct png_reader *reader)
{
	if (setjmp(png_jmpbuf(reader->png)))
		return false;
	open_reader(reader);
	read_rows(reader, ask_for_rgba(reader));
	return true;
}

bool image_png_decode(struct image *image, const uint8_t *bytes, size_t size)
{
	struct png_reader reader = { .bytes = bytes, .size = size, .image = image };
	bool ok;

	if (!header_is_ours(image, bytes, size) || !frame_is_sound(image, bytes, size))
		return false;
	reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, on_error, on_warning);
	reader.info = reader.png ? png_create_info_struct(reader.png) : NULL;
	ok = reader.info ? decode(&reader)
			 : image_refuse(image, "The PNG needs too much memory to be decoded.");
	png_destroy_read_struct(&reader.png, &reader.info, NULL);
	scaler_release(&reader.scaler);
	free(reader.pixels);
	free(reader.row);
	return ok;
}
