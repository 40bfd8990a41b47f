#include "evidence/exif_find.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

static void check_found(struct exif_block block, const char *content)
{
	assert_non_null(block.bytes);
	assert_int_equal(block.size, strlen(content));
	assert_memory_equal(block.bytes, content, block.size);
}

static void finds_the_exif_segment_behind_others(void **state)
{
	(void)state;
	check_found(
		exif_find_in_jpeg(BYTES("\xff\xd8\xff\xe0\0\4JF\xff\xe1\0\12http:///\xff\xff\xe1"
					"\0\13Exif\0\0abc\xff\xda\0\2")),
		"abc");
}

static void stops_at_the_picture(void **state)
{
	(void)state;
	assert_null(exif_find_in_jpeg(BYTES("\xff\xd8\xff\xda\0\2\xff\xe1\0\13Exif\0\0abc")).bytes);
	assert_null(exif_find_in_jpeg(BYTES("\xff\xd8\xff\xd9\xff\xe1\0\13Exif\0\0abc")).bytes);
}

static void ignores_a_segment_whose_length_lies(void **state)
{
	(void)state;
	assert_null(exif_find_in_jpeg(BYTES("\xff\xd8\xff\xe1\0\14Exif\0\0abc")).bytes);
	assert_null(exif_find_in_jpeg(BYTES("\xff\xd8\xff\xe1\xff\xff"
					    "Exif\0\0abc"))
			    .bytes);
	assert_null(exif_find_in_jpeg(BYTES("\xff\xd8\xff\xe1\0\1Exif\0\0abc")).bytes);
	assert_null(exif_find_in_jpeg(BYTES("\xff\xd8\xff\xe1\0\7Exif\0\0abc")).bytes);
}

static void finds_nothing_in_what_is_no_jpeg(void **state)
{
	(void)state;
	assert_null(exif_find_in_jpeg(BYTES("")).bytes);
	assert_null(exif_find_in_jpeg(BYTES("\xff\xd8")).bytes);
	assert_null(exif_find_in_jpeg(BYTES("\xff\xd8\xff\xff\xff\xff\xff\xff")).bytes);
	assert_null(exif_find_in_jpeg(BYTES("\xff\xd8<html>Exif\0\0abc")).bytes);
}

static void finds_the_exif_chunk_of_a_png(void **state)
{
	(void)state;
	check_found(
		exif_find_in_png(BYTES("\x89PNG\r\n\x1a\n\0\0\0\2junkxxCRC!\0\0\0\3eXIfabcCRC!")),
		"abc");
}

static void ignores_a_chunk_whose_length_lies(void **state)
{
	(void)state;
	assert_null(exif_find_in_png(BYTES("\x89PNG\r\n\x1a\n\0\0\0\4eXIfabcCRC!")).bytes);
	assert_null(exif_find_in_png(BYTES("\x89PNG\r\n\x1a\n\xff\xff\xff\xff"
					   "eXIfabcCRC!"))
			    .bytes);
	assert_null(exif_find_in_png(BYTES("\x89PNG")).bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_exif_segment_behind_others),
		cmocka_unit_test(stops_at_the_picture),
		cmocka_unit_test(ignores_a_segment_whose_length_lies),
		cmocka_unit_test(finds_nothing_in_what_is_no_jpeg),
		cmocka_unit_test(finds_the_exif_chunk_of_a_png),
		cmocka_unit_test(ignores_a_chunk_whose_length_lies),
	};

	return cmocka_run_group_tests_name("exif_find", tests, NULL, NULL);
}
