#include "evidence/image_json.h"

#include <inttypes.h>
#include <stdbool.h>

static bool continues(const unsigned char *s, size_t nr)
{
	for (size_t i = 1; i <= nr; i++)
		if ((s[i] & 0xc0) != 0x80)
			return false;
	return true;
}

/* The length of the UTF-8 character at `s`, which ends in NUL; 0 when it is none. */
static size_t character_length(const unsigned char *s)
{
	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		return continues(s, 1) ? 2 : 0;
	if (s[0] >= 0xe0 && s[0] <= 0xef) {
		if (!continues(s, 2) || (s[0] == 0xe0 && s[1] < 0xa0) ||
		    (s[0] == 0xed && s[1] > 0x9f))
			return 0;
		return 3;
	}
	if (s[0] >= 0xf0 && s[0] <= 0xf4) {
		if (!continues(s, 3) || (s[0] == 0xf0 && s[1] < 0x90) ||
		    (s[0] == 0xf4 && s[1] > 0x8f))
			return 0;
		return 4;
	}
	return 0;
}

static void write_text(FILE *to, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	fputc('"', to);
	while (*s) {
		size_t length = character_length(s);

		if (!length)
			fputs("\xef\xbf\xbd", to);
		else if (*s == '"' || *s == '\\')
			fprintf(to, "\\%c", *s);
		else if (*s < ' ' || *s == 127)
			fprintf(to, "\\u%04x", *s);
		else
			fwrite(s, 1, length, to);
		s += length ? length : 1;
	}
	fputc('"', to);
}

static void write_optional(FILE *to, const char *key, const char *text)
{
	fprintf(to, ",\"%s\":", key);
	if (text[0])
		write_text(to, text);
	else
		fputs("null", to);
}

static void write_number(FILE *to, const char *key, bool is_known, double number, int digits)
{
	if (is_known)
		fprintf(to, ",\"%s\":%.*f", key, digits, number);
	else
		fprintf(to, ",\"%s\":null", key);
}

static void write_exif(FILE *to, const struct exif *exif)
{
	fprintf(to, ",\"orientation\":%d", exif->orientation);
	write_optional(to, "taken_at", exif->taken_at);
	write_optional(to, "taken_offset", exif->taken_offset);
	write_optional(to, "taken_subsec", exif->taken_subsec);
	write_optional(to, "gps_at", exif->gps_at);
	write_number(to, "lat", exif->has_place, exif->lat, 7);
	write_number(to, "lon", exif->has_place, exif->lon, 7);
	write_number(to, "gps_accuracy", exif->has_accuracy, exif->accuracy_m, 2);
	write_optional(to, "camera_make", exif->camera_make);
	write_optional(to, "camera_model", exif->camera_model);
	write_optional(to, "software", exif->software);
}

void image_json_write(FILE *to, const struct image *image)
{
	const struct image_measures *measures = &image->measures;

	fprintf(to, "{\"format\":\"%s\",\"width\":%u,\"height\":%u", image->format, image->width,
		image->height);
	write_exif(to, &image->exif);
	fprintf(to, ",\"dhash\":\"%016" PRIx64 "\"", measures->dhash);
	write_number(to, "sharpness", true, measures->sharpness, 2);
	write_number(to, "brightness", true, measures->brightness, 2);
	write_number(to, "contrast", true, measures->contrast, 2);
	fputs(",\"notes\":[", to);
	for (size_t i = 0; i < image->notes_nr; i++) {
		if (i)
			fputc(',', to);
		write_text(to, image->notes[i]);
	}
	fputs("]}\n", to);
}

void image_json_write_unreadable(FILE *to, const char *why)
{
	fputs("{\"unreadable\":", to);
	write_text(to, why);
	fputs("}\n", to);
}
