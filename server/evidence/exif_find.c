#include "evidence/exif_find.h"

#include <string.h>

enum marker { SOI = 0xd8, EOI = 0xd9, SOS = 0xda, APP1 = 0xe1, RST0 = 0xd0, TEM = 0x01 };

#define EXIF_HEAD_SIZE 6 /* "Exif", NUL and a byte that some cameras do not make NUL */

struct exif_block exif_find_in_jpeg(const uint8_t *bytes, size_t size)
{
	struct exif_block none = { 0 };
	size_t at = 2;

	while (at + 4 <= size && bytes[at] == 0xff) {
		unsigned marker = bytes[at + 1];
		size_t length;

		if (marker == 0xff) {
			at++;
			continue;
		}
		if (marker == TEM || (marker >= RST0 && marker <= SOI)) {
			at += 2;
			continue;
		}
		length = (size_t)bytes[at + 2] << 8 | bytes[at + 3];
		if (marker == EOI || marker == SOS || length < 2 || length > size - at - 2)
			return none;
		if (marker == APP1 && length >= 2 + EXIF_HEAD_SIZE &&
		    !memcmp(bytes + at + 4, "Exif", 5))
			return (struct exif_block){ bytes + at + 4 + EXIF_HEAD_SIZE,
						    length - 2 - EXIF_HEAD_SIZE };
		at += 2 + length;
	}
	return none;
}

struct exif_block exif_find_in_png(const uint8_t *bytes, size_t size)
{
	struct exif_block none = { 0 };
	size_t at = 8;

	while (at + 12 <= size) {
		const uint8_t *b = bytes + at;
		size_t length = (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3];

		if (length > size - at - 12)
			return none;
		if (!memcmp(b + 4, "eXIf", 4))
			return (struct exif_block){ b + 8, length };
		at += 12 + length;
	}
	return none;
}
