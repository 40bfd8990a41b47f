/*
 * scaler: makes a picture smaller while its rows arrive, so that the large one is never in memory.
 *
 * Each sample of the result is the exact average of the area that it covers, rounded once.
 */
#ifndef EVIDENCE_IMAGE_SCALE_H
#define EVIDENCE_IMAGE_SCALE_H

#include <stdint.h>

#include "evidence/image_picture.h"

struct scaler {
	uint32_t from_width, from_height;
	struct picture *to;        /* the caller's; filled from the top */
	uint32_t from_row, to_row; /* how many have arrived and are finished */
	uint32_t *across;          /* the row that arrived, summed over the width */
	uint64_t *sums;            /* the row that is being filled */
};

/* `to` is a picture of the wanted size; each side of it is at most that of what arrives, or not, as
 * the caller likes: enlarging repeats samples. */
void scaler_init(struct scaler *scaler, uint32_t from_width, uint32_t from_height,
		 struct picture *to);
void scaler_release(struct scaler *scaler);

/* Takes the next row, with as many channels as `to` has; rows beyond the last are ignored. */
void scaler_take(struct scaler *scaler, const uint8_t *row);

/* A new picture of the given size. */
void picture_scale(const struct picture *picture, uint32_t width, uint32_t height,
		   struct picture *to);

#endif
