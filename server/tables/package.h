/*
 * package: the parts of an .xlsx file, a ZIP of XML, read one after the other as streams.
 *
 * Nothing is unpacked to anywhere. A part that is encrypted, grows beyond its limits, has a
 * document type, or is nested or written in a way that no spreadsheet is, ends the reading.
 */
#ifndef TABLES_PACKAGE_H
#define TABLES_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/work.h"

struct package {
	struct work *w;
	void *zip;
	uint64_t inflated; /* of all parts so far */
};

/* Names are without their namespace; false ends the reading with the problem set. */
struct xml_reader {
	bool (*start)(void *data, const char *name, const char **attributes);
	bool (*end)(void *data, const char *name);
	void (*text)(void *data, const char *s, size_t n); /* may be NULL */
};

/* Opened until the end of the work. */
bool package_open(struct work *w, const char *path, struct package *package) MUST_CHECK;
bool package_has(struct package *package, const char *part);
/* A part that is not there is fine and has nothing in it. */
bool package_read(struct package *package, const char *part, const struct xml_reader *reader,
		  void *data) MUST_CHECK;

/* NULL where the element has none of that name. */
const char *xml_attribute(const char **attributes, const char *name);

#endif
