/*
 * JPEG in and out.
 *
 * libjpeg reports by leaving where it stands (longjmp). That stays inside image_jpeg*.c.
 */
#ifndef EVIDENCE_IMAGE_JPEG_H
#define EVIDENCE_IMAGE_JPEG_H

#include <stddef.h>
#include <stdint.h>

#include "evidence/image.h"

/* Fills size and view (not turned yet). What libjpeg can mend becomes a note. */
bool image_jpeg_decode(struct image *image, const uint8_t *bytes, size_t size);

/* The bytes of a JPEG without any metadata, for the caller to free(). `quality` is 1 to 100. */
uint8_t *image_jpeg_encode(const struct picture *picture, int quality, size_t *size);

#endif
