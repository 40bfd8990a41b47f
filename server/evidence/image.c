#include "evidence/image.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "evidence/exif_find.h"
#include "evidence/image_jpeg.h"
#include "evidence/image_png.h"

/* What people send instead, by its first bytes, so that the sentence can say what to do. */
static const struct stranger {
	size_t offset, size;
	const char *bytes, *name;
} strangers[] = {
	{ 4, 8, "ftypheic", "a HEIC picture" },
	{ 4, 8, "ftypheix", "a HEIC picture" },
	{ 4, 8, "ftypmif1", "a HEIF picture" },
	{ 4, 8, "ftypavif", "an AVIF picture" },
	{ 4, 4, "ftyp", "a video" },
	{ 8, 4, "WEBP", "a WebP picture" },
	{ 0, 4, "GIF8", "a GIF picture" },
	{ 0, 2, "BM", "a BMP picture" },
	{ 0, 4, "II*\0", "a TIFF picture" },
	{ 0, 4, "MM\0*", "a TIFF picture" },
	{ 0, 5, "%PDF-", "a PDF document" },
};

bool image_refuse(struct image *image, const char *format, ...)
{
	va_list arguments;

	if (image->unreadable[0])
		return false;
	va_start(arguments, format);
	vsnprintf(image->unreadable, sizeof(image->unreadable), format, arguments);
	va_end(arguments);
	return false;
}

void image_note(struct image *image, const char *format, ...)
{
	char note[IMAGE_SENTENCE_SIZE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(note, sizeof(note), format, arguments);
	va_end(arguments);
	for (size_t i = 0; i < image->notes_nr; i++)
		if (!strcmp(image->notes[i], note))
			return;
	if (image->notes_nr < IMAGE_NOTES_MAX)
		memcpy(image->notes[image->notes_nr++], note, sizeof(note));
}

bool image_take_size(struct image *image, uint32_t width, uint32_t height)
{
	uint32_t view_width, view_height;

	if (!width || !height)
		return image_refuse(image, "The picture is empty: it is %u by %u pixels.", width,
				    height);
	if (width > IMAGE_SIDE_MAX || height > IMAGE_SIDE_MAX)
		return image_refuse(image,
				    "The picture is %u by %u pixels; a side may have at most %d.",
				    width, height, IMAGE_SIDE_MAX);
	if ((uint64_t)width * height > IMAGE_PIXELS_MAX)
		return image_refuse(image,
				    "The picture is %u by %u pixels, more than 50 megapixels.",
				    width, height);
	image->width = width;
	image->height = height;
	picture_fit(width, height, IMAGE_VIEW_SIDE, &view_width, &view_height);
	picture_init(&image->view, view_width, view_height, 3);
	return true;
}

static bool starts_with(const uint8_t *bytes, size_t size, size_t offset, const char *start,
			size_t length)
{
	return size >= offset + length && !memcmp(bytes + offset, start, length);
}

static bool refuse_stranger(struct image *image, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		const struct stranger *s = &strangers[i];

		if (starts_with(bytes, size, s->offset, s->bytes, s->size))
			return image_refuse(image, "The file is %s; only JPEG and PNG can be read.",
					    s->name);
	}
	return image_refuse(image, "The file is neither a JPEG nor a PNG picture.");
}

static bool decode(struct image *image, const uint8_t *bytes, size_t size, struct exif_block *block)
{
	if (starts_with(bytes, size, 0, "\xff\xd8\xff", 3)) {
		image->format = "jpeg";
		*block = exif_find_in_jpeg(bytes, size);
		return image_jpeg_decode(image, bytes, size);
	}
	if (starts_with(bytes, size, 0, "\x89PNG\r\n\x1a\n", 8)) {
		image->format = "png";
		*block = exif_find_in_png(bytes, size);
		return image_png_decode(image, bytes, size);
	}
	return refuse_stranger(image, bytes, size);
}

static void take_exif(struct image *image, const struct exif_block *block)
{
	struct exif *exif = &image->exif;

	if (!block->bytes)
		return;
	exif_read(block->bytes, block->size, exif);
	if (exif->is_damaged)
		image_note(image, "The EXIF data is damaged; what could be read of it is used.");
	if (exif->time_is_impossible)
		image_note(image, "The EXIF data gives a time that does not exist.");
	if (exif->time_is_of_change)
		image_note(image, "The EXIF data says when the picture was last changed, not when "
				  "it was taken; that time is used.");
}

static void stand_upright(struct image *image)
{
	picture_turn(&image->view, image->exif.orientation);
	if (image->exif.orientation >= 5) {
		uint32_t width = image->width;

		image->width = image->height;
		image->height = width;
	}
}

bool image_read(struct image *image, const uint8_t *bytes, size_t size)
{
	struct exif_block block = { 0 };

	*image = (struct image){ .exif.orientation = 1 };
	if (!size)
		return image_refuse(image, "The file is empty.");
	if (size > IMAGE_BYTES_MAX)
		return image_refuse(image, "The file is larger than 25 MB.");
	if (!decode(image, bytes, size, &block))
		return false;
	take_exif(image, &block);
	stand_upright(image);
	image_measure(&image->view, &image->measures);
	return true;
}

void image_release(struct image *image)
{
	if (!image)
		return;
	picture_release(&image->view);
}
