/*
 * picture: samples in memory, 8 bits each, rows from the top, no padding.
 *
 * Three channels are red, green, blue; one channel is grey.
 */
#ifndef EVIDENCE_IMAGE_PICTURE_H
#define EVIDENCE_IMAGE_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct picture {
	uint32_t width, height;
	unsigned channels;
	uint8_t *samples;
};

/* Memory, zeroed. Without memory the process ends: what needs much of it was refused before. */
void *memory_new(size_t count, size_t size);

void picture_init(struct picture *picture, uint32_t width, uint32_t height, unsigned channels);
void picture_release(struct picture *picture);

uint8_t *picture_row(const struct picture *picture, uint32_t y);

/* The size that fits a square of `side` and keeps the proportions; never larger than it was. */
void picture_fit(uint32_t width, uint32_t height, uint32_t side, uint32_t *to_width,
		 uint32_t *to_height);

/* Turns and mirrors in place, so that a picture stored with this EXIF orientation stands upright.
 */
void picture_turn(struct picture *picture, int orientation);

/* A new picture without its colours (Rec. 601 weights). */
void picture_grey(const struct picture *picture, struct picture *grey);

#endif
