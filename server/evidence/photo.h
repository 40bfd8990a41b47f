/*
 * photo: evidence, addressed by the SHA-256 of its bytes.
 *
 *	stored --decoded--> ready
 *	   \--------------> unreadable
 *
 * A photograph is uploaded before the visit or the action that shows it. It is answered as soon
 * as its bytes are on disk; a decoder (decoder.h) looks at it right after. The same photograph
 * again, by anybody, is the same photograph: its bytes are kept once for each tenant, and every
 * upload leaves a capture, which tells who had it and how it was taken.
 *
 * Who uploaded it may see it, and whoever sees a visit or an action that shows it. What a mystery
 * visit shows is stripped for everybody who may not know the shopper: time, place, camera and the
 * original bytes would tell.
 */
#ifndef EVIDENCE_PHOTO_H
#define EVIDENCE_PHOTO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/work.h"

/*
 * Whether something may be handed in that shows these photographs. Refuses, naming all of the
 * first kind there are: photos_missing, photos_unreadable (with the reasons), photos_pending (try
 * again in a second). Doubles are fine; so is none at all.
 */
bool photos_check(struct work *w, const char *const *sha256s, size_t nr) MUST_CHECK;

/*
 * Outside of a transaction: waits until each of them that has arrived is decoded, or the time is
 * over, which is no failure; photos_check() tells then.
 */
bool photos_wait(struct work *w, const char *const *sha256s, size_t nr, int ms) MUST_CHECK;

/* What came with the bytes: how the photograph was taken, as the phone tells. */
struct capture {
	const char *method; /* "camera", "gallery", "file"; NULL: it does not tell */
	int64_t claimed_at;
	int64_t clock_offset_ms;
	double lat;
	double lon;
	double accuracy_m;
	bool is_mock;
	int64_t original_size_bytes;
	int64_t original_width;
	int64_t original_height;
	bool clock_offset_ms_given;
	bool lat_given;
	bool lon_given;
	bool accuracy_m_given;
	bool is_mock_given;
	bool original_size_bytes_given;
	bool original_width_given;
	bool original_height_given;
};

struct upload {
	const char *sha256;
	const char *path; /* the file that came in; it is moved away */
	size_t size_bytes;
	const char *format; /* by its first bytes: "jpeg", "png" */
	const struct capture *capture;
};

/* "jpeg" or "png" by how the file begins, NULL where it begins like neither. */
bool photo_format_of_file(struct work *w, const char *path, const char **format) MUST_CHECK;

/*
 * Keeps the file and notes the capture; *is_new: nobody had uploaded it before. Is its own units
 * of work, and no connection is held while the disk is busy. forbidden without a right that
 * takes photographs.
 */
bool photo_put(struct work *w, const struct upload *upload, bool *is_new,
	       const char **json) MUST_CHECK;

enum photo_state {
	PHOTO_STORED,
	PHOTO_READY,
	PHOTO_UNREADABLE,
};

/* A photograph as the caller sees it. */
struct photo {
	const char *sha256;
	enum photo_state state;
	const char *why;    /* unreadable */
	const char *format; /* "jpeg", "png" */
	bool may_have_original;
	const char *json;
};

/* not_found where the caller may not see it. */
bool photo_get(struct work *w, const char *sha256, struct photo *photo) MUST_CHECK;

/* Refuses as photos_check() does unless it is ready. */
bool photo_is_ready(struct work *w, const struct photo *photo) MUST_CHECK;

#endif
