/*
 * exif_find: where in a JPEG or a PNG the EXIF block lies.
 *
 * Looks only at the frame of the file (markers, chunks), never further than its end.
 */
#ifndef EVIDENCE_EXIF_FIND_H
#define EVIDENCE_EXIF_FIND_H

#include <stddef.h>
#include <stdint.h>

/* bytes is NULL where there is none. */
struct exif_block {
	const uint8_t *bytes;
	size_t size;
};

/* The first APP1 segment marked "Exif" before the picture itself. */
struct exif_block exif_find_in_jpeg(const uint8_t *bytes, size_t size);

/* The first eXIf chunk. */
struct exif_block exif_find_in_png(const uint8_t *bytes, size_t size);

#endif
