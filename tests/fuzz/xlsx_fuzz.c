/*
 * Any bytes as a workbook; or, where they do not begin like one, as the parts of one, each but the
 * last ended by a byte that no XML has. Inside of a ZIP nothing would be found: it is compressed
 * and has sums over everything.
 */
#include <zlib.h>

#include "book_fuzz.h"

#define PART_END 0xff

static const char *const parts[] = {
	"_rels/.rels",          "xl/workbook.xml",          "xl/_rels/workbook.xml.rels",
	"xl/styles.xml",        "xl/worksheets/sheet2.xml", "xl/worksheets/sheet1.xml",
	"xl/sharedStrings.xml",
};

#define PARTS (sizeof(parts) / sizeof(parts[0]))
#define HEAD 30
#define ENTRY 46
#define END 22

struct zip {
	uint8_t *bytes;
	size_t size;
	uint8_t directory[PARTS * 128];
	size_t directory_size;
};

static void put(uint8_t *to, size_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

/* What a local head and an entry of the directory have in common: from version to sizes. */
static void put_common(uint8_t *to, const uint8_t *part, size_t size, size_t name_size)
{
	put(to, 20, 2);
	put(to + 10, crc32(0, part, (uInt)size), 4);
	put(to + 14, size, 4);
	put(to + 18, size, 4);
	put(to + 22, name_size, 2);
}

static void add_part(struct zip *z, const char *name, const uint8_t *part, size_t size)
{
	uint8_t *head = z->bytes + z->size;
	uint8_t *entry = z->directory + z->directory_size;
	size_t name_size = strlen(name);

	memcpy(head, "PK\3\4", 4);
	put_common(head + 4, part, size, name_size);
	memcpy(head + HEAD, name, name_size);
	memcpy(head + HEAD + name_size, part, size);
	memcpy(entry, "PK\1\2", 4);
	put_common(entry + 6, part, size, name_size);
	put(entry + 42, z->size, 4);
	memcpy(entry + ENTRY, name, name_size);
	z->size += HEAD + name_size + size;
	z->directory_size += ENTRY + name_size;
}

static void end_zip(struct zip *z, size_t nr)
{
	uint8_t *end = z->bytes + z->size + z->directory_size;

	memcpy(z->bytes + z->size, z->directory, z->directory_size);
	memcpy(end, "PK\5\6", 4);
	put(end + 8, nr, 2);
	put(end + 10, nr, 2);
	put(end + 12, z->directory_size, 4);
	put(end + 16, z->size, 4);
	z->size += z->directory_size + END;
}

static void read_parts(const uint8_t *bytes, size_t size)
{
	struct zip z = { .bytes = calloc(1, size + 2 * sizeof(z.directory)) };
	const uint8_t *end = bytes + size;
	size_t nr = 0;

	insist(z.bytes);
	for (const uint8_t *at = bytes; at < end && nr < PARTS;) {
		const uint8_t *stop = memchr(at, PART_END, (size_t)(end - at));

		add_part(&z, parts[nr++], at, (size_t)((stop ? stop : end) - at));
		at = stop ? stop + 1 : end;
	}
	end_zip(&z, nr);
	read_book(z.bytes, z.size);
	free(z.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	if (size >= 2 && !memcmp(bytes, "PK", 2))
		read_book(bytes, size);
	else
		read_parts(bytes, size);
	return 0;
}
