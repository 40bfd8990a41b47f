/* Files for the readers: bytes in memory, and workbooks made of the parts that a test names. */
#ifndef UNIT_BOOK_FILE_H
#define UNIT_BOOK_FILE_H

#include <fcntl.h>
#include <minizip/zip.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "tables/book.h"

#define SPREADSHEET "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"

/* The one file, in memory. */
static inline const char *book_path(void)
{
	static char path[40];

	if (!*path) {
		int fd = memfd_create("book", MFD_CLOEXEC);

		assert_true(fd >= 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	return path;
}

static inline const char *empty_file(void)
{
	assert_int_equal(0, truncate(book_path(), 0));
	return book_path();
}

static inline const char *file_of(const void *bytes, size_t size)
{
	const char *path = empty_file();
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	close(fd);
	return path;
}

static inline void add_part(zipFile zip, const char *name, const char *s, size_t size)
{
	assert_int_equal(ZIP_OK, zipOpenNewFileInZip64(zip, name, NULL, NULL, 0, NULL, 0, NULL,
						       Z_DEFLATED, 9, 1));
	assert_int_equal(ZIP_OK, zipWriteInFileInZip(zip, s, (unsigned int)size));
	assert_int_equal(ZIP_OK, zipCloseFileInZip(zip));
}

static inline void add_text_part(zipFile zip, const char *name, const char *s)
{
	add_part(zip, name, s, strlen(s));
}

/* What each workbook has, and one sheet with these rows; further parts may follow. */
static inline zipFile begin_workbook(const char *sheet_data, const char *strings,
				     const char *styles)
{
	static char sheet[1 << 16];
	zipFile zip = zipOpen64(empty_file(), APPEND_STATUS_CREATE);

	assert_non_null(zip);
	add_text_part(zip, "_rels/.rels",
		      "<Relationships xmlns='" PACKAGE "'><Relationship Id='r' Type='" RELATIONS
		      "/officeDocument' Target='xl/workbook.xml'/></Relationships>");
	add_text_part(zip, "xl/workbook.xml",
		      "<workbook xmlns='" SPREADSHEET "' xmlns:r='" RELATIONS
		      "'><sheets><sheet name='One' sheetId='1' r:id='a'/></sheets></workbook>");
	add_text_part(zip, "xl/_rels/workbook.xml.rels",
		      "<Relationships xmlns='" PACKAGE "'>"
		      "<Relationship Id='a' Type='" RELATIONS "/worksheet' Target='sheet.xml'/>"
		      "<Relationship Id='b' Type='" RELATIONS
		      "/sharedStrings' Target='strings.xml'/>"
		      "<Relationship Id='c' Type='" RELATIONS "/styles' Target='styles.xml'/>"
		      "</Relationships>");
	snprintf(sheet, sizeof(sheet),
		 "<worksheet xmlns='" SPREADSHEET "'><sheetData>%s</sheetData></worksheet>",
		 sheet_data);
	add_text_part(zip, "xl/sheet.xml", sheet);
	if (strings)
		add_text_part(zip, "xl/strings.xml", strings);
	if (styles)
		add_text_part(zip, "xl/styles.xml", styles);
	return zip;
}

static inline const char *end_workbook(zipFile zip)
{
	assert_int_equal(ZIP_OK, zipClose(zip, NULL));
	return book_path();
}

#endif
