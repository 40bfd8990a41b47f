/*
 * image_json: what the worker has to say, as one line of JSON.
 *
 * The worker links none of the server's rooms, so it writes its line itself. What comes from the
 * file may be any bytes: what is not UTF-8 becomes U+FFFD.
 */
#ifndef EVIDENCE_IMAGE_JSON_H
#define EVIDENCE_IMAGE_JSON_H

#include <stdio.h>

#include "evidence/image.h"

/* {"format": …, "notes": […]} and a newline. */
void image_json_write(FILE *to, const struct image *image);

/* {"unreadable": …} and a newline. */
void image_json_write_unreadable(FILE *to, const char *why);

#endif
