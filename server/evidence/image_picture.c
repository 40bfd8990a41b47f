#include "evidence/image_picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *memory_new(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory) {
		fprintf(stderr, "There is no memory for %zu bytes.\n", count * size);
		_exit(EXIT_FAILURE);
	}
	return memory;
}

void picture_init(struct picture *picture, uint32_t width, uint32_t height, unsigned channels)
{
	picture->width = width;
	picture->height = height;
	picture->channels = channels;
	picture->samples = memory_new((size_t)width * height, channels);
}

void picture_release(struct picture *picture)
{
	if (!picture)
		return;
	free(picture->samples);
	*picture = (struct picture){ 0 };
}

uint8_t *picture_row(const struct picture *picture, uint32_t y)
{
	return picture->samples + (size_t)y * picture->width * picture->channels;
}

static uint32_t shorter_side(uint32_t shorter, uint32_t longer, uint32_t side)
{
	uint64_t rounded = ((uint64_t)shorter * side + longer / 2) / longer;

	return rounded ? (uint32_t)rounded : 1;
}

void picture_fit(uint32_t width, uint32_t height, uint32_t side, uint32_t *to_width,
		 uint32_t *to_height)
{
	*to_width = width;
	*to_height = height;
	if (width <= side && height <= side)
		return;
	*to_width = width >= height ? side : shorter_side(width, height, side);
	*to_height = width >= height ? shorter_side(height, width, side) : side;
}

/*
 * EXIF counts the eight ways a picture can lie. Each is: first swap the axes or not, then look from
 * the right or not, from below or not.
 */
static const struct turn {
	bool swaps, from_right, from_below;
} turns[] = {
	[1] = { false, false, false }, [2] = { false, true, false }, [3] = { false, true, true },
	[4] = { false, false, true },  [5] = { true, false, false }, [6] = { true, false, true },
	[7] = { true, true, true },    [8] = { true, true, false },
};

void picture_turn(struct picture *picture, int orientation)
{
	struct turn turn = turns[orientation];
	struct picture upright;

	if (orientation == 1)
		return;
	picture_init(&upright, turn.swaps ? picture->height : picture->width,
		     turn.swaps ? picture->width : picture->height, picture->channels);
	for (uint32_t y = 0; y < upright.height; y++) {
		uint8_t *to = picture_row(&upright, y);

		for (uint32_t x = 0; x < upright.width; x++) {
			uint32_t from_x = turn.swaps ? y : x;
			uint32_t from_y = turn.swaps ? x : y;

			if (turn.from_right)
				from_x = picture->width - 1 - from_x;
			if (turn.from_below)
				from_y = picture->height - 1 - from_y;
			memcpy(to + (size_t)x * upright.channels,
			       picture_row(picture, from_y) + (size_t)from_x * upright.channels,
			       upright.channels);
		}
	}
	picture_release(picture);
	*picture = upright;
}

void picture_grey(const struct picture *picture, struct picture *grey)
{
	size_t pixels = (size_t)picture->width * picture->height;
	const uint8_t *rgb = picture->samples;

	picture_init(grey, picture->width, picture->height, 1);
	for (size_t i = 0; i < pixels; i++, rgb += 3)
		grey->samples[i] =
			(uint8_t)((299U * rgb[0] + 587U * rgb[1] + 114U * rgb[2] + 500) / 1000);
}
