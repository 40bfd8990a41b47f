/*
 * PNG in.
 *
 * Only the chunks that hold the picture are looked at; all others are skipped unread, because a few
 * bytes in them can ask for a gigabyte. Transparency is laid on white.
 */
#ifndef EVIDENCE_IMAGE_PNG_H
#define EVIDENCE_IMAGE_PNG_H

#include <stddef.h>
#include <stdint.h>

#include "evidence/image.h"

/* Fills size and view (not turned yet). A PNG that is cut off or fails its checksums is refused. */
bool image_png_decode(struct image *image, const uint8_t *bytes, size_t size);

#endif
