/*
 * photo: evidence, addressed by the SHA-256 of its bytes.
 *
 *	stored --decoded--> ready
 *	   \------------> unreadable
 *
 * A photograph is uploaded before the visit or the action that shows it. It is answered as soon
 * as its bytes are on disk; a decoder (decoder.h) looks at it right after. The same photograph
 * again, by anybody, is the same photograph: its bytes are kept once for each tenant, and every
 * upload leaves a capture, which tells who had it and how it was taken.
 *
 * Who uploaded it may see it, and whoever sees a visit, a finding or an action that shows it. What
 * a mystery visit shows is stripped for everybody who may not know the shopper: time, place,
 * camera and the original bytes would tell.
 */
#ifndef EVIDENCE_PHOTO_H
#define EVIDENCE_PHOTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/work.h"

/*
 * Whether the visit may be handed in that shows these photographs. Refuses, naming all of the
 * first kind there are: photos_missing, photos_unreadable (with the reasons), photos_pending (try
 * again in a second). Doubles are fine; so is none at all. What none of those who fill in the
 * visit has sent is missing: whoever shows a photograph may see it, so it must be theirs.
 */
bool photos_check(struct work *w, const char *inspection_id, const char *const *sha256s,
		  size_t nr) MUST_CHECK;

/*
 * Outside of a transaction: waits until each of them that has arrived is decoded, or the time is
 * over, which is no failure; photos_check() tells then.
 */
bool photos_wait(struct work *w, const char *const *sha256s, size_t nr, int ms) MUST_CHECK;

enum capture_method {
	CAPTURE_CAMERA,
	CAPTURE_GALLERY,
	CAPTURE_FILE,
};

/* "camera", "gallery", "file", NULL */
extern const char *const capture_methods[];

/* What came with the bytes: how the photograph was taken, as far as the phone tells. */
struct capture {
	enum capture_method method;
	int64_t claimed_at;
	int64_t clock_offset_ms;
	double lat;
	double lon;
	double accuracy_m;
	bool is_mock;
	int64_t original_size_bytes;
	int64_t original_width;
	int64_t original_height;
	bool method_given;
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
	const struct capture *capture;
};

/*
 * Keeps the file and notes the capture; *is_new: nobody had uploaded it before. To be called
 * outside of a transaction: no connection is held while the disk is busy. forbidden without a
 * right whose work shows photographs, unsupported_media_type where the bytes begin like none.
 */
bool photo_put(struct work *w, const struct upload *upload, bool *is_new,
	       const char **json) MUST_CHECK;

/* A photograph as the caller sees it. */
struct photo {
	const char *sha256;
	const char *format; /* "jpeg", "png" */
	bool is_ready;
	bool may_have_original;
	const char *json;
};

/* not_found where the caller may not see it. */
bool photo_get(struct work *w, const char *sha256, struct photo *photo) MUST_CHECK;

/* Refuses as photos_check() does while there is nothing to show. */
bool photo_expect_ready(struct work *w, const struct photo *photo) MUST_CHECK;

/* Until the transaction ends nobody else keeps or removes its files. */
bool photo_lock(struct work *w, const char *sha256) MUST_CHECK;

#endif
