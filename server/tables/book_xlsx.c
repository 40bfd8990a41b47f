#include <string.h>

#include "tables/workbook.h"

#define MOST_RELATIONS 1000

/* ---- where the parts are: each names the next by a relation */

struct relation {
	const char *id;
	const char *type; /* the end of it: "worksheet" */
	const char *part;
};

struct relations {
	struct workbook *wb;
	const char *folder; /* of the part that they belong to, with its slash, or "" */
	struct relation *list;
	size_t nr;
};

/* The last segment goes, if there is one. */
static void go_up(struct text *t)
{
	while (t->len && t->s[t->len - 1] != '/')
		t->len--;
	t->len -= t->len > 0;
	while (t->len && t->s[t->len - 1] != '/')
		t->len--;
	t->s[t->len] = '\0';
}

/* A path inside of the package; what would lead out of it ends at its root. */
static const char *resolve(struct arena *mem, const char *folder, const char *target)
{
	struct text t;

	text_init(&t, mem);
	if (*target != '/')
		text_add(&t, folder);
	target += *target == '/';
	while (*target) {
		size_t n = strcspn(target, "/");

		if (n == 2 && !memcmp(target, "..", 2)) {
			go_up(&t);
		} else if (n && !(n == 1 && *target == '.')) {
			text_add_bytes(&t, target, n);
			text_add(&t, target[n] ? "/" : "");
		}
		target += n + (target[n] == '/');
	}
	return text_take(&t);
}

static bool on_relation(void *data, const char *name, const char **attributes)
{
	struct relations *r = data;
	struct arena *mem = &r->wb->w->mem;
	const char *id = xml_attribute(attributes, "Id");
	const char *type = xml_attribute(attributes, "Type");
	const char *target = xml_attribute(attributes, "Target");
	const char *mode = xml_attribute(attributes, "TargetMode");
	const char *tail;

	if (strcmp(name, "Relationship") != 0 || !id || !type || !target ||
	    (mode && !strcmp(mode, "External")))
		return true;
	if (r->nr == MOST_RELATIONS)
		return book_too_large(r->wb->w, "The workbook has more than 1,000 parts inside.");
	tail = strrchr(type, '/');
	r->list[r->nr++] = (struct relation){
		.id = arena_strdup(mem, id),
		.type = arena_strdup(mem, tail ? tail + 1 : type),
		.part = resolve(mem, r->folder, target),
	};
	return true;
}

static bool on_end(void *data, const char *name)
{
	(void)data, (void)name;
	return true;
}

static const struct xml_reader relation_reader = { on_relation, on_end, NULL };

/* The relations of a part are in the folder _rels beside it; those of the package have none. */
static bool read_relations(struct workbook *wb, const char *part, struct relations *r)
{
	struct arena *mem = &wb->w->mem;
	const char *slash = strrchr(part, '/');
	const char *name = slash ? slash + 1 : part;

	r->wb = wb;
	r->folder = arena_strndup(mem, part, (size_t)(name - part));
	r->list = arena_array(mem, MOST_RELATIONS, sizeof(*r->list));
	r->nr = 0;
	return package_read(&wb->package, arena_printf(mem, "%s_rels/%s.rels", r->folder, name),
			    &relation_reader, r);
}

static const char *part_by_type(const struct relations *r, const char *type)
{
	for (size_t i = 0; i < r->nr; i++)
		if (!strcmp(r->list[i].type, type))
			return r->list[i].part;
	return NULL;
}

static const struct relation *relation_by_id(const struct relations *r, const char *id)
{
	for (size_t i = 0; i < r->nr; i++)
		if (!strcmp(r->list[i].id, id))
			return &r->list[i];
	return NULL;
}

/* ---- the list of sheets */

struct tabs {
	struct workbook *wb;
	const struct relations *relations;
};

static bool is_true(const char *s) { return s && (!strcmp(s, "1") || !strcmp(s, "true")); }

static bool add_tab(struct tabs *tabs, const char **attributes)
{
	struct workbook *wb = tabs->wb;
	struct book *book = wb->book;
	const char *name = xml_attribute(attributes, "name");
	const char *id = xml_attribute(attributes, "id");
	const char *state = xml_attribute(attributes, "state");
	const struct relation *relation = id ? relation_by_id(tabs->relations, id) : NULL;

	if (book->sheets_nr == BOOK_MOST_SHEETS)
		return book_too_large(wb->w, "The workbook has more than 200 sheets.");
	/* A sheet of a chart has no cells. */
	wb->sheet_parts[book->sheets_nr] =
		relation && !strcmp(relation->type, "worksheet") ? relation->part : NULL;
	book->sheets[book->sheets_nr++] = (struct book_sheet){
		.name = arena_strdup(&wb->w->mem, name ? name : ""),
		.is_hidden = state && strcmp(state, "visible") != 0,
	};
	return true;
}

static bool on_workbook(void *data, const char *name, const char **attributes)
{
	struct tabs *tabs = data;

	if (!strcmp(name, "workbookPr"))
		tabs->wb->from_1904 = is_true(xml_attribute(attributes, "date1904"));
	return strcmp(name, "sheet") != 0 || add_tab(tabs, attributes);
}

static const struct xml_reader tab_reader = { on_workbook, on_end, NULL };

/* ---- the workbook */

/* A ZIP without a workbook: what it is instead. */
static bool refuse_package(struct workbook *wb)
{
	struct package *p = &wb->package;

	if (package_has(p, "word/document.xml"))
		return book_unreadable(wb->w, "This is a Word document; copy the table into a "
					      "workbook and save it as .xlsx.");
	if (package_has(p, "xl/workbook.bin"))
		return book_unreadable(wb->w, "This is an .xlsb file; save it as .xlsx (Excel "
					      "workbook).");
	if (package_has(p, "content.xml"))
		return book_unreadable(wb->w, "This is an OpenDocument file; save it as .xlsx.");
	if (package_has(p, "Index/Document.iwa"))
		return book_unreadable(wb->w, "This is a Numbers file; export it as .xlsx.");
	return book_unreadable(wb->w, "This is an archive and no workbook; unpack it and send the "
				      ".xlsx or .csv inside.");
}

static bool find_workbook(struct workbook *wb)
{
	struct relations r;

	if (!read_relations(wb, "", &r))
		return false;
	wb->part = part_by_type(&r, "officeDocument");
	if (!wb->part)
		wb->part = "xl/workbook.xml";
	if (!package_has(&wb->package, wb->part) || strcmp(wb->part, "word/document.xml") == 0 ||
	    strstr(wb->part, ".bin"))
		return refuse_package(wb);
	return true;
}

static bool read_tabs(struct workbook *wb, const struct relations *r)
{
	struct tabs tabs = { wb, r };
	struct arena *mem = &wb->w->mem;

	wb->book->sheets = arena_array(mem, BOOK_MOST_SHEETS, sizeof(*wb->book->sheets));
	wb->sheet_parts = arena_array(mem, BOOK_MOST_SHEETS, sizeof(*wb->sheet_parts));
	return package_read(&wb->package, wb->part, &tab_reader, &tabs);
}

bool book_read_xlsx(struct work *w, const char *path, struct book *book)
{
	struct workbook wb = { .w = w, .book = book };
	const char *strings, *styles;
	struct relations r;

	if (!package_open(w, path, &wb.package) || !find_workbook(&wb) ||
	    !read_relations(&wb, wb.part, &r) || !read_tabs(&wb, &r))
		return false;
	strings = part_by_type(&r, "sharedStrings");
	styles = part_by_type(&r, "styles");
	if ((strings && !workbook_read_strings(&wb, strings)) ||
	    (styles && !workbook_read_styles(&wb, styles)))
		return false;
	for (size_t i = 0; i < book->sheets_nr; i++)
		if (wb.sheet_parts[i] && !workbook_read_sheet(&wb, i))
			return false;
	return true;
}
