#include "evidence/image_scale.h"

#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

/*
 * Lengths are counted in units that make both sizes whole: along a side with `from` samples
 * arriving and `to` leaving, one that arrives is `to` units long and one that leaves `from` units.
 * So every weight is a whole number and the weights of a result add up to `from`. Sides are at most
 * 16,384: a sum across fits 32 bits, a sum over both sides 64.
 */

void scaler_init(struct scaler *scaler, uint32_t from_width, uint32_t from_height,
		 struct picture *to)
{
	size_t samples = (size_t)to->width * to->channels;

	*scaler = (struct scaler){ .from_width = from_width,
				   .from_height = from_height,
				   .to = to,
				   .across = memory_new(samples, sizeof(*scaler->across)),
				   .sums = memory_new(samples, sizeof(*scaler->sums)) };
}

void scaler_release(struct scaler *scaler)
{
	if (!scaler)
		return;
	free(scaler->across);
	free(scaler->sums);
	*scaler = (struct scaler){ 0 };
}

/* Sums one channel of a row over the width. */
static void sum_across(struct scaler *scaler, const uint8_t *row, unsigned channel)
{
	uint32_t from = scaler->from_width;
	uint32_t to = scaler->to->width;
	unsigned channels = scaler->to->channels;
	const uint8_t *sample = row + channel;
	uint32_t left = to; /* units of the sample that are not used yet */

	for (uint32_t x = 0; x < to; x++) {
		uint32_t wanted = from;
		uint32_t sum = 0;

		if (left <= wanted) {
			sum = left * *sample;
			wanted -= left;
			sample += channels;
			left = to;
		}
		if (wanted >= to) {
			uint32_t whole = 0;

			for (; wanted >= to; wanted -= to, sample += channels)
				whole += *sample;
			sum += whole * to;
		}
		if (wanted) {
			sum += wanted * *sample;
			left -= wanted;
		}
		scaler->across[x * channels + channel] = sum;
	}
}

static void add_down(struct scaler *scaler, uint32_t weight)
{
	size_t samples = (size_t)scaler->to->width * scaler->to->channels;

	for (size_t i = 0; i < samples; i++)
		scaler->sums[i] += (uint64_t)scaler->across[i] * weight;
}

/*
 * Divides by multiplying: 2^64 / area, rounded up, is wrong by less than area / 2^64. An area is at
 * most 2^28 and a sum below 2^36, so that the product is wrong by less than 1 / area, the least
 * that a quotient can lack to the next whole number.
 */
static void finish_row(struct scaler *scaler)
{
	size_t samples = (size_t)scaler->to->width * scaler->to->channels;
	uint64_t area = (uint64_t)scaler->from_width * scaler->from_height;
	uint64_t inverse = UINT64_MAX / area + 1; /* 0: the area is 1 */
	uint8_t *row = picture_row(scaler->to, scaler->to_row++);

	for (size_t i = 0; i < samples; i++) {
		uint64_t sum = scaler->sums[i] + area / 2;

		row[i] = (uint8_t)(inverse ? ((wide)sum * inverse) >> 64 : sum);
	}
	memset(scaler->sums, 0, samples * sizeof(*scaler->sums));
}

void scaler_take(struct scaler *scaler, const uint8_t *row)
{
	uint32_t from = scaler->from_height;
	uint32_t to = scaler->to->height;
	uint32_t at = scaler->from_row * to;
	uint32_t end = at + to;

	if (scaler->from_row == from || !scaler->from_width)
		return;
	scaler->from_row++;
	for (unsigned channel = 0; channel < scaler->to->channels; channel++)
		sum_across(scaler, row, channel);
	while (at < end) {
		uint32_t row_end = (scaler->to_row + 1) * from;
		uint32_t stop = end < row_end ? end : row_end;

		add_down(scaler, stop - at);
		if (stop == row_end)
			finish_row(scaler);
		at = stop;
	}
}

void picture_scale(const struct picture *picture, uint32_t width, uint32_t height,
		   struct picture *to)
{
	struct scaler scaler;

	picture_init(to, width, height, picture->channels);
	scaler_init(&scaler, picture->width, picture->height, to);
	for (uint32_t y = 0; y < picture->height; y++)
		scaler_take(&scaler, picture_row(picture, y));
	scaler_release(&scaler);
}
