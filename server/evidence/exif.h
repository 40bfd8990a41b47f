/*
 * exif: what a photograph says of itself: when, where and with what it was taken, and which way is
 * up.
 *
 * It is a claim, not a fact: anybody can write anything there. What is malformed or impossible
 * counts as not said. Only a dozen tags are looked at, and MakerNotes never: every maker has its
 * own format, and parsers of those are where the holes are.
 */
#ifndef EVIDENCE_EXIF_H
#define EVIDENCE_EXIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXIF_TEXT_SIZE 128

struct exif {
	int orientation;       /* 1 to 8 as EXIF counts; 1 when it does not say */
	char taken_at[20];     /* "2014-09-21T16:04:11", the camera's own clock; "" unknown */
	char taken_offset[7];  /* "+02:00"; "" unknown */
	char taken_subsec[10]; /* digits after the point of the seconds; "" unknown */
	char gps_at[21];       /* "2014-09-21T14:04:09Z"; "" unknown */
	bool has_place;
	double lat, lon; /* degrees, north and east positive */
	bool has_accuracy;
	double accuracy_m;
	char camera_make[EXIF_TEXT_SIZE]; /* as it stands there, perhaps not UTF-8 */
	char camera_model[EXIF_TEXT_SIZE];
	char software[EXIF_TEXT_SIZE];

	bool is_damaged;         /* something pointed outside, or a folder was cut off */
	bool time_is_impossible; /* a time is written, and there is no such time */
	bool time_is_of_change;  /* only the last change is dated; taken_at is that */
};

/* Reads a TIFF block; whatever the bytes are, the result is well-formed. */
void exif_read(const uint8_t *tiff, size_t size, struct exif *exif);

#endif
