#include <string.h>

#include "evidence/photo.h"
#include "evidence/store.h"
#include "http/http.h"
#include "json/json.h"

handler http_photo_put;
handler http_photo_get;
handler http_photo_thumbnail;
handler http_photo_view;
handler http_photo_original;

/* The bytes behind an address never change; a week bounds what a device keeps of them. */
#define CACHE "private, max-age=604800, immutable"

#define CAPTURE_RECORD "Capture-Record"
#define CLOCK_OFFSET_MAX_MS (100LL * 366 * 24 * 60 * 60 * 1000)
#define ACCURACY_MAX_M 100000000
#define SIZE_MAX_BYTES (1LL << 40)
#define SIDE_MAX 1000000

static const struct json_field capture_fields[] = {
	JSON_FIELD_NAMES_GIVEN(struct capture, method, ENUM, REQUIRED, capture_methods),
	JSON_FIELD(struct capture, claimed_at, TIME, OPTIONAL),
	JSON_FIELD_RANGE_GIVEN(struct capture, clock_offset_ms, INTEGER, OPTIONAL,
			       -CLOCK_OFFSET_MAX_MS, CLOCK_OFFSET_MAX_MS),
	JSON_FIELD_RANGE_GIVEN(struct capture, lat, REAL, OPTIONAL, -90, 90),
	JSON_FIELD_RANGE_GIVEN(struct capture, lon, REAL, OPTIONAL, -180, 180),
	JSON_FIELD_RANGE_GIVEN(struct capture, accuracy_m, REAL, OPTIONAL, 0, ACCURACY_MAX_M),
	JSON_FIELD_GIVEN(struct capture, is_mock, BOOLEAN, OPTIONAL),
	JSON_FIELD_RANGE_GIVEN(struct capture, original_size_bytes, INTEGER, OPTIONAL, 1,
			       SIZE_MAX_BYTES),
	JSON_FIELD_RANGE_GIVEN(struct capture, original_width, INTEGER, OPTIONAL, 1, SIDE_MAX),
	JSON_FIELD_RANGE_GIVEN(struct capture, original_height, INTEGER, OPTIONAL, 1, SIDE_MAX),
};

static size_t headers_called(const struct request *req, const char *name)
{
	size_t nr = 0;

	for (size_t i = 0; i < req->headers_nr; i++)
		nr += !strcasecmp(req->headers[i].name, name);
	return nr;
}

static void read_capture_fields(struct work *w, const char *record, struct capture *capture)
{
	const struct json_value *object;

	if (!json_parse(w, record, strlen(record), &object)) {
		/* json_parse() has left its fault */
		return;
	}
	if (!json_read(w, object, "", capture_fields, capture))
		return;
	if (capture->lat_given != capture->lon_given)
		fault(w, capture->lat_given ? "/lon" : "/lat",
		      "A place needs both \"lat\" and \"lon\".");
}

/* Without a capture record nothing is claimed. */
static bool read_capture(struct work *w, const struct request *req, struct capture *capture)
{
	const char *record = request_header(req, CAPTURE_RECORD);

	if (!record)
		return true;
	w->source = CAPTURE_RECORD;
	if (headers_called(req, CAPTURE_RECORD) > 1)
		fault(w, "", "There are two headers of this name.");
	else
		read_capture_fields(w, record, capture);
	w->source = NULL;
	return work_is_faultless(w, PROBLEM_invalid_capture_record);
}

/* ---- upload */

static bool check_bytes(struct work *w, const struct request *req)
{
	const char *sha256 = request_param(req, "sha256");

	if (!req->body_size) {
		fault(w, "", "The photograph is empty.");
		return work_is_faultless(w, PROBLEM_invalid_body);
	}
	if (strcmp(req->upload_sha256, sha256) != 0)
		return refuse(w, PROBLEM_photo_differs,
			      "The address says %s; the bytes that arrived have the SHA-256 %s.",
			      sha256, req->upload_sha256);
	return true;
}

bool http_photo_put(struct work *w, const struct request *req, struct response *res)
{
	struct capture capture = { 0 };
	struct upload upload = {
		.sha256 = request_param(req, "sha256"),
		.path = req->upload_path,
		.size_bytes = req->body_size,
		.capture = &capture,
	};
	const char *json;
	bool is_new;

	if (!check_bytes(w, req) || !read_capture(w, req, &capture) ||
	    !photo_put(w, &upload, &is_new, &json))
		return false;
	res->location = req->path;
	return respond_json(res, is_new ? 201 : 200, json);
}

/* ---- looking at one */

bool http_photo_get(struct work *w, const struct request *req, struct response *res)
{
	struct photo photo;

	return photo_get(w, request_param(req, "sha256"), &photo) &&
	       respond_json(res, 200, photo.json);
}

static bool respond_file(struct work *w, struct response *res, const struct photo *photo,
			 enum store_size size, const char *name)
{
	res->file = store_path(&w->mem, w->tenant, photo->sha256, size);
	res->cache_control = CACHE;
	res->etag = etag_of(w, arena_printf(&w->mem, "%s-%s", photo->sha256, name));
	return store_size_bytes(res->file) >= 0 || broken(w, "%s is not there", res->file);
}

static bool respond_picture(struct work *w, const struct request *req, struct response *res,
			    enum store_size size, const char *name)
{
	struct photo photo;

	if (!photo_get(w, request_param(req, "sha256"), &photo) || !photo_expect_ready(w, &photo))
		return false;
	res->type = "image/jpeg";
	res->disposition = "inline";
	return respond_file(w, res, &photo, size, name);
}

bool http_photo_thumbnail(struct work *w, const struct request *req, struct response *res)
{
	return respond_picture(w, req, res, STORE_THUMBNAIL, "thumbnail");
}

bool http_photo_view(struct work *w, const struct request *req, struct response *res)
{
	return respond_picture(w, req, res, STORE_VIEW, "view");
}

/* As it came, also where it is no picture: whoever has to judge it needs it. */
bool http_photo_original(struct work *w, const struct request *req, struct response *res)
{
	struct photo photo;

	if (!photo_get(w, request_param(req, "sha256"), &photo))
		return false;
	if (!photo.may_have_original)
		return refuse(
			w, PROBLEM_forbidden,
			"The original tells who took it, when and where; that needs the right "
			"\"inspection.read\" where it was used, and \"mystery.identity\" after a "
			"mystery visit.");
	request_is_recorded(w);
	res->type = arena_printf(&w->mem, "image/%s", photo.format);
	res->disposition = arena_printf(&w->mem, "attachment; filename=\"%.16s.%s\"", photo.sha256,
					!strcmp(photo.format, "jpeg") ? "jpg" : photo.format);
	return respond_file(w, res, &photo, STORE_ORIGINAL, "original");
}
