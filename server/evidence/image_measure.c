#include "evidence/image_measure.h"

#include <math.h>

#include "evidence/image_scale.h"

#define MEASURED_SIDE 512

/* Sums of whole numbers are exact, so the same picture measures the same everywhere. */
struct sums {
	int64_t nr, sum, squares;
};

static void add(struct sums *sums, int value)
{
	sums->nr++;
	sums->sum += value;
	sums->squares += (int64_t)value * value;
}

static double mean(const struct sums *sums)
{
	return sums->nr ? (double)sums->sum / (double)sums->nr : 0;
}

static double variance(const struct sums *sums)
{
	double m = mean(sums);
	double v = sums->nr ? (double)sums->squares / (double)sums->nr - m * m : 0;

	return v > 0 ? v : 0;
}

static uint64_t difference_hash(const struct picture *grey)
{
	struct picture small;
	uint64_t hash = 0;

	picture_scale(grey, 9, 8, &small);
	for (uint32_t y = 0; y < 8; y++) {
		const uint8_t *row = picture_row(&small, y);

		for (uint32_t x = 0; x < 8; x++)
			hash = hash << 1 | (row[x + 1] > row[x]);
	}
	picture_release(&small);
	return hash;
}

/* Edges have neighbours that differ from the mean of theirs; in a blurred picture nothing has. */
static double laplacian_variance(const struct picture *grey)
{
	struct sums sums = { 0 };

	for (uint32_t y = 1; y + 1 < grey->height; y++) {
		const uint8_t *row = picture_row(grey, y);
		const uint8_t *above = picture_row(grey, y - 1);
		const uint8_t *below = picture_row(grey, y + 1);

		for (uint32_t x = 1; x + 1 < grey->width; x++)
			add(&sums, above[x] + below[x] + row[x - 1] + row[x + 1] - 4 * row[x]);
	}
	return variance(&sums);
}

void image_measure(const struct picture *picture, struct image_measures *measures)
{
	struct picture grey, fitted;
	struct sums sums = { 0 };
	uint32_t width, height;

	picture_grey(picture, &grey);
	picture_fit(grey.width, grey.height, MEASURED_SIDE, &width, &height);
	picture_scale(&grey, width, height, &fitted);
	for (size_t i = 0; i < (size_t)width * height; i++)
		add(&sums, fitted.samples[i]);
	measures->dhash = difference_hash(&grey);
	measures->sharpness = laplacian_variance(&fitted);
	measures->brightness = mean(&sums);
	measures->contrast = sqrt(variance(&sums));
	picture_release(&grey);
	picture_release(&fitted);
}
