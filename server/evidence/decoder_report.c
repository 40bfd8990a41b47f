#include "evidence/decoder_report.h"

#include <string.h>
#include <strings.h>

#include "json/json.h"

#define SIDE_MAX 1000000
#define TEXT_MAX 300
#define SENTENCE_MAX 1000

static bool parse(struct work *w, const char *said, const struct json_value **report)
{
	if (json_parse(w, said, strlen(said), report) && json_kind(*report) == JSON_IS_OBJECT)
		return true;
	return broken(w, "the photo program says no JSON object");
}

static const char *text_of(const struct json_value *report, const char *name)
{
	const char *s = json_text(json_member(report, name));

	return s && *s && strlen(s) <= TEXT_MAX ? s : NULL;
}

static bool read_side(const struct json_value *report, const char *name, int64_t *side)
{
	return json_whole(json_member(report, name), side) && *side > 0 && *side <= SIDE_MAX;
}

static void read_place(struct work *w, const struct json_value *value, struct report *report)
{
	double lat, lon;

	if (!json_double(json_member(value, "lat"), &lat) || !(lat >= -90 && lat <= 90) ||
	    !json_double(json_member(value, "lon"), &lon) || !(lon >= -180 && lon <= 180))
		return;
	report->lat = arena_printf(&w->mem, "%.17g", lat);
	report->lon = arena_printf(&w->mem, "%.17g", lon);
}

/* "Apple" and "iPhone 5", but "HTC" and "HTC One" are "HTC One". */
static const char *read_camera(struct work *w, const struct json_value *value)
{
	const char *make = text_of(value, "camera_make");
	const char *model = text_of(value, "camera_model");

	if (!make || !model)
		return make ? make : model;
	if (!strncasecmp(make, model, strlen(make)))
		return model;
	return arena_printf(&w->mem, "%s %s", make, model);
}

bool report_read(struct work *w, const char *said, struct report *report)
{
	const struct json_value *value;
	const char *format;

	if (!parse(w, said, &value))
		return false;
	format = text_of(value, "format");
	if (!format || (strcmp(format, "jpeg") != 0 && strcmp(format, "png") != 0) ||
	    !read_side(value, "width", &report->width) ||
	    !read_side(value, "height", &report->height))
		return broken(w, "the photo program does not say which picture it saw");
	report->format = format;
	report->taken_at = text_of(value, "taken_at");
	report->taken_offset = text_of(value, "taken_offset");
	report->camera = read_camera(w, value);
	report->software = text_of(value, "software");
	report->json = json_write(&w->mem, value);
	read_place(w, value, report);
	return true;
}

bool report_read_unreadable(struct work *w, const char *said, const char **why)
{
	const struct json_value *value;

	if (!parse(w, said, &value))
		return false;
	*why = json_text(json_member(value, "unreadable"));
	if (!*why || !**why || strlen(*why) > SENTENCE_MAX)
		return broken(w, "the photo program does not say why it is unreadable");
	return true;
}
