#include "evidence/exif.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { ASCII = 2, SHORT = 3, LONG = 4, RATIONAL = 5, UNDEFINED = 7 };

/* Writes a TIFF block: a folder reserves its lines, values go behind it. */
struct block {
	uint8_t bytes[4096];
	size_t size, line;
	bool is_big_endian;
};

static void put(struct block *b, size_t at, uint32_t value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		size_t place = b->is_big_endian ? bytes - 1 - i : i;

		b->bytes[at + place] = (uint8_t)(value >> (8 * i));
	}
}

static size_t folder(struct block *b, uint32_t lines)
{
	size_t at = b->size;

	put(b, at, lines, 2);
	b->line = at + 2;
	b->size += 2 + lines * 12 + 4;
	return at;
}

static struct block begin(bool is_big_endian, uint32_t lines)
{
	struct block b = { .is_big_endian = is_big_endian, .size = 8 };

	memcpy(b.bytes, is_big_endian ? "MM" : "II", 2);
	put(&b, 2, 42, 2);
	put(&b, 4, 8, 4);
	folder(&b, lines);
	return b;
}

/* Writes the frame of a line and gives where its value goes. */
static size_t line(struct block *b, uint32_t tag, uint32_t type, uint32_t count, size_t size)
{
	size_t at = b->line;

	b->line += 12;
	put(b, at, tag, 2);
	put(b, at + 2, type, 2);
	put(b, at + 4, count, 4);
	if (size <= 4)
		return at + 8;
	put(b, at + 8, (uint32_t)b->size, 4);
	at = b->size;
	b->size += size;
	return at;
}

static void text_of(struct block *b, uint32_t tag, const char *text, uint32_t size)
{
	size_t at = line(b, tag, ASCII, size, size);

	memcpy(b->bytes + at, text, size);
}

static void text(struct block *b, uint32_t tag, const char *value)
{
	text_of(b, tag, value, (uint32_t)strlen(value) + 1);
}

static void number(struct block *b, uint32_t tag, uint32_t type, uint32_t value)
{
	size_t at = line(b, tag, type, 1, 4);

	put(b, at, value, type == SHORT ? 2 : 4);
}

static void rationals(struct block *b, uint32_t tag, uint32_t count, const uint32_t *parts)
{
	size_t at = line(b, tag, RATIONAL, count, count * 8);

	for (size_t i = 0; i < count * 2; i++)
		put(b, at + i * 4, parts[i], 4);
}

/* A folder behind everything so far; lines that follow are its own. */
static void subfolder(struct block *b, uint32_t tag, uint32_t lines)
{
	number(b, tag, LONG, (uint32_t)b->size);
	folder(b, lines);
}

static struct exif read_block(const struct block *b)
{
	struct exif exif;

	exif_read(b->bytes, b->size, &exif);
	return exif;
}

static struct exif read_original(const char *time)
{
	struct block b = begin(false, 1);

	subfolder(&b, 0x8769, 1);
	text(&b, 0x9003, time);
	return read_block(&b);
}

static struct exif read_place(const char *lat_ref, const uint32_t *lat, const char *lon_ref,
			      const uint32_t *lon)
{
	struct block b = begin(false, 1);

	subfolder(&b, 0x8825, 4);
	text(&b, 1, lat_ref);
	rationals(&b, 2, 3, lat);
	text(&b, 3, lon_ref);
	rationals(&b, 4, 3, lon);
	return read_block(&b);
}

static void check_whole_block(bool is_big_endian)
{
	struct block b = begin(is_big_endian, 6);
	size_t main_line;
	struct exif exif;

	text(&b, 0x010f, "Gemba Optics");
	text(&b, 0x0110, "G1");
	number(&b, 0x0112, SHORT, 6);
	text(&b, 0x0131, "firmware 2.0");
	number(&b, 0x8769, LONG, (uint32_t)b.size);
	main_line = b.line;
	folder(&b, 3);
	text(&b, 0x9003, "2024:02:29 16:04:11");
	text(&b, 0x9011, "+02:00");
	text(&b, 0x9291, "045");
	b.line = main_line;
	subfolder(&b, 0x8825, 7);
	text(&b, 0x0001, "N");
	rationals(&b, 0x0002, 3, (const uint32_t[]){ 48, 1, 30, 1, 900, 100 });
	text(&b, 0x0003, "W");
	rationals(&b, 0x0004, 3, (const uint32_t[]){ 2, 1, 15, 1, 0, 1 });
	rationals(&b, 0x0007, 3, (const uint32_t[]){ 14, 1, 4, 1, 995, 100 });
	text(&b, 0x001d, "2024:02:29");
	rationals(&b, 0x001f, 1, (const uint32_t[]){ 25, 2 });

	exif = read_block(&b);
	assert_string_equal(exif.camera_make, "Gemba Optics");
	assert_string_equal(exif.camera_model, "G1");
	assert_string_equal(exif.software, "firmware 2.0");
	assert_int_equal(exif.orientation, 6);
	assert_string_equal(exif.taken_at, "2024-02-29T16:04:11");
	assert_string_equal(exif.taken_offset, "+02:00");
	assert_string_equal(exif.taken_subsec, "045");
	assert_string_equal(exif.gps_at, "2024-02-29T14:04:09Z");
	assert_true(exif.has_place);
	assert_float_equal(exif.lat, 48.5025, 1e-9);
	assert_float_equal(exif.lon, -2.25, 1e-9);
	assert_true(exif.has_accuracy);
	assert_float_equal(exif.accuracy_m, 12.5, 1e-9);
	assert_false(exif.is_damaged);
	assert_false(exif.time_is_impossible);
	assert_false(exif.time_is_of_change);
}

static void reads_every_tag_with_the_low_byte_first(void **state)
{
	(void)state;
	check_whole_block(false);
}

static void reads_every_tag_with_the_high_byte_first(void **state)
{
	(void)state;
	check_whole_block(true);
}

static void knows_nothing_from_an_empty_block(void **state)
{
	struct exif exif;

	(void)state;
	exif_read((const uint8_t *)"", 0, &exif);
	assert_true(exif.is_damaged);
	assert_int_equal(exif.orientation, 1);
	assert_string_equal(exif.taken_at, "");
	assert_false(exif.has_place);
}

static void refuses_a_block_that_is_no_tiff(void **state)
{
	struct block b = begin(false, 1);

	(void)state;
	number(&b, 0x0112, SHORT, 6);
	assert_int_equal(read_block(&b).orientation, 6);
	put(&b, 2, 43, 2);
	assert_true(read_block(&b).is_damaged);
	assert_int_equal(read_block(&b).orientation, 1);
	put(&b, 2, 42, 2);
	b.bytes[1] = 'M';
	assert_true(read_block(&b).is_damaged);
}

static void takes_an_orientation_only_from_one_to_eight(void **state)
{
	static const struct {
		uint32_t written;
		int read;
	} cases[] = { { 0, 1 }, { 1, 1 }, { 8, 8 }, { 9, 1 }, { 65535, 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct block b = begin(true, 1);

		number(&b, 0x0112, SHORT, cases[i].written);
		assert_int_equal(read_block(&b).orientation, cases[i].read);
	}
}

static void refuses_times_that_do_not_exist(void **state)
{
	static const char *const times[] = {
		"2023:02:29 12:00:00", "2024:13:01 12:00:00", "2024:00:10 12:00:00",
		"2024:04:31 12:00:00", "2024:04:30 24:00:00", "2024:04:30 12:60:00",
		"2024:04:30 12:00:60", "2024:04:30",          "2024:04:30 12:00",
		"1899:04:30 12:00:00", "20x4:04:30 12:00:00", "2024:04:30 12:00:00 AM",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		struct exif exif = read_original(times[i]);

		assert_string_equal(exif.taken_at, "");
		assert_true(exif.time_is_impossible);
	}
	assert_string_equal(read_original("2000:02:29 00:00:00").taken_at, "2000-02-29T00:00:00");
}

static void takes_zeros_and_blanks_for_a_time_that_is_not_known(void **state)
{
	(void)state;
	assert_false(read_original("0000:00:00 00:00:00").time_is_impossible);
	assert_string_equal(read_original("0000:00:00 00:00:00").taken_at, "");
	assert_false(read_original("    :  :     :  :  ").time_is_impossible);
	assert_string_equal(read_original("    :  :     :  :  ").taken_at, "");
}

static void falls_back_to_the_digitized_time(void **state)
{
	struct block b = begin(false, 1);
	struct exif exif;

	(void)state;
	subfolder(&b, 0x8769, 4);
	text(&b, 0x9003, "0000:00:00 00:00:00");
	text(&b, 0x9004, "2020:01:02 03:04:05");
	text(&b, 0x9011, "+01:00");
	text(&b, 0x9012, "-07:30");
	exif = read_block(&b);
	assert_string_equal(exif.taken_at, "2020-01-02T03:04:05");
	assert_string_equal(exif.taken_offset, "-07:30");
	assert_false(exif.time_is_of_change);
}

static void says_when_only_the_last_change_is_dated(void **state)
{
	struct block b = begin(false, 1);
	struct exif exif;

	(void)state;
	text(&b, 0x0132, "2020:01:02 03:04:05");
	exif = read_block(&b);
	assert_string_equal(exif.taken_at, "2020-01-02T03:04:05");
	assert_true(exif.time_is_of_change);
}

static void takes_only_offsets_that_exist(void **state)
{
	static const char *const cases[][2] = {
		{ "+14:00", "+14:00" }, { "-09:30", "-09:30" }, { "Z", "+00:00" }, { "+15:00", "" },
		{ "02:00", "" },        { "+2:00", "" },        { "+02:60", "" },  { "   :  ", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct block b = begin(false, 1);

		subfolder(&b, 0x8769, 2);
		text(&b, 0x9003, "2020:01:02 03:04:05");
		text(&b, 0x9011, cases[i][0]);
		assert_string_equal(read_block(&b).taken_offset, cases[i][1]);
	}
}

static struct exif read_with_offset_of_change(const char *changed)
{
	struct block b = begin(false, 2);

	text(&b, 0x0132, changed);
	subfolder(&b, 0x8769, 2);
	text(&b, 0x9003, "2020:01:02 03:04:05");
	text(&b, 0x9010, "+08:00");
	return read_block(&b);
}

static void takes_the_offset_of_the_last_change_when_that_is_the_same_moment(void **state)
{
	(void)state;
	assert_string_equal(read_with_offset_of_change("2020:01:02 03:04:05").taken_offset,
			    "+08:00");
	assert_string_equal(read_with_offset_of_change("2020:01:02 03:04:06").taken_offset, "");
}

static void needs_both_coordinates_and_their_sides(void **state)
{
	static const uint32_t lat[] = { 10, 1, 30, 1, 0, 1 };
	static const uint32_t lon[] = { 170, 1, 0, 1, 36, 1 };
	static const uint32_t unknown[] = { 0, 0, 0, 0, 0, 0 };
	static const uint32_t beyond[] = { 90, 1, 0, 1, 1, 1 };
	static const uint32_t minutes[] = { 10, 1, 61, 1, 0, 1 };

	(void)state;
	assert_true(read_place("S", lat, "E", lon).has_place);
	assert_float_equal(read_place("S", lat, "E", lon).lat, -10.5, 1e-9);
	assert_float_equal(read_place("S", lat, "E", lon).lon, 170.01, 1e-9);
	assert_false(read_place("", lat, "E", lon).has_place);
	assert_false(read_place("E", lat, "E", lon).has_place);
	assert_false(read_place("N", unknown, "E", lon).has_place);
	assert_false(read_place("N", lat, "E", unknown).has_place);
	assert_false(read_place("N", beyond, "E", lon).has_place);
	assert_true(read_place("N", lat, "E", beyond).has_place);
	assert_false(read_place("N", minutes, "E", lon).has_place);
}

static void trims_texts_and_cuts_long_ones(void **state)
{
	struct block b = begin(false, 3);
	char long_text[400];
	struct exif exif;

	(void)state;
	memset(long_text, 'x', sizeof(long_text));
	text_of(&b, 0x010f, "  SAM\tSUNG   ", 13);
	text_of(&b, 0x0110, long_text, sizeof(long_text));
	text_of(&b, 0x0131, "\0\0\0\0\0\0\0\0", 8);
	exif = read_block(&b);
	assert_string_equal(exif.camera_make, "SAM SUNG");
	assert_int_equal(strlen(exif.camera_model), EXIF_TEXT_SIZE - 1);
	assert_string_equal(exif.software, "");
}

static void keeps_the_first_of_two_equal_tags(void **state)
{
	struct block b = begin(false, 2);

	(void)state;
	text(&b, 0x0110, "first one");
	text(&b, 0x0110, "second one");
	assert_string_equal(read_block(&b).camera_model, "first one");
}

static void ignores_tags_of_another_type(void **state)
{
	struct block b = begin(false, 3);
	struct exif exif;

	(void)state;
	text(&b, 0x0112, "six");
	number(&b, 0x010f, LONG, 0x41414141);
	number(&b, 0x0110, UNDEFINED, 0x41414141);
	exif = read_block(&b);
	assert_int_equal(exif.orientation, 1);
	assert_string_equal(exif.camera_make, "");
	assert_string_equal(exif.camera_model, "");
	assert_false(exif.is_damaged);
}

static void survives_values_that_point_outside(void **state)
{
	static const uint32_t offsets[] = { 4090, 100000, 0x7fffffff, 0xffffffff };
	static const uint32_t counts[] = { 9, 1000, 0x20000000, 0x80000001, 0xffffffff };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		for (size_t k = 0; k < 5; k++) {
			struct block b = begin(false, 2);
			struct exif exif;

			put(&b, line(&b, 0x010f, ASCII, counts[k], 4), offsets[i], 4);
			put(&b, line(&b, 0x0132, RATIONAL, counts[k], 4), offsets[i], 4);
			exif = read_block(&b);
			assert_true(exif.is_damaged);
			assert_string_equal(exif.camera_make, "");
		}
	}
}

static void does_not_run_in_circles(void **state)
{
	struct block b = begin(true, 3);
	struct exif exif;

	(void)state;
	number(&b, 0x8769, LONG, 8);
	number(&b, 0x8825, LONG, 8);
	number(&b, 0x0112, SHORT, 3);
	put(&b, b.line, 8, 4); /* the next folder, too, is this one */
	exif = read_block(&b);
	assert_int_equal(exif.orientation, 3);
	assert_false(exif.is_damaged);
}

static void reads_what_is_there_of_a_folder_that_is_cut_off(void **state)
{
	struct block b = begin(false, 2);
	struct exif exif;

	(void)state;
	number(&b, 0x0112, SHORT, 8);
	put(&b, 8, 65535, 2);
	exif = read_block(&b);
	assert_true(exif.is_damaged);
	assert_int_equal(exif.orientation, 8);
}

static void never_reads_beyond_the_end_however_short_the_block(void **state)
{
	struct block b = begin(true, 2);

	(void)state;
	text(&b, 0x010f, "Gemba Optics");
	subfolder(&b, 0x8769, 1);
	text(&b, 0x9003, "2024:02:29 16:04:11");
	for (size_t size = 0; size < b.size; size++) {
		uint8_t *exact = test_malloc(size ? size : 1); /* guarded at its end */
		struct exif exif;

		memcpy(exact, b.bytes, size);
		exif_read(exact, size, &exif);
		assert_true(exif.is_damaged);
		test_free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_tag_with_the_low_byte_first),
		cmocka_unit_test(reads_every_tag_with_the_high_byte_first),
		cmocka_unit_test(knows_nothing_from_an_empty_block),
		cmocka_unit_test(refuses_a_block_that_is_no_tiff),
		cmocka_unit_test(takes_an_orientation_only_from_one_to_eight),
		cmocka_unit_test(refuses_times_that_do_not_exist),
		cmocka_unit_test(takes_zeros_and_blanks_for_a_time_that_is_not_known),
		cmocka_unit_test(falls_back_to_the_digitized_time),
		cmocka_unit_test(says_when_only_the_last_change_is_dated),
		cmocka_unit_test(takes_only_offsets_that_exist),
		cmocka_unit_test(takes_the_offset_of_the_last_change_when_that_is_the_same_moment),
		cmocka_unit_test(needs_both_coordinates_and_their_sides),
		cmocka_unit_test(trims_texts_and_cuts_long_ones),
		cmocka_unit_test(keeps_the_first_of_two_equal_tags),
		cmocka_unit_test(ignores_tags_of_another_type),
		cmocka_unit_test(survives_values_that_point_outside),
		cmocka_unit_test(does_not_run_in_circles),
		cmocka_unit_test(reads_what_is_there_of_a_folder_that_is_cut_off),
		cmocka_unit_test(never_reads_beyond_the_end_however_short_the_block),
	};

	return cmocka_run_group_tests_name("exif", tests, NULL, NULL);
}
