#include "tables/package.h"

#include <expat.h>
#include <minizip/unzip.h>
#include <string.h>

#include "tables/book_parts.h"

#define CHUNK 16384
#define MOST_DEPTH 100
/* A tag or a comment is held in memory as a whole. */
#define MOST_TOKEN ((size_t)1024 * 1024)
/* Below this a part may be packed as tightly as it likes. */
#define FREE_BYTES ((size_t)1024 * 1024)

#define BROKEN "The workbook is damaged; open it, save it again and send that."

static void close_zip(void *zip) { unzClose(zip); }

bool package_open(struct work *w, const char *path, struct package *package)
{
	unzFile zip = unzOpen64(path);
	unz_global_info64 info;

	if (!zip)
		return book_unreadable(w, BROKEN);
	arena_defer(&w->mem, close_zip, zip);
	if (unzGetGlobalInfo64(zip, &info) != UNZ_OK)
		return book_unreadable(w, BROKEN);
	if (info.number_entry > BOOK_MOST_ENTRIES)
		return book_too_large(w, "The workbook has more than 1,000 parts inside.");
	*package = (struct package){ .w = w, .zip = zip };
	return true;
}

bool package_has(struct package *package, const char *part)
{
	return unzLocateFile(package->zip, part, 2) == UNZ_OK;
}

/* ---- one part through the parser */

struct stream {
	struct package *package;
	const struct xml_reader *reader;
	void *data;
	XML_Parser parser;
	int depth;
	bool is_refused;
};

static const char *local(const char *name)
{
	const char *split = strrchr(name, '|');

	return split ? split + 1 : name;
}

const char *xml_attribute(const char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i]; i += 2)
		if (!strcmp(local(attributes[i]), name))
			return attributes[i + 1];
	return NULL;
}

static void stop(struct stream *s)
{
	s->is_refused = true;
	XML_StopParser(s->parser, XML_FALSE);
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct stream *s = data;

	if (s->is_refused)
		return;
	if (++s->depth > MOST_DEPTH) {
		book_unreadable(s->package->w, BROKEN);
		stop(s);
	} else if (!s->reader->start(s->data, local(name), (const char **)attributes)) {
		stop(s);
	}
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
	struct stream *s = data;

	s->depth--;
	if (!s->is_refused && !s->reader->end(s->data, local(name)))
		stop(s);
}

static void XMLCALL on_text(void *data, const XML_Char *text, int n)
{
	struct stream *s = data;

	if (!s->is_refused && s->reader->text)
		s->reader->text(s->data, text, (size_t)n);
}

/* No spreadsheet has a document type; entities could only be declared there. */
static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system_id,
			       const XML_Char *public_id, int has_subset)
{
	struct stream *s = data;

	(void)name, (void)system_id, (void)public_id, (void)has_subset;
	book_unreadable(s->package->w, BROKEN);
	stop(s);
}

static void prepare(struct stream *s)
{
	s->parser = XML_ParserCreateNS(NULL, '|');
	XML_SetUserData(s->parser, s);
	XML_SetElementHandler(s->parser, on_start, on_end);
	XML_SetCharacterDataHandler(s->parser, on_text);
	XML_SetStartDoctypeDeclHandler(s->parser, on_doctype);
	XML_SetParamEntityParsing(s->parser, XML_PARAM_ENTITY_PARSING_NEVER);
}

/* Whether what has come out so far is within bounds. */
static bool is_bounded(struct stream *s, uint64_t read, uint64_t packed)
{
	struct package *p = s->package;

	if (p->inflated > BOOK_MOST_INFLATED ||
	    (read > FREE_BYTES && read / BOOK_MOST_RATIO > packed))
		return book_too_large(p->w, "The workbook unpacks to more than any table needs.");
	if (read - (uint64_t)XML_GetCurrentByteIndex(s->parser) > MOST_TOKEN)
		return book_unreadable(p->w, BROKEN);
	return true;
}

static bool feed(struct stream *s, uint64_t packed)
{
	struct work *w = s->package->w;
	char *chunk = arena_alloc(&w->mem, CHUNK);
	uint64_t read = 0;

	for (;;) {
		int n = unzReadCurrentFile(s->package->zip, chunk, CHUNK);
		enum XML_Status status;

		if (n < 0)
			return book_unreadable(w, BROKEN);
		read += (unsigned int)n;
		s->package->inflated += (unsigned int)n;
		status = XML_Parse(s->parser, chunk, n, n == 0);
		if (s->is_refused)
			return false;
		if (status != XML_STATUS_OK)
			return book_unreadable(w, BROKEN);
		if (!n)
			return true;
		if (!is_bounded(s, read, packed))
			return false;
	}
}

static bool open_part(struct package *p, uint64_t *packed)
{
	unz_file_info64 info;

	if (unzGetCurrentFileInfo64(p->zip, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK)
		return book_unreadable(p->w, BROKEN);
	if (info.flag & 1)
		return book_unreadable(p->w, "The workbook is protected by a password; save it "
					     "without one.");
	if (info.uncompressed_size > BOOK_MOST_INFLATED)
		return book_too_large(p->w, "The workbook unpacks to more than any table needs.");
	*packed = info.compressed_size;
	return unzOpenCurrentFile(p->zip) == UNZ_OK || book_unreadable(p->w, BROKEN);
}

bool package_read(struct package *package, const char *part, const struct xml_reader *reader,
		  void *data)
{
	struct stream s = { .package = package, .reader = reader, .data = data };
	uint64_t packed = 0;
	bool ok;

	if (!package_has(package, part))
		return true;
	if (!open_part(package, &packed))
		return false;
	prepare(&s);
	ok = feed(&s, packed);
	XML_ParserFree(s.parser);
	/* Here it shows whether the bytes are the ones that were packed. */
	if (unzCloseCurrentFile(package->zip) != UNZ_OK && ok)
		return book_unreadable(package->w, BROKEN);
	return ok;
}
