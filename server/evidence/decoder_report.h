/*
 * decoder_report: the line of JSON that the program says of a photograph.
 *
 * The program may have been taken over by the file it looked at, so its line is held to limits
 * like anything that comes from outside.
 */
#ifndef EVIDENCE_DECODER_REPORT_H
#define EVIDENCE_DECODER_REPORT_H

#include <stdint.h>

#include "base/work.h"

struct report {
	const char *format;
	int64_t width;
	int64_t height;
	/* NULL: the picture does not say */
	const char *taken_at;
	const char *taken_offset;
	const char *lat;
	const char *lon;
	const char *camera; /* maker and model */
	const char *software;
	const char *json; /* the whole line */
};

/* False where it is not such a line. */
bool report_read(struct work *w, const char *said, struct report *report) MUST_CHECK;
/* The sentence why it is no picture. */
bool report_read_unreadable(struct work *w, const char *said, const char **why) MUST_CHECK;

#endif
