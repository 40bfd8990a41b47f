#include "evidence/exif.h"

#include <string.h>

enum type { ASCII = 2, SHORT = 3, LONG = 4, RATIONAL = 5, UTF8 = 129 };

struct tiff {
	const uint8_t *bytes;
	size_t size;
	bool is_big_endian;
	bool is_damaged;
};

/* One line of a folder (IFD), its value already known to lie inside the block. */
struct entry {
	unsigned type;
	size_t count;
	size_t at;
};

struct rationals {
	size_t nr;
	double value[3];
};

/* The tags as they stand there, before anybody makes sense of them. */
struct raw {
	char make[EXIF_TEXT_SIZE], model[EXIF_TEXT_SIZE], software[EXIF_TEXT_SIZE];
	char changed[24], original[24], digitized[24];
	char offset_changed[8], offset_original[8], offset_digitized[8];
	char subsec_changed[12], subsec_original[12], subsec_digitized[12];
	char lat_ref[4], lon_ref[4], gps_date[12];
	struct rationals lat, lon, gps_time, accuracy;
	uint32_t orientation, exif_at, gps_at;
};

struct field {
	unsigned tag;
	enum { TEXT, NUMBER, RATIONALS } kind;
	size_t offset, size;
};

#define FIELD(tag, kind, member)                                             \
 {                                                                           \
  tag, kind, offsetof(struct raw, member), sizeof(((struct raw *)0)->member) \
 }

/* clang-format off */
static const struct field main_fields[] = {
	FIELD(0x010f, TEXT, make),
	FIELD(0x0110, TEXT, model),
	FIELD(0x0112, NUMBER, orientation),
	FIELD(0x0131, TEXT, software),
	FIELD(0x0132, TEXT, changed),
	FIELD(0x8769, NUMBER, exif_at),
	FIELD(0x8825, NUMBER, gps_at),
	{ 0 },
};

static const struct field exif_fields[] = {
	FIELD(0x9003, TEXT, original),
	FIELD(0x9004, TEXT, digitized),
	FIELD(0x9010, TEXT, offset_changed),
	FIELD(0x9011, TEXT, offset_original),
	FIELD(0x9012, TEXT, offset_digitized),
	FIELD(0x9290, TEXT, subsec_changed),
	FIELD(0x9291, TEXT, subsec_original),
	FIELD(0x9292, TEXT, subsec_digitized),
	{ 0 },
};

static const struct field gps_fields[] = {
	FIELD(0x0001, TEXT, lat_ref),
	FIELD(0x0002, RATIONALS, lat),
	FIELD(0x0003, TEXT, lon_ref),
	FIELD(0x0004, RATIONALS, lon),
	FIELD(0x0007, RATIONALS, gps_time),
	FIELD(0x001d, TEXT, gps_date),
	FIELD(0x001f, RATIONALS, accuracy),
	{ 0 },
};
/* clang-format on */

static bool is_inside(const struct tiff *t, size_t at, size_t size)
{
	return at <= t->size && size <= t->size - at;
}

static uint32_t read_16(const struct tiff *t, size_t at)
{
	const uint8_t *b = t->bytes + at;

	if (!is_inside(t, at, 2))
		return 0;
	return t->is_big_endian ? (uint32_t)b[0] << 8 | b[1] : (uint32_t)b[1] << 8 | b[0];
}

static uint32_t read_32(const struct tiff *t, size_t at)
{
	uint32_t first = read_16(t, at);
	uint32_t second;

	if (!is_inside(t, at, 4))
		return 0;
	second = read_16(t, at + 2);
	return t->is_big_endian ? first << 16 | second : second << 16 | first;
}

static size_t type_size(unsigned type)
{
	switch (type) {
	case ASCII:
	case UTF8:
		return 1;
	case SHORT:
		return 2;
	case LONG:
		return 4;
	case RATIONAL:
		return 8;
	default:
		return 0;
	}
}

/* Finds the value of the line at `at`; false when it is of no use to us. */
static bool find_value(struct tiff *t, size_t at, struct entry *entry)
{
	size_t size;

	entry->type = read_16(t, at + 2);
	entry->count = read_32(t, at + 4);
	size = type_size(entry->type);
	if (!size || !entry->count)
		return false;
	if (entry->count <= 4 / size) {
		entry->at = at + 8;
		return true;
	}

	entry->at = read_32(t, at + 8);
	if (entry->count > t->size || !is_inside(t, entry->at, entry->count * size)) {
		t->is_damaged = true;
		return false;
	}
	return true;
}

/* Up to the first NUL, without the blanks that cameras pad with; control characters become blanks.
 */
static void take_text(const struct tiff *t, const struct entry *entry, char *to, size_t size)
{
	size_t length = 0;

	if (to[0] || (entry->type != ASCII && entry->type != UTF8))
		return;
	for (size_t i = 0; i < entry->count && i < size - 1; i++) {
		unsigned char c = t->bytes[entry->at + i];

		if (!c)
			break;
		if (length || c > ' ')
			to[length++] = (char)(c < ' ' || c == 127 ? ' ' : c);
	}
	while (length && to[length - 1] == ' ')
		length--;
	to[length] = '\0';
}

static void take_number(const struct tiff *t, const struct entry *entry, uint32_t *to)
{
	if (*to)
		return;
	if (entry->type == SHORT)
		*to = read_16(t, entry->at);
	else if (entry->type == LONG)
		*to = read_32(t, entry->at);
}

static void take_rationals(const struct tiff *t, const struct entry *entry, struct rationals *to)
{
	if (to->nr || entry->type != RATIONAL)
		return;
	for (size_t i = 0; i < entry->count && i < 3; i++) {
		uint32_t over = read_32(t, entry->at + i * 8);
		uint32_t under = read_32(t, entry->at + i * 8 + 4);

		if (!under)
			return;
		to->value[to->nr++] = (double)over / under;
	}
}

static void take(const struct tiff *t, const struct entry *entry, const struct field *field,
		 struct raw *raw)
{
	char *to = (char *)raw + field->offset;

	switch (field->kind) {
	case TEXT:
		take_text(t, entry, to, field->size);
		break;
	case NUMBER:
		take_number(t, entry, (uint32_t *)(void *)to);
		break;
	case RATIONALS:
		take_rationals(t, entry, (struct rationals *)(void *)to);
		break;
	}
}

/*
 * Reads one folder. Folders that it points to are not followed from here: exif_read() asks for
 * three folders, one after the other, so there is nothing to loop or to recurse through.
 */
static void read_folder(struct tiff *t, size_t at, const struct field *fields, struct raw *raw)
{
	size_t lines = read_16(t, at);

	if (!is_inside(t, at, 2) || !is_inside(t, at + 2, lines * 12)) {
		t->is_damaged = true;
		if (!is_inside(t, at, 2))
			return;
		lines = (t->size - at - 2) / 12;
	}
	for (size_t i = 0; i < lines; i++) {
		size_t line = at + 2 + i * 12;
		uint32_t tag = read_16(t, line);
		struct entry entry;

		for (const struct field *field = fields; field->size; field++)
			if (field->tag == tag && find_value(t, line, &entry))
				take(t, &entry, field, raw);
	}
}

/* Two or four digits at the start of `text`; -1 when they are not all digits. */
static int digits(const char *text, int length)
{
	int value = 0;

	for (int i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

static bool is_date(const char *text)
{
	static const int days_of[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year, month, day, days;

	if (strlen(text) < 10 || (text[4] != ':' && text[4] != '-') || text[7] != text[4])
		return false;
	year = digits(text, 4);
	month = digits(text + 5, 2);
	day = digits(text + 8, 2);
	if (year < 1900 || month < 1 || month > 12 || day < 1)
		return false;
	days = days_of[month - 1];
	if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		days++;
	return day <= days;
}

static bool is_time(const char *text)
{
	int hour, minute, second;

	if (strlen(text) != 8 || text[2] != ':' || text[5] != ':')
		return false;
	hour = digits(text, 2);
	minute = digits(text + 3, 2);
	second = digits(text + 6, 2);
	return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
}

/* Cameras that do not know write zeros or blanks. */
static bool is_blank(const char *text) { return !text[strspn(text, "0: -")]; }

/* "2014:09:21 16:04:11" to "2014-09-21T16:04:11"; false when it is unknown or impossible. */
static bool take_time(const char *text, struct exif *exif)
{
	if (is_blank(text))
		return false;
	if (strlen(text) != 19 || !is_date(text) || !is_time(text + 11)) {
		exif->time_is_impossible = true;
		return false;
	}
	memcpy(exif->taken_at, text, 20);
	exif->taken_at[4] = exif->taken_at[7] = '-';
	exif->taken_at[10] = 'T';
	return true;
}

static void take_offset(const char *text, struct exif *exif)
{
	int hours, minutes;

	if (!strcmp(text, "Z")) {
		memcpy(exif->taken_offset, "+00:00", 7);
		return;
	}
	if (strlen(text) != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
		return;
	hours = digits(text + 1, 2);
	minutes = digits(text + 4, 2);
	if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
		return;
	memcpy(exif->taken_offset, text, 7);
}

static void take_subsec(const char *text, struct exif *exif)
{
	size_t length = strspn(text, "0123456789");

	if (!length || text[length] || length >= sizeof(exif->taken_subsec))
		return;
	memcpy(exif->taken_subsec, text, length + 1);
}

/* Some phones give the offset only for the last change; it holds when that is the same moment. */
static void take_offset_of_change(const struct raw *raw, const char *taken, struct exif *exif)
{
	if (!exif->taken_offset[0] && !strcmp(raw->changed, taken))
		take_offset(raw->offset_changed, exif);
}

static void make_taken(const struct raw *raw, struct exif *exif)
{
	if (take_time(raw->original, exif)) {
		take_offset(raw->offset_original, exif);
		take_offset_of_change(raw, raw->original, exif);
		take_subsec(raw->subsec_original, exif);
	} else if (take_time(raw->digitized, exif)) {
		take_offset(raw->offset_digitized, exif);
		take_offset_of_change(raw, raw->digitized, exif);
		take_subsec(raw->subsec_digitized, exif);
	} else if (take_time(raw->changed, exif)) {
		take_offset(raw->offset_changed, exif);
		take_subsec(raw->subsec_changed, exif);
		exif->time_is_of_change = true;
	}
}

static bool take_degrees(const struct rationals *parts, const char *ref, const char *sides,
			 double most, double *degrees)
{
	double minutes = parts->nr > 1 ? parts->value[1] : 0;
	double seconds = parts->nr > 2 ? parts->value[2] : 0;

	if (!parts->nr || !ref[0] || ref[1] || !strchr(sides, ref[0]))
		return false;
	if (minutes > 60 || seconds > 60)
		return false;
	*degrees = parts->value[0] + minutes / 60 + seconds / 3600;
	if (*degrees > most)
		return false;
	if (ref[0] == sides[1])
		*degrees = -*degrees;
	return true;
}

static void make_gps_time(const struct raw *raw, struct exif *exif)
{
	char *to = exif->gps_at;
	const double *time = raw->gps_time.value;

	if (raw->gps_time.nr != 3 || strlen(raw->gps_date) != 10 || !is_date(raw->gps_date))
		return;
	if (time[0] >= 24 || time[1] >= 60 || time[2] >= 60)
		return;
	memcpy(to, raw->gps_date, 10);
	to[4] = to[7] = '-';
	to[10] = 'T';
	for (size_t i = 0; i < 3; i++) {
		int part = (int)time[i];

		to[11 + i * 3] = (char)('0' + part / 10);
		to[12 + i * 3] = (char)('0' + part % 10);
		to[13 + i * 3] = i < 2 ? ':' : 'Z';
	}
}

static void make_place(const struct raw *raw, struct exif *exif)
{
	double lat, lon;

	if (!take_degrees(&raw->lat, raw->lat_ref, "NS", 90, &lat) ||
	    !take_degrees(&raw->lon, raw->lon_ref, "EW", 180, &lon))
		return;
	exif->has_place = true;
	exif->lat = lat;
	exif->lon = lon;
	if (raw->accuracy.nr && raw->accuracy.value[0] > 0) {
		exif->has_accuracy = true;
		exif->accuracy_m = raw->accuracy.value[0];
	}
}

static bool find_main_folder(struct tiff *t, size_t *at)
{
	if (t->size < 8)
		return false;
	if (memcmp(t->bytes, "II", 2) != 0 && memcmp(t->bytes, "MM", 2) != 0)
		return false;
	t->is_big_endian = t->bytes[0] == 'M';
	*at = read_32(t, 4);
	return read_16(t, 2) == 42;
}

void exif_read(const uint8_t *tiff, size_t size, struct exif *exif)
{
	struct tiff t = { .bytes = tiff, .size = size };
	struct raw raw = { 0 };
	size_t at;

	*exif = (struct exif){ .orientation = 1 };
	if (!find_main_folder(&t, &at)) {
		exif->is_damaged = true;
		return;
	}
	read_folder(&t, at, main_fields, &raw);
	if (raw.exif_at)
		read_folder(&t, raw.exif_at, exif_fields, &raw);
	if (raw.gps_at)
		read_folder(&t, raw.gps_at, gps_fields, &raw);

	if (raw.orientation >= 1 && raw.orientation <= 8)
		exif->orientation = (int)raw.orientation;
	memcpy(exif->camera_make, raw.make, sizeof(raw.make));
	memcpy(exif->camera_model, raw.model, sizeof(raw.model));
	memcpy(exif->software, raw.software, sizeof(raw.software));
	make_taken(&raw, exif);
	make_place(&raw, exif);
	make_gps_time(&raw, exif);
	exif->is_damaged = t.is_damaged;
}
