/*
 * picture: photographs that nobody took. A room with a floor, walls and some things in it, in
 * other light and other places each time, with the grain of a real sensor.
 */
#ifndef DEMO_PICTURE_H
#define DEMO_PICTURE_H

#include <stddef.h>

#include "demo/chance.h"

/* The bytes of a JPEG, for the caller to free(). */
unsigned char *picture_draw(struct chance *chance, size_t *size);

#endif
