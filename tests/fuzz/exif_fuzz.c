/* Any bytes as an EXIF block; the result must be well-formed whatever they are. */
#include <stdlib.h>
#include <string.h>

#include "evidence/exif.h"
#include "evidence/exif_find.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void insist(bool is_so)
{
	if (!is_so)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct exif_block jpeg = exif_find_in_jpeg(bytes, size);
	struct exif_block png = exif_find_in_png(bytes, size);
	struct exif exif;

	insist(!jpeg.bytes || jpeg.size <= (size_t)(bytes + size - jpeg.bytes));
	insist(!png.bytes || png.size <= (size_t)(bytes + size - png.bytes));
	exif_read(bytes, size, &exif);
	insist(exif.orientation >= 1 && exif.orientation <= 8);
	insist(!exif.taken_at[0] || strlen(exif.taken_at) == 19);
	insist(!exif.taken_offset[0] || strlen(exif.taken_offset) == 6);
	insist(!exif.gps_at[0] || strlen(exif.gps_at) == 20);
	insist(!exif.has_place || (exif.lat >= -90 && exif.lat <= 90));
	insist(!exif.has_place || (exif.lon >= -180 && exif.lon <= 180));
	insist(strlen(exif.camera_make) < EXIF_TEXT_SIZE);
	return 0;
}
