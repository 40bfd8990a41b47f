/*
 * Measures of an upright picture, by which blurred, dark, blank and repeated photographs are found.
 */
#ifndef EVIDENCE_IMAGE_MEASURE_H
#define EVIDENCE_IMAGE_MEASURE_H

#include <stdint.h>

#include "evidence/image_picture.h"

struct image_measures {
	/* 64 comparisons of neighbours on a 9 by 8 grey picture, from the top left, first in the
	 * highest bit: 1 where the right one is brighter. Pictures of one scene differ in few. */
	uint64_t dhash;
	double sharpness;  /* variance of the Laplacian, picture made to fit 512 by 512 */
	double brightness; /* mean of the same grey picture, 0 to 255 */
	double contrast;   /* its standard deviation */
};

void image_measure(const struct picture *picture, struct image_measures *measures);

#endif
