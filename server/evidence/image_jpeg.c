#include "evidence/image_jpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "evidence/image_scale.h"

#define SCANS_MAX 200
/*
 * A JPEG in several scans is held whole, as coefficients: 2 bytes times up to 4 components times
 * 52 million pixels. Anything that wants more is built to.
 */
#define MEMORY_MAX (448L << 20)

/*
 * One decoding. It lives in the frame of image_jpeg_decode() and is only pointed at by the function
 * that calls setjmp(), so nothing in it is lost when libjpeg jumps.
 */
struct jpeg_reader {
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	struct jpeg_decompress_struct info;
	jmp_buf escape;
	struct image *image;
	struct scaler scaler;
	unsigned warnings_nr;
	unsigned components_seen; /* a bit for each component whose scan has begun */
	bool is_cut_off;          /* the data ended before the picture did */
	uint32_t blocks_whole;    /* rows of blocks that were there before it ended */
	bool has_scans;           /* more than one */
	bool is_decoded;
};

static void on_error(j_common_ptr info)
{
	struct jpeg_reader *reader = info->client_data;
	char text[JMSG_LENGTH_MAX];

	switch (info->err->msg_code) {
	case JERR_BAD_PRECISION:
		image_refuse(reader->image, "The JPEG has %d bits a sample; only 8 can be read.",
			     info->err->msg_parm.i[0]);
		break;
	case JERR_OUT_OF_MEMORY:
	case JERR_NO_BACKING_STORE:
		image_refuse(reader->image, "The JPEG needs too much memory to be decoded.");
		break;
	default:
		info->err->format_message(info, text);
		image_refuse(reader->image, "The JPEG cannot be decoded: %s.", text);
	}
	longjmp(reader->escape, 1);
}

static void give_up(struct jpeg_reader *reader) { longjmp(reader->escape, 1); }

/* Whether the scan that is read now brings the coarse picture, and not only its details. */
static bool scan_is_coarse(const struct jpeg_reader *reader)
{
	return reader->info.Ss == 0 && reader->info.Ah == 0;
}

/*
 * The data of a scan has ended before its picture. A restart marker means that the next part can be
 * read again; anything else that it goes on grey to the bottom.
 */
static void on_end_of_data(struct jpeg_reader *reader)
{
	const struct jpeg_decompress_struct *info = &reader->info;

	if (info->unread_marker >= JPEG_RST0 && info->unread_marker <= JPEG_RST0 + 7) {
		image_note(reader->image, "The JPEG is damaged: a part of a row is missing.");
		return;
	}
	reader->is_cut_off = true;
	if (scan_is_coarse(reader) && info->input_iMCU_row < reader->blocks_whole)
		reader->blocks_whole = info->input_iMCU_row;
}

static void on_message(j_common_ptr info, int level)
{
	struct jpeg_reader *reader = info->client_data;
	char text[JMSG_LENGTH_MAX];

	if (level >= 0)
		return;
	if (++reader->warnings_nr > IMAGE_WARNINGS_MAX) {
		image_refuse(reader->image, "The JPEG is damaged in more than %d places.",
			     IMAGE_WARNINGS_MAX);
		give_up(reader);
	}
	if (info->err->msg_code == JWRN_HIT_MARKER) {
		on_end_of_data(reader);
	} else if (info->err->msg_code == JWRN_JPEG_EOF) {
		reader->is_cut_off = true;
	} else {
		info->err->format_message(info, text);
		image_note(reader->image, "JPEG: %s.", text);
	}
}

static void on_output(j_common_ptr info)
{
	(void)info; /* nothing is printed: what matters is a note or the reason */
}

/* Called between rows of blocks, so before the first row of every scan. */
static void on_progress(j_common_ptr common)
{
	struct jpeg_reader *reader = common->client_data;
	const struct jpeg_decompress_struct *info = &reader->info;

	if (info->input_scan_number > SCANS_MAX) {
		image_refuse(reader->image, "The JPEG has more than %d scans.", SCANS_MAX);
		give_up(reader);
	}
	if (!info->input_scan_number || !scan_is_coarse(reader))
		return;
	for (int i = 0; i < info->comps_in_scan; i++)
		reader->components_seen |= 1U << info->cur_comp_info[i]->component_index;
}

static void open_reader(struct jpeg_reader *reader, const uint8_t *bytes, size_t size)
{
	struct jpeg_decompress_struct *info = &reader->info;

	info->err = jpeg_std_error(&reader->errors);
	reader->errors.error_exit = on_error;
	reader->errors.emit_message = on_message;
	reader->errors.output_message = on_output;
	info->client_data = reader;
	jpeg_create_decompress(info);
	info->mem->max_memory_to_use = MEMORY_MAX;
	reader->progress.progress_monitor = on_progress;
	info->progress = &reader->progress;
	jpeg_mem_src(info, bytes, size);
}

static bool header_is_ours(struct jpeg_reader *reader)
{
	const struct jpeg_decompress_struct *info = &reader->info;
	int components = info->num_components;

	if (info->data_precision != 8)
		return image_refuse(reader->image,
				    "The JPEG has %d bits a sample; only 8 can be read.",
				    info->data_precision);
	if (info->arith_code)
		return image_refuse(reader->image,
				    "The JPEG is compressed arithmetically, which no camera does.");
	if (components != 1 && components != 3 && components != 4)
		return image_refuse(reader->image,
				    "The JPEG has %d colour components; only 1, 3 and 4 are known.",
				    components);
	return image_take_size(reader->image, info->image_width, info->image_height);
}

/* libjpeg can halve while it decodes, which is cheap; the scaler does the rest exactly. */
static void choose_size(struct jpeg_reader *reader)
{
	struct jpeg_decompress_struct *info = &reader->info;
	const struct picture *view = &reader->image->view;

	info->scale_denom = 8;
	for (info->scale_num = 1; info->scale_num < 8; info->scale_num *= 2) {
		jpeg_calc_output_dimensions(info);
		if (info->output_width >= view->width && info->output_height >= view->height)
			break;
	}
	info->out_color_space = info->num_components == 4 ? JCS_CMYK : JCS_RGB;
}

/* Adobe writes CMYK upside down, 255 for no ink. */
static void cmyk_to_rgb(uint8_t *row, uint32_t width, bool is_inverted)
{
	const uint8_t *cmyk = row;

	for (uint32_t x = 0; x < width; x++, cmyk += 4, row += 3) {
		unsigned black = is_inverted ? cmyk[3] : 255U - cmyk[3];

		for (size_t i = 0; i < 3; i++) {
			unsigned ink = is_inverted ? cmyk[i] : 255U - cmyk[i];

			row[i] = (uint8_t)((ink * black + 127) / 255);
		}
	}
}

static void read_rows(struct jpeg_reader *reader)
{
	struct jpeg_decompress_struct *info = &reader->info;
	JDIMENSION samples = info->output_width * (JDIMENSION)info->output_components;
	JSAMPARRAY row = info->mem->alloc_sarray((j_common_ptr)info, JPOOL_IMAGE, samples, 1);

	while (info->output_scanline < info->output_height) {
		jpeg_read_scanlines(info, row, 1);
		if (info->out_color_space == JCS_CMYK)
			cmyk_to_rgb(row[0], info->output_width, info->saw_Adobe_marker);
		scaler_take(&reader->scaler, row[0]);
	}
}

/* false when libjpeg gave up. An error after the last row is only a note: the picture is there. */
static bool decode(struct jpeg_reader *reader, const uint8_t *bytes, size_t size)
{
	struct jpeg_decompress_struct *info = &reader->info;

	if (setjmp(reader->escape)) {
		if (reader->is_decoded) {
			image_note(reader->image, "JPEG, after the picture: %s",
				   reader->image->unreadable);
			reader->image->unreadable[0] = '\0';
		}
		return reader->is_decoded;
	}
	open_reader(reader, bytes, size);
	jpeg_read_header(info, TRUE);
	if (!header_is_ours(reader))
		return false;
	choose_size(reader);
	reader->has_scans = jpeg_has_multiple_scans(info);
	jpeg_start_decompress(info);
	scaler_init(&reader->scaler, info->output_width, info->output_height, &reader->image->view);
	read_rows(reader);
	reader->is_decoded = true;
	jpeg_finish_decompress(info);
	return true;
}

/* A picture whose lower part is missing is no evidence; one that lacks its last few rows is. */
static bool is_complete(const struct jpeg_reader *reader)
{
	struct image *image = reader->image;
	uint32_t whole = reader->blocks_whole;
	uint32_t blocks = reader->info.total_iMCU_rows;
	unsigned components = (1U << reader->info.num_components) - 1;

	if (reader->has_scans && reader->components_seen != components)
		return image_refuse(image, "The JPEG ends before all of its colours.");
	if (whole >= blocks) {
		if (reader->is_cut_off)
			image_note(image, "truncated: the end of the file is missing");
		return true;
	}
	if ((uint64_t)whole * 10 < (uint64_t)blocks * 9)
		return image_refuse(image, "The JPEG is cut off: only %u %% of it is there.",
				    whole * 100 / blocks);
	image_note(image, "truncated: the last %u %% of the rows are missing",
		   ((blocks - whole) * 100 + blocks - 1) / blocks);
	return true;
}

bool image_jpeg_decode(struct image *image, const uint8_t *bytes, size_t size)
{
	struct jpeg_reader reader = { .image = image, .blocks_whole = UINT32_MAX };
	bool ok = decode(&reader, bytes, size) && is_complete(&reader);

	scaler_release(&reader.scaler);
	jpeg_destroy_decompress(&reader.info);
	return ok;
}
