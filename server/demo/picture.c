#include "demo/picture.h"

#include "evidence/image_jpeg.h"
#include "evidence/image_picture.h"

#define WIDTH 320
#define HEIGHT 240
#define QUALITY 72
#define THINGS 7

struct colour {
	int r, g, b;
};

struct thing {
	int left, right, top, bottom;
	struct colour colour;
};

struct scene {
	struct colour wall;
	struct colour floor;
	int horizon;
	int lamp_x, lamp_y;
	struct thing things[THINGS];
};

static struct colour any_colour(struct chance *c, int least, int most)
{
	uint32_t span = (uint32_t)(most - least);
	struct colour colour;

	colour.r = least + (int)chance_below(c, span);
	colour.g = least + (int)chance_below(c, span);
	colour.b = least + (int)chance_below(c, span);
	return colour;
}

static void set_up(struct scene *s, struct chance *c)
{
	s->wall = any_colour(c, 120, 230);
	s->floor = any_colour(c, 60, 170);
	s->horizon = HEIGHT / 3 + (int)chance_below(c, HEIGHT / 3);
	s->lamp_x = (int)chance_below(c, WIDTH);
	s->lamp_y = (int)chance_below(c, HEIGHT / 2);
	for (int i = 0; i < THINGS; i++) {
		struct thing *t = &s->things[i];

		t->left = (int)chance_below(c, WIDTH - 40);
		t->right = t->left + 15 + (int)chance_below(c, WIDTH / 4);
		t->bottom = s->horizon + (int)chance_below(c, (uint32_t)(HEIGHT - s->horizon));
		t->top = t->bottom - 20 - (int)chance_below(c, HEIGHT / 2);
		t->colour = any_colour(c, 20, 240);
	}
}

static struct colour at(const struct scene *s, int x, int y)
{
	struct colour colour = y < s->horizon ? s->wall : s->floor;

	for (int i = 0; i < THINGS; i++) {
		const struct thing *t = &s->things[i];

		if (x < t->left || x >= t->right || y < t->top || y >= t->bottom)
			continue;
		colour = t->colour;
		/* an edge, so that the picture is sharp somewhere */
		if (x - t->left < 2 || t->right - x < 3 || y - t->top < 2)
			colour.r = colour.g = colour.b = 25;
	}
	return colour;
}

static uint8_t shade(int value, int light, struct chance *c)
{
	int shaded = value * light / 256 + (int)chance_below(c, 9) - 4;

	return (uint8_t)(shaded < 0 ? 0 : shaded > 255 ? 255 : shaded);
}

/* Darker with the distance from the lamp. */
static int light_at(const struct scene *s, int x, int y)
{
	int dx = x - s->lamp_x;
	int dy = y - s->lamp_y;

	return 280 - (dx * dx + dy * dy) / 1000;
}

static void paint(const struct scene *s, struct chance *c, struct picture *picture)
{
	for (int y = 0; y < HEIGHT; y++) {
		uint8_t *row = picture_row(picture, (uint32_t)y);

		for (int x = 0; x < WIDTH; x++) {
			struct colour colour = at(s, x, y);
			int light = light_at(s, x, y);

			*row++ = shade(colour.r, light, c);
			*row++ = shade(colour.g, light, c);
			*row++ = shade(colour.b, light, c);
		}
	}
}

unsigned char *picture_draw(struct chance *chance, size_t *size)
{
	struct picture picture;
	unsigned char *bytes;
	struct scene scene;

	picture_init(&picture, WIDTH, HEIGHT, 3);
	set_up(&scene, chance);
	paint(&scene, chance, &picture);
	bytes = image_jpeg_encode(&picture, QUALITY, size);
	picture_release(&picture);
	return bytes;
}
