#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <jpeglib.h>

#include "evidence/image_jpeg.h"

/* Writing into memory fails only for want of it. */
static void on_error(j_common_ptr info)
{
	char text[JMSG_LENGTH_MAX];

	info->err->format_message(info, text);
	fprintf(stderr, "The JPEG cannot be written: %s.\n", text);
	_exit(EXIT_FAILURE);
}

uint8_t *image_jpeg_encode(const struct picture *picture, int quality, size_t *size)
{
	struct jpeg_error_mgr errors;
	struct jpeg_compress_struct info = { .err = jpeg_std_error(&errors) };
	unsigned char *bytes = NULL;
	unsigned long length = 0;

	errors.error_exit = on_error;
	jpeg_create_compress(&info);
	jpeg_mem_dest(&info, &bytes, &length);
	info.image_width = picture->width;
	info.image_height = picture->height;
	info.input_components = (int)picture->channels;
	info.in_color_space = picture->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(&info);
	jpeg_set_quality(&info, quality, TRUE);
	info.optimize_coding = TRUE;
	jpeg_start_compress(&info, TRUE);
	while (info.next_scanline < info.image_height) {
		JSAMPROW row = picture_row(picture, info.next_scanline);

		jpeg_write_scanlines(&info, &row, 1);
	}
	jpeg_finish_compress(&info);
	jpeg_destroy_compress(&info);
	*size = length;
	return bytes;
}
