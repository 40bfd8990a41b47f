/*
 * image: a photograph as it arrived, looked at once.
 *
 * A file from outside is hostile until it is decoded, so this runs in a small program of its own
 * (photo_worker.c) with little memory and little time, and never in the server. From the file it
 * makes an upright picture of viewing size, what the file says of itself, and a few measures by
 * which a blurred, dark, blank or repeated photograph is recognised.
 *
 * A file is either read, perhaps with notes on what was odd, or it is unreadable, with one sentence
 * why. Whatever takes a `struct image *` first and gives bool has, when it gives false, set that
 * sentence.
 */
#ifndef EVIDENCE_IMAGE_H
#define EVIDENCE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evidence/exif.h"
#include "evidence/image_measure.h"
#include "evidence/image_picture.h"

/*
 * The limits. A megapixel is 2^20 pixels: sensors sold as 50 megapixels are up to 8192 by 6144, and
 * their owners do not know that this is more than 50,000,000.
 */
#define IMAGE_BYTES_MAX (25UL << 20)
#define IMAGE_PIXELS_MAX (50UL << 20)
#define IMAGE_SIDE_MAX 16384
#define IMAGE_WARNINGS_MAX 1000
#define IMAGE_VIEW_SIDE 1600
#define IMAGE_THUMBNAIL_SIDE 320

#define IMAGE_SENTENCE_SIZE 240
#define IMAGE_NOTES_MAX 12

struct image {
	const char *format;     /* "jpeg", "png" */
	uint32_t width, height; /* of the whole picture, upright */
	struct exif exif;
	struct picture view; /* fits IMAGE_VIEW_SIDE, upright, three channels */
	struct image_measures measures;
	char notes[IMAGE_NOTES_MAX][IMAGE_SENTENCE_SIZE];
	size_t notes_nr;
	char unreadable[IMAGE_SENTENCE_SIZE];
};

/* Reads the whole file; `image` needs no preparation and image_release() afterwards, either way. */
bool image_read(struct image *image, const uint8_t *bytes, size_t size);

void image_release(struct image *image);

/* Says why the file is unreadable, and returns false. The first reason stays. */
__attribute__((format(printf, 2, 3))) bool image_refuse(struct image *image, const char *format,
							...);

/* Notes something odd; the same words are noted once, and only the first IMAGE_NOTES_MAX. */
__attribute__((format(printf, 2, 3))) void image_note(struct image *image, const char *format, ...);

/* Takes the size that the file claims, refuses what is beyond the limits, makes an empty view. */
bool image_take_size(struct image *image, uint32_t width, uint32_t height);

#endif
